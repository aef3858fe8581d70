import { isReached, type Row } from "./bench.ts";

/** Widths of the columns: what, figure, target, verdict; what stands beside it comes last. */
const WIDTHS = [52, 15, 16, 8] as const;

/** The line above a table. */
export const TABLE_HEAD: string = [...fill(["", "figure", "target", "verdict"]), "beside it, in the same run"]
  .join("");

/** One line of a table. */
export function tableLine(row: Row): string {
  const cells = fill([`  ${row.what}`, text(row.value, row.unit), targetOf(row), verdictOf(row)]);
  return [...cells, row.beside ?? ""].join("").trimEnd();
}

/** A number with three digits that matter, and its unit. */
export function text(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 || value === 0
    ? 0
    : Math.abs(value) >= 10
    ? 1
    : Math.abs(value) >= 1
    ? 2
    : 3;
  return unit === "×" ? `${value.toFixed(digits)}×` : `${value.toFixed(digits)} ${unit}`;
}

function targetOf({ atMost, atLeast, unit }: Row): string {
  if (atMost !== undefined) return `≤ ${plain(atMost, unit)}`;
  return atLeast === undefined ? "" : `≥ ${plain(atLeast, unit)}`;
}

function plain(value: number, unit: string): string {
  return unit === "×" ? `${value}×` : `${value} ${unit}`;
}

function verdictOf(row: Row): string {
  const verdict = isReached(row);
  return verdict === null ? "" : verdict ? "reached" : "MISSED";
}

function fill(cells: readonly string[]): string[] {
  return cells.map((cell, column) => cell.padEnd((WIDTHS[column] ?? 0) - 1) + " ");
}
