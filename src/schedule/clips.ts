import type { ScheduleItem } from "../media.ts";
import type { Rng } from "../rng.ts";
import { seededRng } from "../rng.ts";
import type { BreakPart } from "../schedule_rule.ts";
import { apart } from "./draw.ts";
import { type Catalogue, stockOfMembers } from "./stock.ts";

/** The clips of a break. */
export type Clips = Extract<BreakPart, { kind: "clips" }>;

/** When clips aired last, oldest first; plain JSON. */
export type AiredClips = readonly (readonly [itemId: number, atMs: number])[];

/** Clips that are remembered; of more the oldest are forgotten. */
const AIRED_MAX = 200;

/** A break draws from so many of a large collection, another stretch of it each time. */
const POOL_MAX = 300;

/** Draws clips by chance and weight, and remembers what aired. */
export class ClipBox {
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
  draw({ members, cooldownMs }: Clips, atMs: number, used: ReadonlySet<number>): readonly ScheduleItem[] {
    const rng = seededRng(JSON.stringify([this.parts.seed, "break", atMs, used.size]));
    const pools = stockOfMembers(members, this.parts.catalogue)
      .map(({ weight, items }) => ({ weight, items: shuffle(stretchOf(items, rng), rng) }));
    const drawn = drawAll(pools, rng).filter(({ id }) => !used.has(id));
    const resting = new Set(this.#aired.flatMap(([id, airedMs]) => atMs - airedMs < cooldownMs ? id : []));
    const rested = drawn.filter(({ id }) => !resting.has(id));
    const free = rested.length > 0 ? rested : drawn;
    const recent = new Set(this.#aired.slice(-apart(drawn.length)).map(([id]) => id));
    return [...free.filter(({ id }) => !recent.has(id)), ...free.filter(({ id }) => recent.has(id))];
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
  for (;;) {
    const item = drawByWeight(pools.filter(({ items }) => items.length > 0), rng)?.items.pop();
    if (item === undefined) return [...drawn.values()];
    drawn.set(item.id, item);
  }
}

/** Of many clips a stretch that begins anywhere, so that all have their turn. */
function stretchOf(items: readonly ScheduleItem[], rng: Rng): ScheduleItem[] {
  if (items.length <= POOL_MAX) return [...items];
  const from = Math.floor(rng() * items.length);
  return [...items, ...items].slice(from, from + POOL_MAX);
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
