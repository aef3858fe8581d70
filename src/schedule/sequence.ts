import { known } from "../invariant.ts";
import { seededRng } from "../rng.ts";
import type { Content } from "../content.ts";
import type { FillerRules, Instruction, PlayMode, SequenceSchedule } from "../schedule_rule.ts";
import { CARD_MS } from "./cards.ts";
import type { Desk } from "./desk.ts";
import type { Rule } from "./rule.ts";
import { type Frame, type InstructionPlace, SEQUENCE_START, type SequenceState } from "./sequence_state.ts";
import { playOn, stretchStart } from "./stretch.ts";
import { addDays, dayAt, instantOf, nextMultipleMs } from "./wall_clock.ts";

type Timed = Extract<
  Instruction,
  { do: "count" | "all" | "duration" | "pad_to_next" | "pad_until" | "wait_until" }
>;

/** Sequences inside sequences. */
const FRAMES_MAX = 16;

/** Carries out instructions one after another; after the last it begins anew. */
export class SequenceRule implements Rule<SequenceState> {
  /** Nothing is carried out yet. */
  readonly start = SEQUENCE_START;

  /** Reads the schedule's steps. */
  constructor(private readonly schedule: SequenceSchedule) {}

  /** Carries out an instruction, or writes the next programmes of one that takes time. */
  next(desk: Desk, state: SequenceState): SequenceState {
    const frame = state.frames.at(-1);
    const instruction = frame && this.#instructionAt(desk, frame);
    if (frame === undefined || instruction === undefined) return this.#leave(desk, state);
    if (!isTimed(instruction.it)) return this.#carryOut(desk, state, instruction);
    const step = state.step ?? this.#begin(desk, state, instruction.it);
    if (step === null) return goOn({ ...state, step: null });
    const progress = playOn(desk, this.#stretchOf(desk, state, { it: instruction.it, step }), step.progress);
    return progress === null ? goOn({ ...state, step: null }) : { ...state, step: { ...step, progress } };
  }

  /** What a frame is at, and where that is written; undefined behind its last. */
  #instructionAt(desk: Desk, { sequence, at, shuffles }: Frame) {
    const list = this.#listOf(sequence);
    if (at >= list.length) return undefined;
    const order = [...list.keys()];
    if (shuffles > 0) {
      const rng = seededRng(JSON.stringify([desk.parts.seed, "sequence", sequence, shuffles]));
      const draws = order.map(() => rng());
      order.sort((one, other) => (draws[one] ?? 0) - (draws[other] ?? 0));
    }
    const index = known(order[at], "an instruction of a sequence");
    const place: InstructionPlace = [sequence, index];
    return { it: known(list[index], "an instruction of a sequence"), place };
  }

