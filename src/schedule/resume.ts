import type { Channel } from "../channel.ts";
import type { Programme } from "../programme.ts";
import { contentsOf, type Schedule } from "../schedule_rule.ts";
import { build } from "./build.ts";
import { type BuildState, fingerprintOf, firstState } from "./build_state.ts";
import type { Stock } from "./collections.ts";
import { Cursors, type Progress } from "./cursors.ts";
import type { CardTitles } from "./desk.ts";
import { inherit } from "./inheritance.ts";

/** What a timeline is gone on with from the middle. */
export interface Resumption {
  /** The channel, with the schedule it is to have. */
  readonly channel: Pick<Channel, "id" | "name" | "schedule">;
  /** What there is to play. */
  readonly stock: Stock;
  /** The last state left before the cut, and the instant it holds for; null when there is none. */
  readonly left: { readonly atMs: number; readonly state: BuildState } | null;
  /** What the timeline says from that instant up to the cut. */
  readonly aired: readonly Programme[];
  /** Where it is cut, milliseconds since 1970. */
  readonly cutMs: number;
  /** What cards say. */
  readonly titles: CardTitles;
}

/**
 * The state at a cut: what aired since a state was left is gone through once more.
 *
 * The progress in contents outlives a change of the schedule, and of the contents; what else its rule remembers does not.
 *
 * @returns The state to build on from, and where what was begun before the cut would have ended.
 */
export function resumeAt(resumption: Resumption): { readonly state: BuildState; readonly endMs: number } {
  const { channel, stock, left, aired, cutMs } = resumption;
  const { schedule } = channel;
  if (left?.state.held !== undefined) return goOn(resumption, left.state, left.state.held);
  const fresh: BuildState = { ...firstState(schedule), phase: "off_air" };
  if (left === null) return { state: fresh, endMs: cutMs };
  const isSame = left.state.fingerprint === fingerprintOf(schedule);
  if (isSame && left.state.phase === "paused") return { state: left.state, endMs: cutMs };
  const before = scheduleIn(left.state);
  const replayed = replay(resumption, before, left);
  const progress = isAlike(replayed.programmes, aired, cutMs)
    ? replayed.state.progress
    : follow(resumption, before, left.state.progress);
  // Without a schedule nothing goes on, and nothing is forgotten.
  const held = schedule === null && before !== null ? { held: { ...replayed.state, progress } } : {};
  return {
    endMs: isSame ? replayed.endMs : cutMs,
    state: {
      ...fresh,
      ...held,
      memory: isSame ? replayed.state.memory : fresh.memory,
      rest: isSame ? replayed.state.rest : [],
      progress: isSame || before === null || schedule === null ? progress : inherit(progress, {
        before: contentsOf(before),
        after: contentsOf(schedule),
        catalogue: stock.catalogue,
        seed: schedule.seed ?? channel.id,
      }),
      aired: replayed.state.aired,
    },
  };
}

/** Only cards aired since the schedule could not be read: the channel is where it was. */
function goOn(
  resumption: Resumption,
  now: BuildState,
  held: BuildState,
): ReturnType<typeof resumeAt> {
  const { channel: { schedule }, cutMs } = resumption;
  if (schedule === null) return { state: now, endMs: cutMs };
  // Who watches decides anew whether time stands still.
  const state: BuildState = { ...held, phase: "off_air" };
  if (held.fingerprint === fingerprintOf(schedule)) return { state, endMs: cutMs };
  return resumeAt({ ...resumption, left: { atMs: cutMs, state }, aired: [] });
}

/** The schedule that a state was left by; null for none. A fingerprint is the schedule's JSON. */
export function scheduleIn({ fingerprint }: Pick<BuildState, "fingerprint">): Schedule | null {
  return fingerprint === "none" ? null : JSON.parse(fingerprint);
}

function replay(
  { channel, stock, cutMs, titles }: Resumption,
  schedule: Schedule | null,
  { atMs, state }: NonNullable<Resumption["left"]>,
): { readonly programmes: readonly Programme[]; readonly state: BuildState; readonly endMs: number } {
  if (atMs >= cutMs || schedule === null || schedule.kind === "mirror" || state.phase === "paused") {
    return { programmes: [], state, endMs: cutMs };
  }
  const built = build(channel, schedule, {
    catalogue: stock.catalogue,
    hasItems: stock.hasItems,
    fromMs: atMs,
    untilMs: cutMs,
    programmesMax: Infinity,
    titles,
    state,
  });
  return { ...built, endMs: built.programmes.at(-1)?.stopMs ?? cutMs };
}

function isAlike(replayed: readonly Programme[], aired: readonly Programme[], cutMs: number): boolean {
  const idsOf = (programmes: readonly Programme[]) =>
    programmes.filter(({ startMs }) => startMs < cutMs).map(({ itemId }) => itemId).join();
  return idsOf(replayed) === idsOf(aired);
}

/** The library changed since: what really aired decides how far the channel has come. */
function follow(
  { channel, stock, aired }: Resumption,
  schedule: Schedule | null,
  progress: Progress,
): Progress {
  if (schedule === null) return progress;
  const cursors = new Cursors(stock.catalogue, { seed: schedule.seed ?? channel.id, progress });
  const places = contentsOf(schedule).map((content) => cursors.of(content));
  for (const { itemId, itemOffsetMs, filler } of aired) {
    if (itemId === null || filler !== null || itemOffsetMs > 0) continue;
    const next = places.find((cursor) => cursor.peek()?.id === itemId);
    if (next !== undefined) next.advance();
    else places.some((cursor) => cursor.goBehind(itemId));
  }
  return cursors.progress;
}
