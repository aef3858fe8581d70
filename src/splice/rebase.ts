import type { Ratio } from "../media.ts";
import { TICKS_PER_SECOND } from "../mpegts/mod.ts";

/** A picture this close to the grid, in frames, is on it: containers that count milliseconds blur their times. */
const SNAP_FRAMES = 0.3;

/** Where an input meets the output. */
export interface RebaseOptions {
  /** The input's PTS of the picture that begins it. */
  readonly keyPts: number;
  /** Where that picture goes on the output. */
  readonly originTicks: number;
  /** Duration of one of the input's frames; see {@link frameTicksOf}. */
  readonly frameTicks: number;
}

/** The duration of one frame in ticks; fractional at 24000/1001, and rounded only when it is written. */
export function frameTicksOf(frameRate: Ratio): number {
  return TICKS_PER_SECOND * frameRate.den / frameRate.num;
}

/** Moves one input's times to the output, by one offset. */
export class Rebase {
  /** What to add to an input's time. */
  readonly offsetTicks: number;

  /** @param options Where input and output meet. */
  constructor(private readonly options: RebaseOptions) {
    this.offsetTicks = options.originTicks - options.keyPts;
  }

  /** How many frames a picture lies after the one that begins the input. */
  slotOf(pts: number): number {
    return Math.round((pts - this.options.keyPts) / this.options.frameTicks);
  }

  /** Where a picture goes: onto the frame grid if it is near it, else where its own time says. */
  positionOf(pts: number): number {
    const slot = this.slotOf(pts);
    const error = (pts - this.options.keyPts) / this.options.frameTicks - slot;
    return Math.abs(error) < SNAP_FRAMES ? this.gridTicks(slot) : pts + this.offsetTicks;
  }

  /** Where a slot begins. */
  gridTicks(slot: number): number {
    return this.options.originTicks + slot * this.options.frameTicks;
  }
}
