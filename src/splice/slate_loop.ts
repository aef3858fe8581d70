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
  #round = 0;

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
   */
  next(ticks: number): AccessUnit[] {
    const units: AccessUnit[] = [];
    while (units.length * this.#frameTicks < ticks || !this.#isAtGroup()) units.push(this.#take());
    return units;
  }

  /** Starts over at the clip's first key frame. */
  restart(): void {
    this.#index = 0;
    this.#round = 0;
  }

  #isAtGroup(): boolean {
    return this.#index === 0 || this.#isComplete[this.#index - 1] === true;
  }

  #take(): AccessUnit {
    const unit = this.#pictures[this.#index];
    invariant(
      unit !== undefined,
      `Cannot take slate picture ${this.#index}: there are ${this.#pictures.length}`,
    );
    const shiftTicks = Math.round(this.#round * this.#pictures.length * this.#frameTicks);
    this.#index++;
    if (this.#index === this.#pictures.length) {
      this.#index = 0;
      this.#round++;
    }
    return { ...unit, pts: unit.pts + shiftTicks, dts: unit.dts + shiftTicks };
  }
}
