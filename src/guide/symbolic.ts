import type { Counterexample } from "./counterexample.ts";
import { disagreement, lookAt } from "./look.ts";
import type { Piece } from "./piece.ts";
import { paired, PROPERTIES } from "./properties.ts";
import { simulate } from "./simulation.ts";

/** The algebra of intervals: looks at every boundary, and every text, once. The first breach, or null. */
export function symbolic(piece: Piece): Counterexample | null {
  const looked = paired(piece);
  for (const { rule, sentence, check } of PROPERTIES) {
    const breach = check(looked);
    if (breach === null) continue;
    // Where an edge is wrong, the instant a viewer would notice may lie on its other side.
    const isSeen = breach.atS !== null && disagreement(piece, breach.atS) !== null;
    const atS = isSeen ? breach.atS : simulate(piece)?.atS ?? breach.atS;
    return { rule, sentence, channel: piece.channel, atS, ...lookAt(piece, atS), detail: breach.detail };
  }
  return null;
}
