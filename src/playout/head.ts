import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { Programme } from "../programme.ts";
import { CLOCK_STEP_MS, ClockWatch } from "./clock_watch.ts";
import type { Input } from "./input.ts";
import { instantAtHead } from "./joint_times.ts";
import type { Output } from "./output.ts";
import type { TimelineView } from "./timeline_view.ts";

/** What the head is found with. */
export interface HeadParts {
  /** The channel's end of the splice. */
  readonly output: Output;
  /** Time. */
  readonly clock: Clock;
  /** Says that the clock was set. */
  readonly log: Logger;
}

/** Where a channel's output ends, and which programme belongs there, whatever happens to the clock. */
export class Head {
  readonly #watch: ClockWatch;
  #doneUntilMs = -Infinity;
  /** Where the output's beginning lay on the wall clock when the input on air joined. */
  #epochMs = 0;

  /** Whatever the clock says now is right. */
  constructor(private readonly parts: HeadParts, private readonly timeline: TimelineView) {
    this.#watch = new ClockWatch(parts.clock);
  }

  /** The programme that belongs at the head. */
  programme(): Programme {
    const { headMs, frameMs } = this.parts.output;
    return this.timeline.at(instantAtHead({ headMs, frameMs, doneUntilMs: this.#doneUntilMs }));
  }

  /** The programme that stops there is over, also if its last picture ends a little before. */
  finish(stopMs: number): void {
    this.#doneUntilMs = stopMs;
  }

  /** An input joins here and now. */
  join(): void {
    this.#epochMs = this.parts.output.epochMs;
  }

  /**
   * Follows the clock.
   *
   * @returns True after it was set, or the machine slept: then what is on air does not belong there any more.
   */
  hasMoved(onAir: Input | null): boolean {
    const { output, log } = this.parts;
    if (output.catchUp() && output.isWatched) log.warn("Playout: output was late and continues from now");
    const setByMs = this.#watch.look();
    const isElsewhere = output.isOnAir(onAir) && Math.abs(output.epochMs - this.#epochMs) > CLOCK_STEP_MS;
    if (setByMs === 0) return isElsewhere;
    log.info("Playout: the clock was set", { byMs: Math.round(setByMs) });
    this.#doneUntilMs = -Infinity;
    return true;
  }
}