  #listOf(sequence: string | null): readonly Instruction[] {
    return sequence === null ? this.schedule.playout : this.schedule.sequences[sequence] ?? [];
  }

  /** A list is over: back to where it was called, or to the first step. */
  #leave(desk: Desk, state: SequenceState): SequenceState {
    return state.frames.length > 1
      ? goOn({ ...state, frames: state.frames.slice(0, -1) })
      : this.#again(desk, state);
  }

  /** From the first step. After a pass that wrote nothing, others would write nothing either. */
  #again(desk: Desk, state: SequenceState): SequenceState {
    const { draft } = desk;
    if (draft.endMs === state.passMs) {
      draft.remark("no_progress", "No step of the sequence has anything to play: filler takes its place");
      desk.fillUntil((Math.floor(draft.endMs / CARD_MS) + 1) * CARD_MS, this.schedule.filler);
    }
    return { ...state, frames: SEQUENCE_START.frames, passMs: draft.endMs };
  }

  #begin(desk: Desk, state: SequenceState, it: Timed): SequenceState["step"] {
    const startMs = desk.draft.endMs;
    const progress = stretchStart(startMs);
    if (it.do === "count" || it.do === "all") return { startMs, endMs: null, progress };
    const endMs = this.#endOf(it, startMs, state.passMs === startMs);
    return endMs === null || endMs <= startMs ? null : { startMs, endMs, progress };
  }

  #endOf(it: Exclude<Timed, { do: "count" | "all" }>, startMs: number, isFirst: boolean): number | null {
    const { timezone } = this.schedule;
    if (it.do === "duration") return startMs + it.durationMs;
    if (it.do === "pad_to_next") return nextMultipleMs(startMs, it.everyMs, timezone);
    const today = instantOf(dayAt(startMs, timezone), it.atMs, timezone);
    if (today > startMs) return today;
    // On time there is nothing to wait for; but who pads from a time to the same plays for a day.
    if (today === startMs && (it.do === "wait_until" || !isFirst)) return null;
    return it.isTomorrow ? instantOf(addDays(dayAt(startMs, timezone), 1), it.atMs, timezone) : null;
  }

  #stretchOf(
    desk: Desk,
    state: SequenceState,
    { it, step }: { readonly it: Timed; readonly step: NonNullable<SequenceState["step"]> },
  ) {
    const content = this.#contentOf(it);
    const title = "title" in it ? it.title : null;
    const mode: PlayMode = it.do === "count"
      ? { count: it.count }
      : it.do === "all"
      ? { count: content === null ? 0 : desk.cursors.stockOf(content).length }
      : { flood: true };
    return {
      startMs: step.startMs,
      endMs: step.endMs,
      parts: content === null ? [] : [{ content, mode, title, filler: null }],
      overrun: "overrun" in it ? it.overrun : "fit",
      filler: this.#fillerOf(state),
      tries: "tries" in it ? it.tries : 0,
      ...(state.group === null ? {} : { mark: state.group }),
    } as const;
  }

  #contentOf(it: Instruction): Content | null {
    return "content" in it && it.content !== null ? this.schedule.contents[it.content] ?? null : null;
  }

  #fillerOf({ breaks }: SequenceState): FillerRules {
    const set = (place: InstructionPlace | null) => place && this.#listOf(place[0])[place[1]];
    const [pre, mid, post] = [set(breaks.preRoll), set(breaks.midRoll), set(breaks.postRoll)];
    return {
      ...this.schedule.filler,
      ...(pre?.do === "pre_roll" ? { preRoll: pre.break } : {}),
      ...(mid?.do === "mid_roll" ? { midRoll: mid.midRoll } : {}),
      ...(post?.do === "post_roll" ? { postRoll: post.break } : {}),
    };
  }

  /** Carries out an instruction that takes no time. */
  #carryOut(
    desk: Desk,
    state: SequenceState,
    { it, place }: { readonly it: Instruction; readonly place: InstructionPlace },
  ): SequenceState {
    const { breaks } = state;
    switch (it.do) {
      case "sequence":
        return this.#enter(desk, state, it.sequence);
      case "shuffle_sequence": {
        const shuffles = { ...state.shuffles, [it.sequence]: (state.shuffles[it.sequence] ?? 0) + 1 };
        return goOn({ ...state, shuffles });
      }
      case "pre_roll":
        return goOn({ ...state, breaks: { ...breaks, preRoll: place } });
      case "mid_roll":
        return goOn({ ...state, breaks: { ...breaks, midRoll: place } });
      case "post_roll":
        return goOn({ ...state, breaks: { ...breaks, postRoll: place } });
      case "epg_group": {
        const group = Math.floor(desk.draft.endMs / 1_000);
        return goOn({ ...state, group: it.title === null ? null : { title: it.title, group } });
      }
      case "repeat":
        return this.#repeat(desk, state, { times: it.times, place });
      case "skip":
        skip(desk, it.count, { content: this.#contentOf(it), draws: state.draws });
        return goOn({ ...state, draws: state.draws + 1 });
      case "skip_to":
        skipTo(desk, this.#contentOf(it), it);
        return goOn(state);
      default:
        return goOn(state);
    }
  }

  #enter(desk: Desk, state: SequenceState, sequence: string): SequenceState {
    if (state.frames.length >= FRAMES_MAX) {
      desk.draft.remark("no_progress", `The sequence ${sequence} is not entered: ${FRAMES_MAX} are open`);
      return goOn(state);
    }
    const frame = { sequence, at: 0, shuffles: state.shuffles[sequence] ?? 0 };
    return { ...state, frames: [...state.frames, frame] };
  }

  #repeat(
    desk: Desk,
    state: SequenceState,
    { times, place }: { readonly times: number | null; readonly place: InstructionPlace },
  ): SequenceState {
    if (times === null) return this.#again(desk, state);
    const key = JSON.stringify(place);
    const met = (state.repeats[key] ?? 0) + 1;
    if (met >= times) return goOn({ ...state, repeats: { ...state.repeats, [key]: 0 } });
    const inner = known(state.frames.at(-1), "the list that is carried out");
    const frames = [...state.frames.slice(0, -1), { ...inner, at: 0 }];
    return { ...state, frames, repeats: { ...state.repeats, [key]: met } };
  }
}

/** The next instruction of the innermost list. */
function goOn(state: SequenceState): SequenceState {
  const inner = known(state.frames.at(-1), "the list that is carried out");
  return { ...state, frames: [...state.frames.slice(0, -1), { ...inner, at: inner.at + 1 }] };
}

function isTimed(it: Instruction): it is Timed {
  return ["count", "all", "duration", "pad_to_next", "pad_until", "wait_until"].includes(it.do);
}

function skip(
  desk: Desk,
  count: number | "random",
  { content, draws }: { readonly content: Content | null; readonly draws: number },
): void {
  if (content === null) return;
  const size = desk.cursors.stockOf(content).length;
  const rng = seededRng(JSON.stringify([desk.parts.seed, "skip", draws]));
  const steps = count === "random" ? Math.floor(rng() * size) : Math.min(count, size);
  desk.cursors.of(content).skip(steps);
}

function skipTo(
  desk: Desk,
  content: Content | null,
  { season, episode }: { readonly season: number; readonly episode: number },
): void {
  if (content === null) return;
  const cursor = desk.cursors.of(content);
  const found = desk.cursors.stockOf(content).map(({ item }) => item)
    .filter((item) => item.season === season && item.episode === episode);
  const show = cursor.peek()?.show;
  const goal = found.find((item) => item.show === show) ?? found[0];
  if (goal !== undefined) cursor.goTo(goal.id);
  else desk.draft.remark("nothing_to_play", `There is no S${season}E${episode} to go to`);
}
