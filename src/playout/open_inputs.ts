import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import type { OpenedInput } from "./upcoming.ts";

/** The inputs of one channel that are open, or not quite gone yet. */
export class OpenInputs {
  readonly #open = new Set<OpenedInput>();
  readonly #ending = new WeakSet<OpenedInput>();
  readonly #closing = new Set<Promise<void>>();

  /** Nothing is open. */
  constructor(private readonly clock: Clock) {}

  /** True while anything is open, or not quite gone. */
  get isAny(): boolean {
    return this.#open.size > 0;
  }

  /** One more; null is none. */
  add(opened: OpenedInput | null): OpenedInput | null {
    if (opened !== null) this.#open.add(opened);
    return opened;
  }

  /** True while anything is read from a host: the end of an input takes its time. */
  isBusy(host: string | null): boolean {
    return host !== null && this.#open.values().some(({ from }) => from.host === host);
  }

  /** Ends whatever is open. */
  closeAll(): void {
    for (const opened of this.#open) this.close(opened);
  }

  /** Ends an input without waiting for it; a second call does nothing. */
  close(opened: OpenedInput): void {
    if (this.#ending.has(opened)) return;
    this.#ending.add(opened);
    const closed: Promise<void> = Promise.resolve(opened.input[Symbol.asyncDispose]()).finally(() => {
      this.#open.delete(opened);
      this.#closing.delete(closed);
    });
    this.#closing.add(closed);
  }

  /**
   * Waits until all that were closed are gone, but not for ever: what reads from a dead disk cannot be ended. It keeps
   * its place in the pool; the channel goes on.
   */
  async settled(): Promise<void> {
    const over = new AbortController();
    await Promise.race([Promise.all(this.#closing), this.clock.sleep(LIMITS.inputCloseMs, over.signal)]);
    over.abort();
  }
}
