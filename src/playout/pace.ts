import type { Clock } from "../clock.ts";
import { Nap } from "../nap.ts";
import type { Input } from "./input.ts";
import type { Output } from "./output.ts";

/** Enough output is made in one go, so that a channel that is well ahead sleeps in between. */
const BATCH_MS = 1_000;

/** With nothing to do, the loop looks this often whether the clock was set or the timeline changed. */
export const IDLE_WAIT_MS = 1_000;

/** How the loop of a channel waits: for the time, for its viewers, or for what an input delivers. */
export class Pace {
  readonly #nap: Nap;

  /** Nobody waits yet. */
  constructor(
    private readonly parts: { readonly clock: Clock; readonly output: Pick<Output, "leadMs"> },
    private readonly options: { readonly readAheadMs: number },
  ) {
    this.#nap = new Nap(parts.clock);
  }

  /** How long nothing need be made, for enough is made; 0 or less while there is something to make. */
  get restMs(): number {
    const tooFarMs = this.parts.output.leadMs - this.options.readAheadMs;
    return tooFarMs < 0 ? 0 : Math.min(IDLE_WAIT_MS, tooFarMs + this.#batchMs);
  }

  /** Ends the wait, or the next one before it begins. */
  wake(): void {
    this.#nap.wake();
  }

  /**
   * Waits for the time, or for what {@link Pace.wake}s the loop.
   *
   * @param durationMs How long at most.
   * @param awaited The input whose news end the wait, as long as more output is wanted; null for none.
   */
  async wait(durationMs: number, awaited: Input | null): Promise<void> {
    const isHungry = this.parts.output.leadMs < this.options.readAheadMs - this.#batchMs;
    if (durationMs === 0 || !isHungry || awaited === null) return await this.#nap.sleep(durationMs);
    const over = new AbortController();
    void awaited.changed(over.signal).then(() => over.signal.aborted || this.#nap.wake());
    await this.#nap.sleep(durationMs);
    over.abort();
  }

  /** Output is made until it is far enough ahead, and then again once this much was used up. */
  get #batchMs(): number {
    return Math.min(BATCH_MS, this.options.readAheadMs / 6);
  }
}
