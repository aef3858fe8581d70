import type { ScheduleItem } from "../media.ts";
import type { FillerKind } from "../programme.ts";
import type { Amount, Break, BreakPart } from "../schedule_rule.ts";
import { type AiredClips, ClipBox, type Clips } from "./clips.ts";
import { type Draft, type GuideMark, NO_MARK } from "./draft.ts";
import { fillGap } from "./fit.ts";
import type { Catalogue } from "./stock.ts";
import { nextMultipleMs } from "./wall_clock.ts";

/** Clips of one part of a break at most. */
const CLIPS_MAX = 200;

/** Shorter rests are closed by holding the last picture. */
export const HOLD_MS_MAX = 1_000;

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
}

/** A part of a break that has its clips. */
interface PlannedPart {
  readonly piece: BreakPart;
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
    for (const { piece, clips, lengthMs } of this.#plan(pieces, draft.endMs, limitMs)) {
      const endMs = draft.endMs + lengthMs;
      for (const clip of clips) {
        this.box.note(clip.id, draft.endMs);
        draft.item(clip, { filler: place.filler, mark });
      }
      const restMs = endMs - draft.endMs;
      const isLeft = piece === pieces.at(-1) && piece.kind === "clips" && "fill" in piece.amount;
      if (restMs <= 0) continue;
      if (restMs < HOLD_MS_MAX && clips.length > 0) draft.hold(endMs);
      else if (!isLeft) draft.card("up_next", endMs, { title: UP_NEXT, mark });
    }
  }

  /** What has a length of its own is chosen first, so that what pads knows what is left for it. */
  #plan(pieces: Break, atMs: number, limitMs: number): readonly PlannedPart[] {
    const planned = new Map<BreakPart, PlannedPart>();
    const used = new Set<number>();
    let takenMs = 0;
    const plan = (piece: BreakPart, clips: readonly ScheduleItem[], lengthMs: number) => {
      for (const { id } of clips) used.add(id);
      planned.set(piece, { piece, clips, lengthMs });
      takenMs += lengthMs;
    };
    for (const piece of pieces) {
      const leftMs = limitMs - takenMs;
      if (piece.kind === "up_next") {
        if (piece.durationMs <= leftMs) plan(piece, [], piece.durationMs);
      } else if (elasticOf(piece).length === 0) {
        const clips = chosen(this.box.draw(piece, atMs, used), piece.amount, leftMs);
        plan(piece, clips, totalMs(clips));
      }
    }
    for (const piece of pieces.flatMap(elasticOf)) {
      const gapMs = Math.min(limitMs - takenMs, this.#wishedMs(piece.amount, atMs + takenMs));
      if (gapMs <= 0 || !Number.isFinite(gapMs)) continue;
      plan(piece, fillGap(this.box.draw(piece, atMs, used), gapMs).slice(0, CLIPS_MAX), gapMs);
    }
    return pieces.flatMap((piece) => planned.get(piece) ?? []);
  }

  #wishedMs(amount: Amount, atMs: number): number {
    if (!("padToMs" in amount)) return Infinity;
    return nextMultipleMs(atMs, amount.padToMs, this.parts.timezone) - atMs;
  }
}

/** The part, if it is as long as is left for it. */
function elasticOf(piece: BreakPart): Clips[] {
  const isElastic = piece.kind === "clips" && ("padToMs" in piece.amount || "fill" in piece.amount);
  return isElastic ? [piece] : [];
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
