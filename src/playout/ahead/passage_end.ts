import type { Ratio } from "../../media.ts";
import { type AccessUnit, TICKS_PER_SECOND } from "../../mpegts/mod.ts";

/** Sound is muxed within this of the picture it belongs to; later there is none to come. */
const SOUND_AFTER_TICKS = TICKS_PER_SECOND;

/** Finds the end of a passage in the middle of a file: so many pictures from its first key frame on, and their sound. */
export class PassageEnd {
  readonly #lengthTicks: number;
  readonly #hasAudio: boolean;
  #stopPts = Infinity;
  #isPictureOver = false;
  #isSoundOver: boolean;

  /**
   * A passage whose first key frame is still to come.
   *
   * @param frames Pictures wanted.
   */
  constructor(frames: number, { frameRate, hasAudio }: { frameRate: Ratio; hasAudio: boolean }) {
    // Half a picture short: the last one wanted begins before the stop, the next one behind it.
    this.#lengthTicks = (frames - 0.5) * TICKS_PER_SECOND * frameRate.den / frameRate.num;
    this.#hasAudio = hasAudio;
    this.#isSoundOver = !hasAudio;
  }

  /** True once nothing that is still to come belongs to the passage. */
  get isOver(): boolean {
    return this.#isPictureOver && this.#isSoundOver;
  }

  /**
   * Those of the next units that belong to the passage.
   *
   * Pictures behind the stop belong to it as long as earlier ones may follow, which need them: pictures are stored in
   * the order they are decoded.
   */
  take(units: readonly AccessUnit[]): AccessUnit[] {
    return units.filter((unit) => this.#belongs(unit));
  }

  #belongs({ kind, pts, dts, isKey }: AccessUnit): boolean {
    if (kind === "audio") {
      this.#isSoundOver ||= pts >= this.#stopPts;
      return !this.#isSoundOver && this.#hasAudio;
    }
    if (isKey && this.#stopPts === Infinity) this.#stopPts = pts + this.#lengthTicks;
    // No picture is shown before it is decoded, so none from here on is shown before the stop.
    this.#isPictureOver ||= dts >= this.#stopPts || isKey && pts >= this.#stopPts;
    this.#isSoundOver ||= dts >= this.#stopPts + SOUND_AFTER_TICKS;
    return !this.#isPictureOver;
  }
}
