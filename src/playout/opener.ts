import type { Clock } from "../clock.ts";
import type { Programme } from "../programme.ts";
import { framesBetween, PREMATURE_END_MS } from "./joint_times.ts";
import type { OpenInput } from "./input.ts";
import type { LadderInput } from "./ladder.ts";
import type { Output } from "./output.ts";
import { itemStopMs } from "./parts_of_item.ts";
import { SLATE_LEAD_MS } from "./slate_timing.ts";
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

/** Beside what is on air, an input is opened no longer than this before its joint: it has to show something in time. */
const BESIDE_MS_MAX = 5_000;

/**
 * Where and when an input of the programme at the head begins.
 *
 * @param besideMs How long before its joint it is opened beside what is on air; null for at once, with nothing on air.
 */
export function placeAtHead(
  { output, clock }: { readonly output: Pick<Output, "headMs">; readonly clock: Pick<Clock, "wallMs"> },
  programme: Programme,
  besideMs: number | null,
): Pick<Opening, "fromMs" | "when" | "joinsAtMs"> {
  const { headMs } = output;
  if (besideMs !== null) {
    return { fromMs: headMs + Math.min(besideMs, BESIDE_MS_MAX), when: "warm", joinsAtMs: Infinity };
  }
  // Output made until the first picture arrives must not be played twice.
  const soonMs = Math.max(programme.startMs, headMs, clock.wallMs() + SLATE_LEAD_MS);
  return { fromMs: soonMs, when: "now", joinsAtMs: headMs };
}

/** Opens an input of a programme from some instant to its stop; null when nothing of it is left. */
export function openProgramme(
  { channel, openInput, output }: OpenerParts,
  programme: Programme,
  { from, fromMs, when, joinsAtMs, mayCopy }: Opening,
): OpenedInput | null {
  // No more than that: an encoder that is to go on behind the stop would not finish its group of pictures there.
  const frames = framesBetween(Math.min(fromMs, joinsAtMs), programme.stopMs, output.frameMs);
  // A substitute has no place in the programme: it begins where it begins.
  const isOfProgramme = from.tier === "equivalent";
  // Where nothing but its last picture is held, there is no picture to begin with.
  const isOver = isOfProgramme && fromMs > itemStopMs(programme) - output.frameMs;
  if (frames < 1 || isOver) return null;
  let isStarted = false;
  const input = openInput({
    channelId: channel.id,
    itemId: from.itemId,
    locator: from.locator,
    offsetMs: isOfProgramme ? programme.itemOffsetMs + (fromMs - programme.startMs) : 0,
    frames,
    isStretched: isOfProgramme && isStretched(programme, output.frameMs),
    airsAtMs: fromMs,
    isWatched: () => output.isWatched,
    priority: !output.isWatched ? "idle" : when === "warm" ? "warm" : "viewer",
    mayCopy,
    onStarted: () => isStarted = true,
  });
  return { input, programme, from, fromMs, frames, isStarted: () => isStarted };
}

/** Longer programmes are not encoded for the sake of their last second: they end up to a second early instead. */
const STRETCHED_MS_MAX = 600_000;

/** True when a programme outlasts its item by a picture or more, so that a break ends on time; no encoder holds longer. */
function isStretched(programme: Programme, frameMs: number): boolean {
  const { startMs, stopMs } = programme;
  const missingMs = stopMs - itemStopMs(programme);
  return missingMs > frameMs && missingMs <= PREMATURE_END_MS && stopMs - startMs <= STRETCHED_MS_MAX;
}
