import type { OpenedInput } from "./upcoming.ts";

/** The inputs of one channel that are open, or not quite gone yet. */
export class OpenInputs {
  readonly #open = new Set<OpenedInput>();
  readonly #closing = new Set<Promise<void>>();

  /** One more; null is none. */
  add(opened: OpenedInput | null): OpenedInput | null {
    if (opened !== null) this.#open.add(opened);
    return opened;
  }

  /** True while anything is read from a host: the end of an input takes its time. */
  isBusy(host: string | null): boolean {
    return host !== null && this.#open.values().some(({ from }) => from.host === host);
  }

  /** Ends an input without waiting for it. */
  close(opened: OpenedInput): void {
    const closed: Promise<void> = Promise.resolve(opened.input[Symbol.asyncDispose]()).finally(() => {
      this.#open.delete(opened);
      this.#closing.delete(closed);
    });
    this.#closing.add(closed);
  }

  /** Waits until all that were closed are gone. */
  async settled(): Promise<void> {
    await Promise.all(this.#closing);
  }
}
