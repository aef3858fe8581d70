import { deepStrictEqual } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { buildTs } from "./ts_builder.ts";

/** PTS of a reel's first picture. */
export const REEL_START_PTS = 1_000_000;

/** In eight seconds there are whole numbers of pictures, key frame distances and sound frames: what follows repeats. */
const PART_TICKS = 8 * 90_000;
const GOP_TICKS = 180_000;

/** Which pictures of which item. */
export interface ReelOptions {
  /** Mark of the item. */
  readonly itemId: number;
  /** Its first picture. */
  readonly first: number;
  /** How many there are. */
  readonly count: number;
  /** Length of one. */
  readonly frameTicks: number;
  /** False for pictures alone. */
  readonly hasSound: boolean;
}

/** The mark of a picture: its item, and its frame within the item. */
export function markOf(itemId: number, frame: number): number {
  return itemId * 1_000_000 + frame;
}

/** The units of a passage as a demuxer would give them, made while they are taken, so that films cost no more than clips. */
export class Reel {
  #part: AccessUnit[] = [];
  #index = 0;
  #parts = 0;

  /** A reel at its beginning. */
  constructor(private readonly options: ReelOptions) {}

  /** The next unit; null behind the last. */
  peek(): AccessUnit | null {
    while (this.#index >= this.#part.length) {
      if (this.#parts * PART_TICKS >= this.options.count * this.options.frameTicks) return null;
      this.#part = this.#makePart(this.#parts++);
      this.#index = 0;
    }
    return this.#part[this.#index] ?? null;
  }

  /** Goes on behind the next unit. */
  skip(): void {
    this.#index++;
  }

  #makePart(part: number): AccessUnit[] {
    const { itemId, first, count, frameTicks, hasSound } = this.options;
    const { units, markAt } = templateOf(frameTicks);
    const shiftTicks = part * PART_TICKS;
    const stopPts = REEL_START_PTS + count * frameTicks;
    const block = known(units[0], "unit").block.slice();
    const made: AccessUnit[] = [];
    for (const [index, unit] of units.entries()) {
      const pts = unit.pts + shiftTicks;
      if (pts >= stopPts || unit.kind === "audio" && !hasSound) continue;
      const at = markAt[index];
      if (at !== undefined && at > 0) {
        const slot = Math.round((pts - REEL_START_PTS) / frameTicks);
        writeMark(block, at, markOf(itemId, first + slot));
      }
      made.push({ ...unit, block, pts, dts: unit.dts + shiftTicks });
    }
    return made;
  }
}

/** All units of a short passage. */
export function unitsOf(itemId: number, first: number, count: number, frameTicks: number): AccessUnit[] {
  const reel = new Reel({ itemId, first, count, frameTicks, hasSound: true });
  const units: AccessUnit[] = [];
  for (let unit = reel.peek(); unit !== null; unit = reel.peek()) {
    units.push(unit);
    reel.skip();
  }
  return units;
}

interface Template {
  readonly units: readonly AccessUnit[];
  /** Where each picture's mark lies in the block; 0 for sound. */
  readonly markAt: readonly number[];
}

const TEMPLATES = new Map<number, Template>();

function templateOf(frameTicks: number): Template {
  const made = TEMPLATES.get(frameTicks) ?? makeTemplate(frameTicks);
  TEMPLATES.set(frameTicks, made);
  return made;
}

function makeTemplate(frameTicks: number): Template {
  deepStrictEqual([PART_TICKS % frameTicks, GOP_TICKS % frameTicks], [0, 0], "a rate that reels can have");
  const { bytes } = buildTs({
    ...{ frames: PART_TICKS / frameTicks, frameTicks, depth: 1, gop: GOP_TICKS / frameTicks },
    ...{ startPts: REEL_START_PTS, audioOffset: 0, pictureBytes: () => 10 },
  });
  const demuxer = new Demuxer();
  const units = [...demuxer.push(bytes), ...demuxer.end(true)];
  deepStrictEqual(new Set(units.map(({ block }) => block)).size, 1, "all in one block");
  return { units, markAt: units.map((unit) => unit.kind === "video" ? markPosition(unit) : 0) };
}

/** The mark is what follows the header of the picture's own NAL unit. */
function markPosition({ block, from, to }: AccessUnit): number {
  for (let at = from; at < to - 8; at++) {
    const isSlice = block[at + 3] === 0x65 || block[at + 3] === 0x41;
    if (block[at] === 0 && block[at + 1] === 0 && block[at + 2] === 1 && isSlice) return at + 4;
  }
  throw new Error("A picture without a mark");
}

function writeMark(block: Uint8Array, at: number, mark: number): void {
  for (let index = 0; index < 4; index++) block[at + index] = 0x80 | ((mark >> (21 - 7 * index)) & 0x7f);
}
