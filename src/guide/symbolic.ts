import type { Counterexample } from "./counterexample.ts";
import { lookAt } from "./look.ts";
import type { Piece } from "./piece.ts";
import { paired, PROPERTIES } from "./properties.ts";

/** The algebra of intervals: looks at every boundary, and every text, once. The first breach, or null. */
export function symbolic(piece: Piece): Counterexample | null {
  const looked = paired(piece);
  for (const { rule, sentence, check } of PROPERTIES) {
    const breach = check(looked);
    if (breach === null) continue;
    const { told, airs } = lookAt(piece, breach.atS);
    return { rule, sentence, channel: piece.channel, atS: breach.atS, told, airs, detail: breach.detail };
  }
  return null;
}
