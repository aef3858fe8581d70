import type { Channel, Mirror } from "../channel.ts";
import { hostOf, isHttpUrl } from "../http_file.ts";
import type { InputSpec } from "../inputs/mod.ts";
import type { MediaItem } from "../media.ts";
import { seededRng } from "../rng.ts";

/** One candidate way to play a programme, and what it is planned by. */
export interface LadderInput extends InputSpec {
  /** Item whose probed information the plan is made from. */
  readonly itemId: number;
}

/** A file of the library, as far as the ladder needs it. */
export type Rung = Pick<MediaItem, "id" | "locator">;

/** The collection that airs when nothing of a programme can be played. */
export interface Fallback {
  /** Its items that can air, by path. */
  readonly items: readonly Rung[];
  /** Which of them is next, from 0: a count that rises with each filler aired. */
  readonly turn: number;
}

/** What a ladder is made of. */
export interface LadderParts {
  /** The programme's item. */
  readonly item: Rung;
  /** Other copies of it in the library, best first. */
  readonly alternates: readonly Rung[];
  /** The channel it airs on. */
  readonly channel: Pick<Channel, "id" | "inputs">;
  /** What the channel's fallback holds; null if it has none. */
  readonly fallback: Fallback | null;
}

/**
 * Every way to play a programme, best first: its own file, mirrors of that file, other copies, one filler. The slate,
 * which needs no input, comes after them. No file comes twice, whatever mirrors and folders overlap.
 */
export function ladderOf({ item, alternates, channel, fallback }: LadderParts): LadderInput[] {
  const { inputs } = channel;
  const equivalents = distinct([
    inputOf("primary", "primary", item),
    ...inputs.mirrors.flatMap((mirror, index) => {
      const locator = mirrored(item.locator, mirror);
      const { probe, isSingleConnection } = mirror;
      if (locator === null) return [];
      return [{ ...inputOf("mirror", `mirror:${index}`, { ...item, locator }), probe, isSingleConnection }];
    }),
    // Named by what it is: which place it has changes with what the library finds.
    ...(inputs.alternates ? alternates : []).map((other) =>
      inputOf("alternate", `alternate:${other.id}`, other)
    ),
  ]);
  const filler = fallback &&
    fillerOf(fallback, channel.id, new Set(equivalents.map(({ locator }) => locator)));
  const all = filler ? [...equivalents, inputOf("filler", "filler", filler)] : equivalents;
  return all.map((input, rank) => ({ ...input, rank }));
}

function inputOf(
  kind: LadderInput["kind"],
  id: string,
  { id: itemId, locator }: Rung,
): Omit<LadderInput, "rank"> {
  const host = isHttpUrl(locator) ? hostOf(locator) : null;
  const tier = kind === "filler" ? "substitute" : "equivalent";
  // That a file is there is cheap to see; what is in it was probed with the library.
  return { id, tier, kind, host, probe: "light", isSingleConnection: false, locator, itemId };
}

/** Where a file lies in a mirror; null if the mirror is not of its folder. */
function mirrored(locator: string, { from, to }: Mirror): string | null {
  const folder = from.replace(/\/+$/, "");
  if (!locator.startsWith(`${folder}/`)) return null;
  const inside = locator.slice(folder.length + 1);
  const place = to.replace(/\/+$/, "");
  return `${place}/${isHttpUrl(place) ? inside.split("/").map(encodeURIComponent).join("/") : inside}`;
}

function distinct<Input extends Pick<LadderInput, "locator">>(inputs: readonly Input[]): Input[] {
  const first = new Map<string, Input>();
  for (const input of inputs) if (!first.has(input.locator)) first.set(input.locator, input);
  return [...first.values()];
}

/** The next filler of a seeded order that is the same in every round, so that none comes twice in a row. */
function fillerOf({ items, turn }: Fallback, seed: string, tried: ReadonlySet<string>): Rung | null {
  const order = shuffled(items.length, seed);
  for (let step = 0; step < order.length; step++) {
    const item = items[order[(turn + step) % order.length] ?? 0];
    if (item !== undefined && !tried.has(item.locator)) return item;
  }
  return null;
}

/** The numbers below `count` in a seeded order (Fisher and Yates): the largest collection takes about a millisecond. */
function shuffled(count: number, seed: string): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const random = seededRng(JSON.stringify(["fallback", seed]));
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
