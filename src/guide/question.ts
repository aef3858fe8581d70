import { known } from "../invariant.ts";
import { PROPERTIES, type PairedPiece, paired, type Terms } from "./properties.ts";
import type { Piece } from "./piece.ts";
import { END_OF_SCRIPT, T } from "./solver_lines.ts";

/** What no programme begins or ends at: the solver may choose it, so it finds a counterexample. */
const NOWHERE = "nowhere";

const DEFINITIONS = PROPERTIES.map(({ definition }) => definition).join("\n");

/**
 * Asks for a counterexample to the properties of some pieces, in SMT-LIB: `unsat` means that there is none.
 *
 * Numbers count from the first piece's beginning, because small ones are read twice as fast.
 *
 * @param pieces At least one; of any channels and times.
 */
export function questionAbout(pieces: readonly Piece[]): string {
  const first = known(pieces[0], "a piece to ask about");
  const baseS = Math.floor((first.airings[0]?.startMs ?? 0) / 1_000);
  const writer = new TermWriter(baseS);
  // A title that returns is asked about once.
  const terms = new Set<string>();
  for (const piece of pieces) addTerms(paired(piece), writer, terms);
  return [
    `(declare-const ${T} Int)`,
    `(declare-const ${NOWHERE} Int)`,
    `(define-fun base () Int ${integer(baseS)})`,
    DEFINITIONS,
    `(assert (or false\n${[...terms].join("\n")}))`,
    "(check-sat)",
    `(get-value (${T}))`,
    `${END_OF_SCRIPT}\n`,
  ].join("\n");
}

/** The instant a question's answer names, in seconds since 1970. */
export function instantOf(pieces: readonly Piece[], t: number): number {
  return Math.floor((pieces[0]?.airings[0]?.startMs ?? 0) / 1_000) + t;
}

function addTerms(piece: PairedPiece, writer: Terms, terms: Set<string>): void {
  for (const property of PROPERTIES) {
    for (const term of property.terms(piece, writer)) terms.add(term);
  }
  // A piece that tells nothing would break nothing.
  if (piece.spans.length === 0) terms.add("true");
}

class TermWriter implements Terms {
  readonly #names = new Map<string, number>();

  constructor(private readonly baseS: number) {}

  readonly second = (seconds: number): string =>
    Number.isSafeInteger(seconds) ? integer(seconds - this.baseS) : NOWHERE;

  readonly instant = (ms: number): string =>
    Number.isSafeInteger(ms) ? integer(ms - this.baseS * 1_000) : NOWHERE;

  readonly length = (ms: number): string => Number.isSafeInteger(ms) ? integer(ms) : NOWHERE;

  readonly name = (...texts: readonly (string | null)[]): string => {
    const key = texts.length === 0 ? "" : JSON.stringify(texts);
    const number = this.#names.get(key) ?? this.#names.size;
    this.#names.set(key, number);
    return integer(number);
  };

  readonly text = textTerm;
}

function integer(value: number): string {
  return value < 0 ? `(- ${-value})` : String(value);
}

/** SMT-LIB 2.6 writes what is not printable ASCII as `\u{…}`; a backslash of our own must not look like that. */
export function textTerm(text: string): string {
  const written = text.replaceAll('"', '""').replace(
    /[^ -[\]-~]/gu,
    (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`,
  );
  return `"${written}"`;
}
