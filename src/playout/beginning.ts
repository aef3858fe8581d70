import type { AccessUnit } from "../mpegts/mod.ts";
import type { Input } from "./input.ts";

/** How much an input must have. */
export interface BeginningOptions {
  /** Pictures in hand before it goes on air, unless no more will come. */
  readonly reserve: number;
  /** Pictures to take at once. */
  readonly picturesMax: number;
}

/** What an input can go on air with: units from a key frame on. Nothing while it has too little. */
export function takeBeginning(input: Input, { reserve, picturesMax }: BeginningOptions): AccessUnit[] {
  if (input.state === "opening" || input.state === "ready" && input.waiting < reserve) return [];
  while (input.waiting > 0) {
    const units = input.take(picturesMax);
    const first = units.findIndex(({ kind, isKey }) => kind === "video" && isKey);
    if (first >= 0) return units.slice(first);
  }
  return [];
}
