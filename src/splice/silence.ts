import { invariant } from "../invariant.ts";
import type { AccessUnit } from "../mpegts/mod.ts";

/**
 * One frame of silence: the middle one of a rendered silent clip, because an encoder's first frames still carry its
 * start.
 *
 * @param units The clip's units; pictures among them are ignored.
 * @returns A frame that keeps only its own packets alive, not the whole clip.
 * @throws {InvariantError} If the clip has no sound.
 */
export function silenceFrom(units: readonly AccessUnit[]): AccessUnit {
  const frames = units.filter((unit) => unit.kind === "audio");
  const middle = frames[frames.length >> 1];
  invariant(middle !== undefined, "Cannot take a frame of silence: the clip has no sound");
  const block = middle.block.slice(middle.from, middle.to);
  return { ...middle, block, from: 0, to: block.length };
}
