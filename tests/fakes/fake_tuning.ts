import { Fault } from "../../src/fault.ts";
import type { Tuned, TuneRequest, TunerRecord, Tuning } from "../../src/tuning.ts";

/** Tunings that do nothing until a test makes them. */
export class FakeTuning implements Tuning {
  /** Every tuning, oldest first, and whether it was given back. */
  readonly opened: { readonly request: TuneRequest; isCancelled: boolean }[] = [];
  /** Thrown by the next tunings. */
  fault: Fault | null = null;
  /** Tuners, by index, that tunings wait for until they are aborted. */
  readonly awaited = new Set<number | null>();
  /** Bodies to write to, newest last. */
  readonly bodies: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>[] = [];
  /** Tuners kept for those who locked them. */
  readonly reserved = new Set<number>();
  /** What HTTP clients watch. */
  watched: TunerRecord[] = [];

  async open(request: TuneRequest): Promise<Tuned> {
    if (this.awaited.has(request.tuner)) {
      await new Promise<void>((resolve) => request.signal?.addEventListener("abort", () => resolve()));
    }
    request.signal?.throwIfAborted();
    if (this.fault) throw this.fault;
    const entry = { request, isCancelled: false };
    this.opened.push(entry);
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => void this.bodies.push(controller),
      cancel: () => void (entry.isCancelled = true),
    });
    return { sessionId: `s${this.opened.length}`, body };
  }

  reserve(tuner: number, isReserved: boolean): void {
    if (isReserved) this.reserved.add(tuner);
    else this.reserved.delete(tuner);
  }

  sessions(): never[] {
    return [];
  }

  kick(): never {
    throw new Fault("not_found", "Cannot end a session: there is none");
  }

  tuners(): readonly TunerRecord[] {
    return this.watched;
  }
}
