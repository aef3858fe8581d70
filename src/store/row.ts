import { invariant } from "../invariant.ts";
import type { SQLOutputValue } from "node:sqlite";

/** One line of a query's answer. STRICT tables promise the types; these readers assert them. */
export type Row = Record<string, SQLOutputValue>;

/** A column that always holds text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  invariant(typeof value === "string", `Cannot read column ${column} as text: it holds ${typeof value}`);
  return value;
}

/** A column that holds text or NULL. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** A column that always holds a whole number. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  invariant(typeof value === "number", `Cannot read column ${column} as a number: it holds ${typeof value}`);
  return value;
}

/** A column that holds a whole number or NULL. */
export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

/** A column that always holds a number. */
export function real(row: Row, column: string): number {
  const value = row[column];
  invariant(typeof value === "number", `Cannot read column ${column} as a number: it holds ${typeof value}`);
  return value;
}

/** A text column limited to some words by a CHECK of its table. */
export function oneOf<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const value = text(row, column);
  const word = words.find((candidate) => candidate === value);
  invariant(word !== undefined, `Cannot read column ${column}: it holds the unknown word "${value}"`);
  return word;
}
