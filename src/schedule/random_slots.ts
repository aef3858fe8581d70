import { known } from "../invariant.ts";
import { seededRng } from "../rng.ts";
import type { PlayPart, RandomSlot, RandomSlotSchedule } from "../schedule_rule.ts";
import { drawByWeight } from "./clips.ts";
import type { Desk } from "./desk.ts";
import type { Rule } from "./rule.ts";
import { playOn, type StretchProgress, stretchStart } from "./stretch.ts";
import { nextMultipleMs } from "./wall_clock.ts";

/** Which slot was drawn, and how far it has come; plain JSON. */
export interface RandomSlotState {
  /** Slots drawn so far. */
  readonly draws: number;
  /** Index of the slot that is on; null between two. */
  readonly slot: number | null;
  /** When it began, milliseconds since 1970. */
  readonly startMs: number;
  /** How far it has come. */
  readonly progress: StretchProgress;
  /** When each slot began last, by index; null for never. */
  readonly begunMs: readonly (number | null)[];
}

/** Slots drawn by chance and weight; none again within its cooldown, unless all are. */
export function randomSlotRule(schedule: RandomSlotSchedule): Rule<RandomSlotState> {
  const { slots, filler, padToMs, timezone } = schedule;
  return {
    start: { draws: 0, slot: null, startMs: 0, progress: stretchStart(0), begunMs: slots.map(() => null) },
    next(desk, state) {
      if (state.slot === null) return draw(desk, state);
      const { part } = known(slots[state.slot], "the slot that is on");
      const endMs = endOf(part, state.startMs);
      const stretch = { startMs: state.startMs, endMs, parts: [part], overrun: "run_over", filler } as const;
      const progress = playOn(desk, stretch, state.progress);
      if (progress !== null) return { ...state, progress };
      const isEmpty = desk.draft.endMs === state.startMs;
      const untilMs = padToMs !== null
        ? nextMultipleMs(desk.draft.endMs + Number(isEmpty), padToMs, timezone)
        : desk.draft.endMs + (isEmpty ? EMPTY_MS : 0);
      if (untilMs > desk.draft.endMs) desk.fillUntil(untilMs, part.filler ?? filler);
      return { ...state, slot: null };
    },
  };

  /** What floods ends where the clock is kept next; it would never end by itself. */
  function endOf({ mode }: PlayPart, startMs: number): number | null {
    if ("durationMs" in mode) return startMs + mode.durationMs;
    return "flood" in mode ? nextMultipleMs(startMs + 1, padToMs ?? EMPTY_MS, timezone) : null;
  }

  function draw(desk: Desk, state: RandomSlotState): RandomSlotState {
    const atMs = desk.draft.endMs;
    const rng = seededRng(JSON.stringify([desk.parts.seed, "slot", state.draws]));
    const all = slots.map((slot, index) => ({ slot, index, weight: slot.weight }));
    const isRested = ({ slot, index }: { slot: RandomSlot; index: number }) => {
      const begunMs = state.begunMs[index] ?? null;
      return begunMs === null || atMs - begunMs >= slot.cooldownMs;
    };
    const rested = all.filter(isRested);
    const { index } = known(drawByWeight(rested.length > 0 ? rested : all, rng), "a slot to draw");
    return {
      draws: state.draws + 1,
      slot: index,
      startMs: atMs,
      progress: stretchStart(atMs),
      begunMs: slots.map((_, at) => at === index ? atMs : state.begunMs[at] ?? null),
    };
  }
}

/** A slot that has nothing to play is filled for so long, before another is drawn. */
const EMPTY_MS = 30 * 60_000;
