import { seededRng } from "../rng.ts";
import type { Counterexample } from "./counterexample.ts";
import { disagreement } from "./look.ts";
import { type Piece, secondOf } from "./piece.ts";

/** Instants drawn for each piece. */
const DRAWS = 64;

/** Looks at guide and screen at instants drawn by chance; the same ones for the same piece. */
export function fuzz(piece: Piece): Counterexample | null {
  const fromS = secondOf(piece.airings[0]?.startMs ?? 0);
  const lengthS = secondOf(piece.airings.at(-1)?.stopMs ?? 0) - fromS;
  if (lengthS <= 0) return null;
  const rng = seededRng(`${piece.channel.id} ${fromS}`);
  for (let draw = 0; draw < DRAWS; draw++) {
    const found = disagreement(piece, fromS + Math.floor(rng() * lengthS));
    if (found !== null) return found;
  }
  return null;
}
