import { Fault } from "../fault.ts";
import {
  NO_EXTRAS,
  type PlanExtras,
  planTranscode,
  type Profile,
  type TranscodePlan,
} from "../ffmpeg/mod.ts";
import type { Loudness, MediaInfo, MediaItem } from "../media.ts";
import type { LoudnessStore } from "../store/mod.ts";

/** What is known of items. */
export interface PreparationParts {
  /** Finds an item by its key. */
  readonly findItem: (itemId: number) => MediaItem | null;
  /** How loud sound tracks are. */
  readonly loudness: Pick<LoudnessStore, "find">;
  /** What else has to be ready before an item can air in a profile; nothing when absent. */
  readonly extrasFor?: (item: ProbedItem, profile: Profile) => Promise<Omit<PlanExtras, "loudness">>;
}

/** An item that can air. */
export interface ProbedItem extends MediaItem {
  /** What ffprobe found. */
  readonly info: MediaInfo;
}

/** An item and what has to be done with it in a profile. */
export interface Preparation {
  /** The item. */
  readonly item: ProbedItem;
  /** What ffmpeg has to do. */
  readonly plan: TranscodePlan;
}

/**
 * What has to be done so that an item can air in a profile, as far as is known by now: the same for who airs it and for
 * who encodes it ahead.
 *
 * @throws {Fault} `media_gone` if the item cannot air any more.
 */
export async function prepare(
  { findItem, loudness, extrasFor }: PreparationParts,
  itemId: number,
  profile: Profile,
): Promise<Preparation> {
  const item = findItem(itemId);
  if (item === null || !isProbed(item)) {
    throw new Fault("media_gone", `Cannot play item ${itemId}: it is no longer in the library`);
  }
  const extras = await extrasFor?.(item, profile) ?? NO_EXTRAS;
  const plan = planTranscode(item.info, profile, { ...extras, loudness: null });
  if (profile.loudnessLufs === null || plan.audioIndex === null) return { item, plan };
  const measured = measuredLoudness(loudness, item, plan.audioIndex);
  return { item, plan: planTranscode(item.info, profile, { ...extras, loudness: measured }) };
}

function isProbed(item: MediaItem): item is ProbedItem {
  return item.info !== null;
}

function measuredLoudness(
  store: Pick<LoudnessStore, "find">,
  { id, sizeBytes, modifiedMs }: MediaItem,
  audioIndex: number,
): Loudness | null {
  return store.find({ itemId: id, audioIndex, sizeBytes, modifiedMs })?.loudness ?? null;
}
