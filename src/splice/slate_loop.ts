import { invariant } from "../invariant.ts";
import type { Ratio } from "../media.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import { frameTicksOf } from "./rebase.ts";

/** A clip rendered to be shown again and again. */
export interface SlateClip {
  /** Its units, in the order they came; the first picture is a key frame. Sound is left out. */
  readonly units: readonly AccessUnit[];
  /** Its frames per second. */
  readonly frameRate: Ratio;
}

/** Endless slate out of one clip, kept in memory as units: nothing has to be read or decoded, so it cannot fail. */
export class SlateLoop {
  readonly #pictures: readonly AccessUnit[];
  readonly #frameTicks: number;
  /** For each picture: true when it and all before it tile time, so that nothing waits for more. */
  readonly #isComplete: readonly boolean[];
  #index = 0;
  /** How much later than in the clip the next picture is shown. */
  #shiftTicks = 0;

  /**
   * A loop that stands at the clip's first picture.
   *
   * @throws {InvariantError} If the clip does not begin with a key frame.
   */
  constructor(clip: SlateClip) {
    this.#pictures = clip.units.filter((unit) => unit.kind === "video");
    this.#frameTicks = frameTicksOf(clip.frameRate);
    invariant(this.#pictures[0]?.isKey === true, "Cannot loop a slate: its first picture is no key frame");
    const firstPts = this.#pictures[0].pts;
    let lastPts = firstPts;
    this.#isComplete = this.#pictures.map(({ pts }, index) => {
      lastPts = Math.max(lastPts, pts);
      return Math.round((lastPts - firstPts) / this.#frameTicks) <= index;
    });
  }

  /**
   * The next pictures, continuing where the last call ended.
   *
   * @param ticks How long they are to be shown together, at least; some pictures more keep their group whole.
   * @param ticksMax How long at most, one picture or more: where no whole group fits any more, the first picture, which
   *   needs no other, is repeated.
   */
  next(ticks: number, ticksMax: number = Infinity): AccessUnit[] {
    const units: AccessUnit[] = [];
    const picturesMax = Math.max(1, Math.round(ticksMax / this.#frameTicks));
    while (units.length * this.#frameTicks < ticks && units.length < picturesMax) {
      if (units.length + this.#groupLength() > picturesMax) this.#beginAnew();
      for (let left = this.#groupLength(); left > 0; left--) units.push(this.#take());
    }
    return units;
  }

  /** Starts over at the clip's first key frame. */
  restart(): void {
    this.#index = 0;
    this.#shiftTicks = 0;
  }

  /** Pictures from here to the end of their group; the key frame a clip begins with is a group of its own. */
  #groupLength(): number {
    const end = this.#isComplete.indexOf(true, this.#index);
    return (end < 0 ? this.#pictures.length : end + 1) - this.#index;
  }

  /** Goes on with the clip's first picture; only between two groups. */
  #beginAnew(): void {
    this.#shiftTicks += this.#index * this.#frameTicks;
    this.#index = 0;
  }

  #take(): AccessUnit {
    const unit = this.#pictures[this.#index];
    invariant(
      unit !== undefined,
      `Cannot take slate picture ${this.#index}: there are ${this.#pictures.length}`,
    );
    const shiftTicks = Math.round(this.#shiftTicks);
    this.#index++;
    if (this.#index === this.#pictures.length) this.#beginAnew();
    return { ...unit, pts: unit.pts + shiftTicks, dts: unit.dts + shiftTicks };
  }
}
