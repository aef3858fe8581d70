import { createHash } from "node:crypto";
import { framesPerSecond, passageCommand, type Profile } from "../../ffmpeg/mod.ts";
import type { Preparation } from "../preparation.ts";

/** An item that cannot be copied, and the file it would be encoded into. */
export interface Encodable extends Preparation {
  /** The profile it airs in. */
  readonly profile: Profile;
  /** Arguments of the ffmpeg that encodes all of it. */
  readonly args: readonly string[];
  /** Tells everything the file's bytes depend on: the item's version, ffmpeg's own, and all it is told. */
  readonly key: string;
  /** What the file takes at most. */
  readonly bytesMax: number;
}

/** What a file is encoded by. */
export interface ReadyMaker {
  /** The profile, with the encoder to use. */
  readonly profile: Profile;
  /** What ffmpeg says of itself: another build may write other headers, and every joint with live material would show. */
  readonly build: string;
}

/** Items are longer than probed by so much at most; the encoder stops by itself at their true end. */
const LENGTH_FACTOR = 1.05;

/** At the end the last picture is held for 2 s, as it is on air; the rest is for rounding. */
const LENGTH_EXTRA_MS = 3_000;

/**
 * What encoding an item ahead would be.
 *
 * @returns Null when it need not be, for it is copied, or cannot be: a watermark that comes and goes by the clock depends
 *   on when the item airs, and viewers may tune in at any time.
 */
export function encodableOf(preparation: Preparation, { profile, build }: ReadyMaker): Encodable | null {
  const { item, plan } = preparation;
  const isTimed = plan.watermarkPath !== null && profile.watermark?.schedule !== null;
  if (plan.video === "copy" || isTimed) return null;
  const lengthMs = item.info.durationMs * LENGTH_FACTOR + LENGTH_EXTRA_MS;
  const frames = Math.ceil(lengthMs / 1_000 * framesPerSecond(profile.frameRate));
  const args = passageCommand({ path: item.locator, offsetMs: 0, frames, airsAtMs: 0 }, plan, profile);
  const known = JSON.stringify([item.id, item.sizeBytes, item.modifiedMs, build, args]);
  const key = createHash("sha256").update(known).digest("hex");
  return { item, plan, profile, args, key, bytesMax: bytesOf(profile, lengthMs) };
}

/** What a file takes at most: the encoder keeps to its rate over any two seconds, and packets are not always full. */
function bytesOf({ videoKbps, audioKbps }: Profile, lengthMs: number): number {
  return Math.ceil((videoKbps * 1.15 + audioKbps * 2 + 100) * (lengthMs + 2_000) / 8);
}
