import type { Counterexample } from "./counterexample.ts";
import { disagreement } from "./look.ts";
import { type Piece, secondOf } from "./piece.ts";

/** Steps a piece is walked through in, beside its boundaries. */
const STEPS = 256;

/** Lets time pass: looks at guide and screen before, at and after each boundary, and in even steps between. */
export function simulate(piece: Piece): Counterexample | null {
  const { airings } = piece;
  const fromS = secondOf(airings[0]?.startMs ?? 0);
  const toS = secondOf(airings.at(-1)?.stopMs ?? 0);
  const boundaries = [
    ...piece.spans.flatMap(({ startS, stopS }) => [startS, stopS]),
    ...airings.flatMap(({ startMs, stopMs }) => [secondOf(startMs), secondOf(stopMs)]),
  ];
  const instants = new Set(boundaries.flatMap((at) => [at - 1, at, at + 1]));
  const stepS = Math.max(1, Math.ceil((toS - fromS) / STEPS));
  for (let atS = fromS; atS < toS; atS += stepS) instants.add(atS);
  for (const atS of instants) {
    const isOutside = !(atS >= fromS && atS < toS);
    const found = isOutside ? toldOutside(piece, atS) : disagreement(piece, atS);
    if (found !== null) return found;
  }
  return null;
}

/** Before its first and after its last airing a piece says nothing: its neighbours do. */
function toldOutside(piece: Piece, atS: number): Counterexample | null {
  const told = piece.spans.filter(({ startS, stopS }) => startS <= atS && atS < stopS);
  if (told.length === 0) return null;
  return {
    rule: "agreement",
    sentence: "At every instant the guide tells the programme that playout shows.",
    channel: piece.channel,
    atS,
    told,
    airs: null,
    detail: "it is told before it airs, or after",
  };
}
