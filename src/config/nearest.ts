/**
 * The known word that a misspelt one probably stands for.
 *
 * @param word What was written.
 * @param known What could have been meant.
 * @returns The known word with the fewest edits, else one that begins with the word, or undefined when all are
 *   too far off to be a slip.
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestEdits = Math.floor(Math.max(word.length, 3) / 3) + 1;
  for (const candidate of known) {
    // A difference in length alone costs that many edits, which spares the table for far-off and for huge words.
    if (Math.abs(candidate.length - word.length) >= bestEdits) continue;
    const edits = countEdits(word.toLowerCase(), candidate.toLowerCase());
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best ?? known.find((candidate) => word.length >= 4 && candidate.startsWith(word));
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours cost one each. */
function countEdits(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
