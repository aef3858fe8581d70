import type { Airing } from "./airings.ts";
import type { Counterexample } from "./counterexample.ts";
import type { GuideSpan } from "./facts.ts";
import { mayHide, type Piece } from "./piece.ts";

/** What a viewer finds at one instant. */
export interface Look {
  /** What the guide says; exactly one entry when all is well. */
  readonly told: readonly GuideSpan[];
  /** What playout shows; null outside the piece. */
  readonly airs: Airing | null;
}

/**
 * Looks into the guide and at the screen, as a viewer does, without a thought of order or neighbours.
 *
 * @param atS Seconds since 1970; null for no instant.
 */
export function lookAt({ spans, airings }: Piece, atS: number | null): Look {
  if (atS === null) return { told: [], airs: null };
  const told = spans.filter(({ startS, stopS }) => startS <= atS && atS < stopS);
  const atMs = atS * 1_000 + 999;
  const airs = airings.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs) ?? null;
  return { told, airs };
}

/** What is wrong at one instant within what airs; null if guide and screen agree. */
export function disagreement(piece: Piece, atS: number): Counterexample | null {
  const { told, airs } = lookAt(piece, atS);
  const found = { channel: piece.channel, atS, told, airs };
  const [entry] = told;
  if (entry === undefined || told.length > 1) {
    const sentence = "Every instant of the guide is covered by exactly one programme.";
    return { ...found, rule: "covered_once", sentence, detail: `${told.length} programmes are on` };
  }
  if (airs === null || entry.channel !== piece.channel.id || !tells(entry, airs, piece.airings)) {
    const sentence = "At every instant the guide tells the programme that playout shows.";
    return { ...found, rule: "agreement", sentence, detail: "they are not the same" };
  }
  return null;
}

/** Whether an entry tells what airs: by its name, or as what something of that name may hide. */
function tells(entry: GuideSpan, airs: Airing, airings: readonly Airing[]): boolean {
  // An entry of several items bears none of their sub-titles; which that is, `NAME` of the properties knows.
  const isNamed = ({ title, subTitle }: Airing) =>
    title === entry.title && (subTitle === entry.subTitle || entry.subTitle === null);
  const isMeanwhile = ({ startMs, stopMs }: Airing) =>
    startMs < entry.stopS * 1_000 && stopMs > entry.startS * 1_000;
  return isNamed(airs) || airings.some((lead) => isNamed(lead) && mayHide(airs, lead) && isMeanwhile(lead));
}
