import type { AccessUnit } from "../mpegts/mod.ts";

/** A picture with its place on the output. */
export interface Picture {
  /** The picture. */
  readonly unit: AccessUnit;
  /** Its frame, counted from the one that began the input. */
  readonly slot: number;
  /** Its position on the output. */
  readonly ticks: number;
}

/** Pictures that may be sent together. */
export interface Group {
  /** In decoding order. */
  readonly pictures: readonly Picture[];
  /** First frame the group stands for. */
  readonly firstSlot: number;
  /** First frame after it. */
  readonly endSlot: number;
  /** Frames in between that have no picture; 0 unless the input lost some. */
  readonly missing: number;
}

/** Pictures that wait at most: H.264 encoders put up to 16 B-pictures in a row. */
const WAITING_MAX = 18;

/**
 * Collects pictures in decoding order until they tile time, so that an input may end anywhere, even by a kill,
 * and the output has neither a hole nor a picture twice.
 *
 * A picture lost in the input must not hold everything back for ever. It is given up as soon as it could no longer
 * be decoded before it is shown, when a key frame shows that nothing older can follow, or when too many wait.
 */
export class PictureGroups {
  #waiting: Picture[] = [];
  #nextSlot = 0;

  /**
   * An empty collection that begins with slot 0.
   *
   * @param depthFrames How many frames a picture may be decoded after its turn in time.
   */
  constructor(private readonly depthFrames: number) {}

  /** First frame not given out yet. */
  get nextSlot(): number {
    return this.#nextSlot;
  }

  /** How many pictures wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** True when a picture for this frame still has a place: in time to be decoded, and not there already. */
  isOpen(slot: number): boolean {
    return slot >= this.#firstOpenSlot() && this.#waiting.every((picture) => picture.slot !== slot);
  }

  /** Adds the next picture; its slot must be open. */
  add(picture: Picture): void {
    this.#waiting.push(picture);
  }

  /**
   * The next group that may be sent, or null.
   *
   * @param isClosed True when nothing that is still to come lies before a waiting picture.
   */
  take(isClosed: boolean): Group | null {
    const count = this.#closedCount();
    if (count === 0) return null;
    const pictures = this.#waiting.slice(0, count);
    const slots = pictures.map((picture) => picture.slot);
    const endSlot = 1 + Math.max(...slots);
    const openFrom = this.#firstOpenSlot();
    const awaited = endSlot - Math.min(openFrom, endSlot) - slots.filter((slot) => slot >= openFrom).length;
    if (awaited > 0 && !isClosed && this.#waiting.length < WAITING_MAX) return null;
    const group = { pictures, firstSlot: this.#nextSlot, endSlot, missing: endSlot - this.#nextSlot - count };
    this.#waiting = this.#waiting.slice(count);
    this.#nextSlot = endSlot;
    return group;
  }

  /** Gives up all frames before `slot`; nothing may wait. Returns how many they are. */
  skipTo(slot: number): number {
    const missing = Math.max(0, slot - this.#nextSlot);
    this.#nextSlot += missing;
    return missing;
  }

  /** The first frame whose picture, were it the next to arrive, would not be decoded too late. */
  #firstOpenSlot(): number {
    return Math.max(this.#nextSlot, this.#nextSlot + this.#waiting.length - this.depthFrames);
  }

  /** The smallest number of pictures from the front that all lie before the rest in time; 0 when none waits. */
  #closedCount(): number {
    let lastSlot = -1;
    for (const [index, { slot }] of this.#waiting.entries()) {
      lastSlot = Math.max(lastSlot, slot);
      if (this.#waiting.slice(index + 1).every((later) => later.slot > lastSlot)) return index + 1;
    }
    return 0;
  }
}
