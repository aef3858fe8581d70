import { type GuideTemplates, NO_TEMPLATES } from "./guide_template.ts";
import type { Collection } from "./content.ts";
import type { Schedule } from "./schedule_rule.ts";

/** A place where the files of a folder lie a second time. */
export interface Mirror {
  /** Absolute path of the folder. */
  readonly from: string;
  /** The other place: an absolute path, or an http or https URL without a slash at its end. */
  readonly to: string;
  /** How a file there is looked at after it failed: not at all, whether it is there, or whether it plays. */
  readonly probe: "none" | "light" | "full";
  /** The server takes no second connection; never true of a folder. */
  readonly isSingleConnection: boolean;
}

/** What a channel airs when an item's own file cannot be played. */
export interface ChannelInputs {
  /** Where the same files lie a second time, best first. */
  readonly mirrors: readonly Mirror[];
  /** Airs, shuffled, when nothing of the programme can be played; null for the card alone. */
  readonly fallback: Collection | null;
  /** Whether other copies found in the library may stand in. */
  readonly alternates: boolean;
}

/** What a channel has that says nothing of it. */
export const NO_INPUTS: ChannelInputs = { mirrors: [], fallback: null, alternates: true };

/** What guides say of a channel. */
export interface ChannelGuide {
  /** True leaves it out of guides; it stays in lineups and playlists. */
  readonly isHidden: boolean;
  /** How they word it. */
  readonly templates: GuideTemplates;
}

/** What a channel has that says nothing of guides. */
export const PLAIN_GUIDE: ChannelGuide = { isHidden: false, templates: NO_TEMPLATES };

/** Whether a channel runs while nobody watches. */
export type Lifecycle = "continuous" | "on_demand";

/** A numbered endless stream. */
export interface Channel {
  /** Key: `id` from the configuration, else the number. */
  readonly id: string;
  /** Number viewers type: digits, or digits, a dot and digits (`7.1`). */
  readonly number: string;
  /** Name viewers see; not empty. */
  readonly name: string;
  /** XMLTV channel id and `tvg-id`; made once, kept for ever, whatever the channel is renamed to. */
  readonly guideId: string;
  /** Group in M3U players. */
  readonly group: string;
  /** False takes it out of every list and off the air. */
  readonly isEnabled: boolean;
  /** Whether it runs while nobody watches. */
  readonly lifecycle: Lifecycle;
  /** Name of the profile its stream is made in. */
  readonly profile: string;
  /** Null for the information channel, and where it cannot be read: only a card is shown. */
  readonly schedule: Schedule | null;
  /** Why its schedule cannot be read; absent where it can, or where there is none. */
  readonly scheduleFault?: string;
  /** What airs when an item's own file cannot be played. */
  readonly inputs: ChannelInputs;
  /** What guides say of it. */
  readonly guide: ChannelGuide;
}

/** Form of a channel number. */
export const CHANNEL_NUMBER = /^\d{1,4}(\.\d{1,3})?$/;

/**
 * Orders channel numbers part by part: 2 before 10, 7.1 before 7.2 before 7.10.
 *
 * @returns Below 0, 0 or above 0, as `Array.sort` wants it.
 */
export function compareChannelNumbers(one: string, other: string): number {
  const [oneMajor = 0, oneMinor = -1] = one.split(".").map(Number);
  const [otherMajor = 0, otherMinor = -1] = other.split(".").map(Number);
  return oneMajor - otherMajor || oneMinor - otherMinor;
}

/** A text that is the same for two ways to write one channel number, such as `7.1` and `07.1`; null for no number. */
export function channelNumberKey(text: string): string | null {
  return CHANNEL_NUMBER.test(text) ? text.split(".").map(Number).join(".") : null;
}

/** True for two ways to write one channel number; what is no number is the same as nothing. */
export function isSameChannelNumber(one: string, other: string): boolean {
  const key = channelNumberKey(one);
  return key !== null && key === channelNumberKey(other);
}
