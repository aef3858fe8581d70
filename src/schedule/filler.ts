import type { ScheduleItem } from "../media.ts";
import type { FillerKind } from "../programme.ts";
import type { Amount, Break } from "../schedule_rule.ts";
import { type AiredClips, ClipBox, type Clips } from "./clips.ts";
import { type Draft, type GuideMark, HOLD_MS_MAX, NO_MARK } from "./draft.ts";
import { fillGap } from "./fit.ts";
import type { Catalogue } from "./stock.ts";
import { nextMultipleMs } from "./wall_clock.ts";

/** Clips of one part of a break at most. */
const CLIPS_MAX = 200;

/** What a card says that leads to the next programme; whoever shows it knows its title. */
export const UP_NEXT = "Up next";

/** What breaks are made with. */
export interface BreakParts {
  /** Where clips come from. */
  readonly catalogue: Catalogue;
  /** Seed of everything drawn. */
  readonly seed: string;
  /** IANA zone of the clock on the wall. */
  readonly timezone: string;
}

/** Where a break stands. */
export interface BreakPlace {
  /** What it is. */
  readonly filler: FillerKind;
  /** It ends by then, milliseconds since 1970; null for whenever. */
  readonly endMs: number | null;
  /** What the guide says of what it interrupts. */
  readonly mark?: GuideMark;
  /** Fills what no clip does, up to an instant, exactly; a card if absent. */
  readonly close?: (endMs: number) => void;
}

/** A part of a break that has its clips. */
interface PlannedPart {
  readonly clips: readonly ScheduleItem[];
  /** At least as long as its clips. */
  readonly lengthMs: number;
}

/** Makes breaks: draws clips, fits them, and remembers what aired. */
export class Fillers {
  /** The clips, and when they aired. */
  readonly box: ClipBox;

  /** Goes on with what aired before. */
  constructor(private readonly parts: BreakParts, aired: AiredClips) {
    this.box = new ClipBox(parts, aired);
  }

  /**
   * Writes a break. It never outlives its end.
   *
   * A part that pads gives way to the parts behind it and ends on the clock exactly; what no clip fills is a card. One
   * that fills and has no part behind it leaves its rest to whoever asked.
   */
  air(draft: Draft, pieces: Break, place: BreakPlace): void {
    const limitMs = place.endMs === null ? Infinity : place.endMs - draft.endMs;
    const mark = place.mark ?? NO_MARK;
    const startMs = draft.endMs;
    for (const [at, { clips, lengthMs }] of this.#plan(pieces, startMs, limitMs)) {
      const endMs = draft.endMs + lengthMs;
      for (const clip of clips) {
        this.box.note(clip.id, draft.endMs);
        draft.item(clip, { filler: place.filler, mark });
      }
      const restMs = endMs - draft.endMs;
      if (restMs <= 0) continue;
      if (restMs < HOLD_MS_MAX && draft.endMs > startMs) draft.hold(endMs);
      else if (isLeftOver(pieces, at)) continue;
      else if (place.close !== undefined) place.close(endMs);
      else draft.card("up_next", endMs, { title: UP_NEXT, mark });
    }
  }

  /**
   * What has a length of its own is chosen first, so that what pads knows what is left for it.
   *
   * @returns Parts that air, by their index in the break.
   */
  #plan(pieces: Break, atMs: number, limitMs: number): readonly (readonly [number, PlannedPart])[] {
    const planned = new Map<number, PlannedPart>();
    const used = new Set<number>();
    let takenMs = 0;
    const plan = (at: number, clips: readonly ScheduleItem[], lengthMs: number) => {
      for (const { id } of clips) used.add(id);
      planned.set(at, { clips, lengthMs });
      takenMs += lengthMs;
    };
    for (const [at, piece] of pieces.entries()) {
      const leftMs = limitMs - takenMs;
      if (piece.kind === "up_next") {
        if (piece.durationMs <= leftMs) plan(at, [], piece.durationMs);
      } else if (!isElastic(piece)) {
        const clips = chosen(this.box.draw(piece, atMs, used), piece.amount, leftMs);
        plan(at, clips, totalMs(clips));
      }
    }
    for (const [at, piece] of pieces.entries()) {
      if (piece.kind === "up_next" || !isElastic(piece)) continue;
      const gapMs = Math.min(limitMs - takenMs, this.#wishedMs(piece.amount, atMs + takenMs));
      if (gapMs <= 0 || !Number.isFinite(gapMs)) continue;
      plan(at, fillGap(this.box.draw(piece, atMs, used), gapMs).slice(0, CLIPS_MAX), gapMs);
    }
    return [...planned].sort(([one], [other]) => one - other);
  }

  #wishedMs(amount: Amount, atMs: number): number {
    if (!("padToMs" in amount)) return Infinity;
    return nextMultipleMs(atMs, amount.padToMs, this.parts.timezone) - atMs;
  }
}

/** True for a part that is as long as is left for it. */
function isElastic({ amount }: Clips): boolean {
  return "padToMs" in amount || "fill" in amount;
}

/** True where what a part cannot fill is for whoever asked for the break. */
function isLeftOver(pieces: Break, at: number): boolean {
  const piece = pieces[at];
  return at === pieces.length - 1 && piece?.kind === "clips" && "fill" in piece.amount;
}

function chosen(drawn: readonly ScheduleItem[], amount: Amount, leftMs: number): readonly ScheduleItem[] {
  if ("durationMs" in amount) return fillGap(drawn, Math.min(amount.durationMs, leftMs)).slice(0, CLIPS_MAX);
  if (!("count" in amount)) return [];
  const taken: ScheduleItem[] = [];
  for (const clip of drawn) {
    if (taken.length === amount.count) break;
    if (totalMs(taken) + clip.durationMs <= leftMs) taken.push(clip);
  }
  return taken;
}

function totalMs(clips: readonly ScheduleItem[]): number {
  return clips.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
