import type { Programme } from "../programme.ts";
import { framesBetween } from "./joint_times.ts";
import type { OpenInput } from "./input.ts";
import type { Output } from "./output.ts";
import type { Retry } from "./retry.ts";
import type { OpenedInput } from "./upcoming.ts";

/** What inputs are opened with. */
export interface OpenerParts {
  /** The channel. */
  readonly channel: { readonly id: string };
  /** Opens the ways to play a programme. */
  readonly openInput: OpenInput;
  /** The channel's end of the splice. */
  readonly output: Pick<Output, "frameMs" | "isWatched">;
}

/** How a programme is opened. */
export interface Opening {
  /** Its passage begins here, on the wall clock. */
  readonly fromMs: number;
  /** `warm`: ahead of its joint. */
  readonly when: "now" | "warm";
  /** When it is to join; if that is before its passage begins, its last picture is held until the programme's end. */
  readonly joinsAtMs: number;
  /** Tries of the programme so far. */
  readonly retry: Retry;
}

/** Opens the input of a programme from some instant to its stop; null when nothing of it is left, or it is a card. */
export function openProgramme(
  { channel, openInput, output }: OpenerParts,
  programme: Programme,
  { fromMs, when, joinsAtMs, retry }: Opening,
): OpenedInput | null {
  // No more than that: an encoder that is to go on behind the stop would not finish its group of pictures there.
  const frames = framesBetween(Math.min(fromMs, joinsAtMs), programme.stopMs, output.frameMs);
  if (programme.itemId === null || frames < 1) return null;
  const input = openInput({
    channelId: channel.id,
    itemId: programme.itemId,
    offsetMs: programme.itemOffsetMs + (fromMs - programme.startMs),
    frames,
    airsAtMs: fromMs,
    isWatched: () => output.isWatched,
    priority: !output.isWatched ? "idle" : when === "warm" ? "warm" : "viewer",
    mayCopy: retry.failures === 0,
  });
  return { input, programme, frames };
}
