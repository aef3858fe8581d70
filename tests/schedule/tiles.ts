import type { Programme } from "../../src/programme.ts";
import { Draft } from "../../src/schedule/draft.ts";
import { playable } from "./samples.ts";

/** Items of so many minutes, one after another from a whole hour on; ids from 1. */
export function tiles(minutes: readonly number[]): readonly Programme[] {
  const draft = new Draft("five", Date.UTC(2026, 0, 5, 12));
  for (const [at, length] of minutes.entries()) draft.item(playable(at + 1, length * 60_000));
  return draft.programmes;
}
