import type { Clock } from "../clock.ts";
import type { Programme } from "../programme.ts";
import type { Output } from "./output.ts";
import { LEAD_MIN_MS } from "./slate_timing.ts";
import { isSameProgramme, type OpenedInput } from "./upcoming.ts";

/** An input whose pictures are all out gets this long to deliver the sound that belongs to the last of them. */
const TAIL_MS = 500;

/** The end of a programme on air: its last sound, which comes after the picture it belongs to. */
export class Tail {
  #sinceMs: number | null = null;

  /** No programme is at its end. */
  constructor(private readonly output: Output, private readonly clock: Clock) {}

  /**
   * Takes the sound that belongs to the last pictures of a programme that is over.
   *
   * @param current What is on air.
   * @param programme What belongs there now.
   * @param picturesMax Pictures to take at most.
   * @returns True while there may be more to come.
   */
  drain(current: OpenedInput | null, programme: Programme, picturesMax: number): boolean {
    const { output, clock } = this;
    const isOver = current !== null && !isSameProgramme(current.programme, programme);
    if (!isOver || !this.#hasRunOut(current) || output.isFull) {
      this.#sinceMs = null;
      return false;
    }
    const nowMs = clock.monotonicMs();
    this.#sinceMs ??= nowMs;
    output.push(current.input.take(picturesMax));
    const mayWait = nowMs - this.#sinceMs < TAIL_MS && output.leadMs > LEAD_MIN_MS;
    return current.input.state === "ready" && mayWait;
  }

  /** True when an input is on air and its programme has just come to its planned end. */
  #hasRunOut({ input, programme }: OpenedInput): boolean {
    const { output } = this;
    return output.isOnAir(input) && Math.abs(output.headMs - programme.stopMs) <= 2 * output.frameMs;
  }
}
