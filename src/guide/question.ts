import { paired, PROPERTIES, type Property, type Terms } from "./properties.ts";
import type { Piece } from "./piece.ts";
import { END_OF_SCRIPT, T } from "./solver_lines.ts";

/** What no programme begins or ends at: the solver may choose it, so it finds a counterexample. */
const NOWHERE = "nowhere";

/**
 * Asks for a counterexample to the properties of some pieces, in SMT-LIB: `unsat` means that there is none.
 *
 * Numbers count from the first piece's beginning, because small ones are read twice as fast.
 */
export class Question {
  readonly #pieces: Piece[] = [];
  /** A title that returns is asked about once, and so is a boundary. */
  readonly #terms = new Set<string>();
  #writer: TermWriter | null = null;
  #entries = 0;

  /** @param properties What is asked; only tests ask for less than all. */
  constructor(private readonly properties: readonly Property[] = PROPERTIES) {}

  /** What it is about. */
  get pieces(): readonly Piece[] {
    return this.#pieces;
  }

  /** Entries of the guide it is about. */
  get entries(): number {
    return this.#entries;
  }

  /** Asks about one more piece, of any channel and time. */
  add(piece: Piece): void {
    const writer = this.#writer ??= new TermWriter(beginsAtS(piece));
    const looked = paired(piece);
    for (const property of this.properties) {
      for (const term of property.terms(looked, writer)) this.#terms.add(term);
    }
    // A piece that tells nothing would break nothing.
    if (piece.spans.length === 0) this.#terms.add("true");
    this.#pieces.push(piece);
    this.#entries += piece.spans.length;
  }

  /** The whole script. */
  script(): string {
    return [
      `(declare-const ${T} Int)`,
      `(declare-const ${NOWHERE} Int)`,
      `(define-fun base () Int ${integer(this.#writer?.baseS ?? 0)})`,
      ...this.properties.map(({ definition }) => definition),
      `(assert (or false\n${[...this.#terms].join("\n")}))`,
      "(check-sat)",
      `(get-value (${T}))`,
      `${END_OF_SCRIPT}\n`,
    ].join("\n");
  }

  /** The instant that an answer names, in seconds since 1970. */
  instantOf(t: number): number {
    return (this.#writer?.baseS ?? 0) + t;
  }
}

function beginsAtS({ airings }: Piece): number {
  return Math.floor((airings[0]?.startMs ?? 0) / 1_000);
}

class TermWriter implements Terms {
  readonly #names = new Map<string, number>();

  constructor(readonly baseS: number) {}

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
