import type { ScheduleItem } from "../media.ts";
import type { FillerRules, Overrun, PlayPart } from "../schedule_rule.ts";
import type { Desk } from "./desk.ts";
import { type GuideMark, HOLD_MS_MAX, NO_MARK } from "./draft.ts";

/** A stretch of time that plays parts, one after another. */
export interface Stretch {
  /** Where it began, milliseconds since 1970. */
  readonly startMs: number;
  /** Where it ends; null for when its parts do. */
  readonly endMs: number | null;
  /** What it plays; when all is played, filler. */
  readonly parts: readonly PlayPart[];
  /** What happens to an item that would last beyond its end. */
  readonly overrun: Overrun;
  /** What airs around programmes, where a part says nothing else. */
  readonly filler: FillerRules;
  /** True where nothing of it was lost to what aired before: an item that is longer than all of it is cut then. */
  readonly isWhole?: boolean;
  /** Items that are passed over, one after another, to find one that fits; 0 if absent. */
  readonly tries?: number;
  /** What the guide says of everything in it; what each part says if absent. */
  readonly mark?: GuideMark;
}

/** How far a stretch has come; plain JSON. */
export interface StretchProgress {
  /** Which part it plays. */
  readonly part: number;
  /** When that part began. */
  readonly sinceMs: number;
  /** Items it has played. */
  readonly played: number;
}

/** Nothing is played yet. */
export function stretchStart(startMs: number): StretchProgress {
  return { part: 0, sinceMs: startMs, played: 0 };
}

/**
 * Writes the next programmes of a stretch: one item with what surrounds it, or the rest up to its end.
 *
 * @returns How far it has come; null when it is over.
 */
export function playOn(desk: Desk, stretch: Stretch, progress: StretchProgress): StretchProgress | null {
  const { draft } = desk;
  const { endMs } = stretch;
  if (endMs !== null && draft.endMs >= endMs) return null;
  const part = stretch.parts[progress.part];
  if (part === undefined) return finish(desk, stretch, progress);
  const next = { ...progress, part: progress.part + 1, sinceMs: draft.endMs, played: 0 };
  if (isPlayed(part, progress, draft.endMs)) return next;
  if (part.content === null) return fillPart(desk, stretch, { part, sinceMs: progress.sinceMs }) ?? next;
  const limitMs = limitOf(part, stretch, progress);
  // An item that is too long for its part makes room for the next part; only the last meets the end.
  const meetsEnd = limitMs === endMs && stretch.parts.length === progress.part + 1;
  const mayRunOver = stretch.overrun === "run_over" || stretch.overrun === "shift";
  const airing = {
    filler: part.filler ?? stretch.filler,
    mark: stretch.mark ?? markOf(part, progress.sinceMs),
    endMs: meetsEnd && mayRunOver ? null : limitMs,
    isCut: meetsEnd && stretch.overrun === "cut",
  };
  const cursor = desk.cursors.of(part.content);
  let passes = desk.cursors.stockOf(part.content).length;
  for (let tries = stretch.tries ?? 0;;) {
    if (desk.airNext(part.content, airing)) {
      const restMs = (endMs ?? Infinity) - draft.endMs;
      if (restMs > 0 && restMs < HOLD_MS_MAX && endMs !== null) draft.hold(endMs);
      return aired(progress);
    }
    const item = cursor.peek();
    if (item !== null && passes > 0 && neverFits(desk, item, { part, stretch })) {
      passes--;
      draft.remark("too_long", `${item.title} is longer than its slot and is passed over`);
    } else if (tries-- <= 0 || item === null) break;
    cursor.advance();
  }
  remarkIdle(desk, cursor.peek(), { part, stretch, progress });
  return next;
}

/** A part of a stretch that may write no more. */
interface Idle {
  readonly part: PlayPart;
  readonly stretch: Stretch;
  readonly progress: StretchProgress;
}

/** True for an item that is longer than all there ever is for it: what stands behind it would wait for ever. */
function neverFits(
  { draft }: Desk,
  { durationMs }: ScheduleItem,
  { part: { mode }, stretch }: Omit<Idle, "progress">,
): boolean {
  const { startMs, endMs, isWhole } = stretch;
  // Where nothing has aired yet, the first is cut.
  if (isWhole !== true || endMs === null || draft.endMs === startMs) return false;
  return durationMs > Math.min(endMs - startMs, "durationMs" in mode ? mode.durationMs : Infinity);
}

/** Says why a part airs nothing at all. */
function remarkIdle({ draft }: Desk, item: ScheduleItem | null, { part, stretch, progress }: Idle): void {
  const { isWhole, startMs } = stretch;
  if (item === null) {
    draft.remark("nothing_to_play", `${part.title ?? "A slot"} has nothing that can be played`);
  } else if (isWhole === true && progress.played === 0 && draft.endMs > startMs) {
    draft.remark("too_long", `${item.title} is too long for what is left of its slot`);
  }
}

function aired(progress: StretchProgress): StretchProgress {
  return { ...progress, played: progress.played + 1 };
}

/** All parts are played, or cannot be: what is left is filled. */
function finish(desk: Desk, stretch: Stretch, progress: StretchProgress): StretchProgress | null {
  const { draft } = desk;
  const { endMs, parts } = stretch;
  if (endMs === null) return null;
  const tooLong = parts.find(({ content }) => content !== null);
  if (tooLong?.content && stretch.isWhole === true && draft.endMs === stretch.startMs) {
    // Nothing of it fits into the whole slot: filler for hours would serve nobody.
    const mark = stretch.mark ?? markOf(tooLong, draft.endMs);
    const airing = { filler: tooLong.filler ?? stretch.filler, mark };
    if (desk.airNext(tooLong.content, { ...airing, endMs, isCut: true })) return aired(progress);
  }
  desk.fillUntil(endMs, parts.at(-1)?.filler ?? stretch.filler, stretch.mark);
  return null;
}

function isPlayed({ mode }: PlayPart, { played, sinceMs }: StretchProgress, atMs: number): boolean {
  if ("count" in mode) return played >= mode.count;
  return "durationMs" in mode && atMs >= sinceMs + mode.durationMs;
}

/** A part without a content is filler for its time. */
function fillPart(
  desk: Desk,
  { endMs, filler }: Stretch,
  { part, sinceMs }: { readonly part: PlayPart; readonly sinceMs: number },
): null {
  const wishedMs = "durationMs" in part.mode ? sinceMs + part.mode.durationMs : endMs;
  const untilMs = Math.min(wishedMs ?? desk.draft.endMs, endMs ?? Infinity);
  if (untilMs > desk.draft.endMs) desk.fillWith(untilMs, part.filler ?? filler, markOf(part, sinceMs));
  return null;
}

function limitOf(part: PlayPart, { endMs }: Stretch, { sinceMs }: StretchProgress): number | null {
  if (!("durationMs" in part.mode)) return endMs;
  const untilMs = sinceMs + part.mode.durationMs;
  return endMs === null ? untilMs : Math.min(untilMs, endMs);
}

/** Neighbours of one title are one entry of the guide, each stretch its own. */
function markOf({ title }: PlayPart, sinceMs: number): GuideMark {
  return title === null ? NO_MARK : { title, group: Math.floor(sinceMs / 1_000) };
}
