import type { Channel } from "../channel.ts";
import type { Programme } from "../programme.ts";
import type { Schedule } from "../schedule_rule.ts";
import type { BuildState } from "./build_state.ts";
import { card, CARD_MS, cards } from "./cards.ts";
import { type CardTitles, Desk } from "./desk.ts";
import type { Remark } from "./draft.ts";
import { ruleOf } from "./rules.ts";
import { movedTo } from "./standstill.ts";
import type { Catalogue } from "./stock.ts";

/** Which part of a timeline to build. */
export interface BuildRequest {
  /** Where items come from. */
  readonly catalogue: Catalogue;
  /** First instant. */
  readonly fromMs: number;
  /** The programmes reach at least this far, unless `programmesMax` ends them before. */
  readonly untilMs: number;
  /** Programmes after which no more are begun, at least 1. */
  readonly programmesMax: number;
  /** What cards say. */
  readonly titles: CardTitles;
  /** Where to go on. */
  readonly state: BuildState;
  /** Whether there is anything to play. */
  readonly hasItems: boolean;
}

/** A part of a timeline. */
export interface Built {
  /** Programmes that tile time from `fromMs` on; at least one if `fromMs < untilMs`. */
  readonly programmes: readonly Programme[];
  /** Where to go on. */
  readonly state: BuildState;
  /** Where it could be gone on with from the middle, once a day, by time. */
  readonly checkpoints: readonly { readonly atMs: number; readonly state: BuildState }[];
  /** What the operator should know. */
  readonly remarks: readonly Remark[];
}

/** A rebuild need not go through more than this once more. */
const CHECKPOINT_MS = 24 * 3_600_000;

const NOTHING_ELSE = { checkpoints: [], remarks: [] } as const;

/** What viewers read where a rule cannot be. */
const UNREADABLE = "Its schedule cannot be read";

/** A rule that writes nothing so many times in a row never will. */
const IDLE_STEPS_MAX = 2_000;

/** What can be built; a mirror is copied from another channel's timeline instead. */
export type BuiltSchedule = Exclude<Schedule, { kind: "mirror" }>;

/** Builds the next part of a channel's timeline: what its schedule says, else the card that fits. */
export function build(
  channel: Pick<Channel, "id" | "name" | "scheduleFault">,
  schedule: BuiltSchedule | null,
  request: BuildRequest,
): Built {
  const { fromMs, untilMs, titles, state } = request;
  const channelId = channel.id;
  if (schedule === null) {
    const title = channel.scheduleFault === undefined ? channel.name : UNREADABLE;
    const programmes = cards(fromMs, untilMs, { channelId, kind: "off_air", title });
    return { programmes, state: { ...state, phase: "off_air" }, ...NOTHING_ELSE };
  }
  if (state.phase === "waiting" && !request.hasItems) {
    const waiting = { channelId, kind: "getting_ready", title: titles.gettingReady } as const;
    return { programmes: [card(fromMs, fromMs + CARD_MS, waiting)], state, ...NOTHING_ELSE };
  }
  return write(channelId, schedule, request);
}

function write(channelId: string, schedule: BuiltSchedule, request: BuildRequest): Built {
  const { state, untilMs, programmesMax, hasItems } = request;
  const rule = ruleOf(schedule);
  const desk = new Desk({
    ...request,
    channelId,
    seed: schedule.seed ?? channelId,
    timezone: schedule.timezone,
    progress: state.progress,
    aired: state.aired,
  });
  const { draft } = desk;
  draft.take(movedTo(state.rest, draft.fromMs));
  let memory = state.memory;
  const stateNow = (): BuildState => ({
    ...state,
    phase: hasItems ? "airing" : "off_air",
    memory,
    progress: desk.cursors.progress,
    aired: desk.fillers.box.aired,
    rest: [],
  });
  const checkpoints: { atMs: number; state: BuildState }[] = [];
  let keptMs = draft.fromMs;
  let idleSteps = 0;
  while (draft.endMs < untilMs && draft.programmes.length < programmesMax) {
    const beforeMs = draft.endMs;
    if (beforeMs >= keptMs + CHECKPOINT_MS) {
      checkpoints.push({ atMs: beforeMs, state: stateNow() });
      keptMs = beforeMs;
    }
    memory = rule(desk, memory);
    idleSteps = draft.endMs > beforeMs ? 0 : idleSteps + 1;
    if (idleSteps < IDLE_STEPS_MAX) continue;
    draft.remark("no_progress", "The schedule has nothing to play and never ends: filler takes its place");
    desk.fillUntil((Math.floor(draft.endMs / CARD_MS) + 1) * CARD_MS, schedule.filler);
    idleSteps = 0;
  }
  return { programmes: draft.programmes, state: stateNow(), checkpoints, remarks: draft.remarks };
}
