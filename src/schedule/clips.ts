import type { ScheduleItem } from "../media.ts";
import type { Rng } from "../rng.ts";
import { seededRng } from "../rng.ts";
import type { BreakPart } from "../schedule_rule.ts";
import { apart } from "./draw.ts";
import { chronological } from "./order.ts";
import { type Catalogue, stockOfMembers } from "./stock.ts";

/** The clips of a break. */
export type Clips = Extract<BreakPart, { kind: "clips" }>;

/** When clips aired last, oldest first; plain JSON. */
export type AiredClips = readonly (readonly [itemId: number, atMs: number])[];

/** Clips that are remembered; of more the oldest are forgotten. */
const AIRED_MAX = 200;

/** A break draws from so many of a large collection, another stretch of it each time. */
const POOL_MAX = 300;

/** The clips of a member of a break, in an order of their own. */
interface Pool {
  readonly weight: number;
  readonly items: readonly ScheduleItem[];
}

/** Draws clips by chance and weight, and remembers what aired. */
export class ClipBox {
  readonly #pools = new Map<Clips, readonly Pool[]>();
  #aired: AiredClips;

  /** Goes on with what aired before. */
  constructor(
    private readonly parts: { readonly catalogue: Catalogue; readonly seed: string },
    aired: AiredClips,
  ) {
    this.#aired = aired;
  }

  /** When clips aired last. */
  get aired(): AiredClips {
    return this.#aired;
  }

  /** A clip airs. */
  note(id: number, atMs: number): void {
    this.#aired = [...this.#aired.filter(([other]) => other !== id), [id, atMs] as const].slice(-AIRED_MAX);
  }

  /** Goes back to what aired before, when a break was planned in vain. */
  restore(aired: AiredClips): void {
    this.#aired = aired;
  }

  /**
   * Clips in the order they should air.
   *
   * What aired lately comes last. What is within its cooldown is left out, unless nothing else is there.
   *
   * @param clips Where they are drawn from.
   * @param atMs When the break begins.
   * @param used Ids of clips that this break has already.
   */
  draw(clips: Clips, atMs: number, used: ReadonlySet<number>): readonly ScheduleItem[] {
    const rng = seededRng(JSON.stringify([this.parts.seed, "break", atMs, used.size]));
    const pools = this.#poolsOf(clips)
      .map(({ weight, items }) => ({ weight, items: shuffle(stretchOf(items, rng), rng) }));
    const drawn = drawAll(pools, rng).filter(({ id }) => !used.has(id));
    const resting = new Set(
      this.#aired.flatMap(([id, airedMs]) => atMs - airedMs < clips.cooldownMs ? id : []),
    );
    const rested = drawn.filter(({ id }) => !resting.has(id));
    const free = rested.length > 0 ? rested : drawn;
    const freeIds = new Set(free.map(({ id }) => id));
    const recent = this.#aired.filter(([id]) => freeIds.has(id)).slice(-Math.max(1, apart(free.length)));
    const recentIds = new Set(recent.map(([id]) => id));
    return [...free.filter(({ id }) => !recentIds.has(id)), ...free.filter(({ id }) => recentIds.has(id))];
  }

  /** Sorted, so that what is drawn depends on the clips and not on who handed them in. */
  #poolsOf(clips: Clips): readonly Pool[] {
    const before = this.#pools.get(clips);
    if (before !== undefined) return before;
    const pools = stockOfMembers(clips.members, this.parts.catalogue)
      .map(({ weight, items }) => ({ weight, items: chronological(items) }));
    this.#pools.set(clips, pools);
    return pools;
  }
}

/** One of them by chance, heavier ones more often; undefined if there is none. */
export function drawByWeight<Weighted extends { readonly weight: number }>(
  choices: readonly Weighted[],
  rng: Rng,
): Weighted | undefined {
  let at = rng() * choices.reduce((sum, { weight }) => sum + weight, 0);
  return choices.find(({ weight }) => (at -= weight) < 0) ?? choices.at(-1);
}

function drawAll(
  pools: readonly { readonly weight: number; readonly items: ScheduleItem[] }[],
  rng: Rng,
): ScheduleItem[] {
  const drawn = new Map<number, ScheduleItem>();
  for (let full = pools; full.length > 0; full = full.filter(({ items }) => items.length > 0)) {
    const item = drawByWeight(full, rng)?.items.pop();
    if (item !== undefined) drawn.set(item.id, item);
  }
  return [...drawn.values()];
}

/** Of many clips a stretch that begins anywhere, so that all have their turn. */
function stretchOf(items: readonly ScheduleItem[], rng: Rng): ScheduleItem[] {
  if (items.length <= POOL_MAX) return [...items];
  const from = Math.floor(rng() * items.length);
  return [
    ...items.slice(from, from + POOL_MAX),
    ...items.slice(0, Math.max(0, from + POOL_MAX - items.length)),
  ];
}

/** In place, by Fisher and Yates. */
function shuffle(items: ScheduleItem[], rng: Rng): ScheduleItem[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(rng() * (at + 1));
    const [one, two] = [items[at], items[other]];
    if (one !== undefined && two !== undefined) [items[at], items[other]] = [two, one];
  }
  return items;
}
