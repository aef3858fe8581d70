/** Everything the program tells whoever listens: dashboards by SSE, later webhooks. */
export type ProgramEvent =
  | { readonly kind: "scan_progress"; readonly folder: string; readonly done: number; readonly total: number }
  | {
    readonly kind: "scan_finished";
    readonly folder: string;
    readonly playable: number;
    readonly broken: number;
  }
  | { readonly kind: "demo_progress"; readonly done: number; readonly total: number }
  | { readonly kind: "timeline_rebuilt"; readonly channelId: string; readonly reason: string }
  | {
    readonly kind: "document_changed";
    readonly document: "channel" | "collection" | "filler" | "schedule";
    readonly name: string;
    readonly change: "created" | "edited" | "deleted";
  }
  | {
    readonly kind: "schedule_remark";
    readonly channelId: string;
    readonly code: string;
    readonly detail: string;
    readonly count: number;
  }
  | { readonly kind: "guide_published"; readonly version: number; readonly programmes: number }
  | { readonly kind: "channel_state"; readonly channelId: string; readonly state: string }
  | { readonly kind: "joint"; readonly channelId: string; readonly title: string }
  | {
    readonly kind: "input_failover";
    readonly channelId: string;
    readonly from: string | null;
    readonly to: string;
    readonly reason: string;
  }
  | { readonly kind: "input_parked"; readonly channelId: string; readonly inputId: string }
  | { readonly kind: "input_resumed"; readonly channelId: string; readonly inputId: string }
  | { readonly kind: "channel_exhausted"; readonly channelId: string }
  | { readonly kind: "channel_restored"; readonly channelId: string };

/** Receives events; must not throw. */
export type EventListener = (event: ProgramEvent) => void;

/** Hands each event to every listener, in the order of their arrival. */
export class EventBus {
  readonly #listeners = new Set<EventListener>();

  /** Tells every listener, synchronously. */
  publish(event: ProgramEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Listens until disposed. */
  subscribe(listener: EventListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
