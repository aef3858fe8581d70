import type { Programme } from "../programme.ts";
import { framesBetween } from "./joint_times.ts";
import type { OpenInput } from "./input.ts";
import type { LadderInput } from "./ladder.ts";
import type { Output } from "./output.ts";
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
  /** Which way to play it. */
  readonly from: LadderInput;
  /** Its passage begins here, on the wall clock. */
  readonly fromMs: number;
  /** `warm`: ahead of its joint. */
  readonly when: "now" | "warm";
  /** When it is to join; if that is before its passage begins, its last picture is held until the programme's end. */
  readonly joinsAtMs: number;
  /** False after copying failed: everything is encoded. */
  readonly mayCopy: boolean;
}

/** Opens an input of a programme from some instant to its stop; null when nothing of it is left. */
export function openProgramme(
  { channel, openInput, output }: OpenerParts,
  programme: Programme,
  { from, fromMs, when, joinsAtMs, mayCopy }: Opening,
): OpenedInput | null {
  // No more than that: an encoder that is to go on behind the stop would not finish its group of pictures there.
  const frames = framesBetween(Math.min(fromMs, joinsAtMs), programme.stopMs, output.frameMs);
  if (frames < 1) return null;
  // A substitute has no place in the programme: it begins where it begins.
  let isStarted = false;
  const isOfProgramme = from.tier === "equivalent";
  const input = openInput({
    channelId: channel.id,
    itemId: from.itemId,
    locator: from.locator,
    offsetMs: isOfProgramme ? programme.itemOffsetMs + (fromMs - programme.startMs) : 0,
    frames,
    airsAtMs: fromMs,
    isWatched: () => output.isWatched,
    priority: !output.isWatched ? "idle" : when === "warm" ? "warm" : "viewer",
    mayCopy,
    onStarted: () => isStarted = true,
  });
  return { input, programme, from, fromMs, frames, isStarted: () => isStarted };
}
