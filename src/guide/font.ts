/** Cells of a glyph across and down. */
export const GLYPH_COLUMNS = 5;
/** Cells of a glyph from top to bottom. */
export const GLYPH_ROWS = 7;

/** A stroke between the middles of two cells; both may be the same. */
export interface Stroke {
  /** Column and row of one end. */
  readonly from: readonly [number, number];
  /** Column and row of the other. */
  readonly to: readonly [number, number];
}

/** Seven rows of five cells, one hexadecimal pair a row, the leftmost cell being 10. */
const GLYPHS: Readonly<Record<string, string>> = {
  "0": "0e11111111110e",
  "1": "040c040404040e",
  "2": "0e11010204081f",
  "3": "0e11010601110e",
  "4": "02060a121f0202",
  "5": "1f101e0101110e",
  "6": "0608101e11110e",
  "7": "1f010204040404",
  "8": "0e11110e11110e",
  "9": "0e11110f01020c",
  ".": "00000000000004",
  A: "040a11111f1111",
  B: "1e11111e11111e",
  C: "0e11101010110e",
  D: "1e11111111111e",
  E: "1f10101e10101f",
  F: "1f10101e101010",
  G: "0e11101711110e",
  H: "1111111f111111",
  I: "0e04040404040e",
  J: "0702020202120c",
  K: "11121418141211",
  L: "1010101010101f",
  M: "111b1515111111",
  N: "11191915131311",
  O: "0e11111111110e",
  P: "1e11111e101010",
  Q: "0e11111115120d",
  R: "1e11111e141211",
  S: "0e11100e01110e",
  T: "1f040404040404",
  U: "1111111111110e",
  V: "11111111110a04",
  W: "1111111515150a",
  X: "11110a040a1111",
  Y: "11110a04040404",
  Z: "1f01020408101f",
};

/** True when the font can draw the character. */
export function hasGlyph(character: string): boolean {
  return Object.hasOwn(GLYPHS, character);
}

/**
 * The strokes that draw a character: neighbouring cells joined, diagonally only where nothing else joins them.
 *
 * @param character Digit, dot or capital letter; any other has no strokes.
 */
export function strokesOf(character: string): readonly Stroke[] {
  const rows = (GLYPHS[character] ?? "").match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  const isLit = (column: number, row: number) =>
    column >= 0 && column < GLYPH_COLUMNS && ((rows[row] ?? 0) >> (GLYPH_COLUMNS - 1 - column)) % 2 === 1;
  const strokes: Stroke[] = [];
  for (let row = 0; row < rows.length; row++) {
    for (let column = 0; column < GLYPH_COLUMNS; column++) {
      if (!isLit(column, row)) continue;
      const from = [column, row] as const;
      strokes.push({ from, to: from });
      if (isLit(column + 1, row)) strokes.push({ from, to: [column + 1, row] });
      if (isLit(column, row + 1)) strokes.push({ from, to: [column, row + 1] });
      for (const side of [-1, 1]) {
        const isJoined = isLit(column + side, row) || isLit(column, row + 1);
        if (isLit(column + side, row + 1) && !isJoined) {
          strokes.push({ from, to: [column + side, row + 1] });
        }
      }
    }
  }
  return strokes;
}
