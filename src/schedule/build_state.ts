import type { Schedule } from "../channel.ts";
import { LOOP_START, type LoopState } from "./sequence.ts";

/** What a timeline ends in. `waiting`: nothing was playable yet and no scan has finished. */
export type BuildPhase = "waiting" | "off_air" | "airing";

/** What is left with a stored timeline, so that the next extension goes on where it ends. */
export interface BuildState {
  /** The schedule it was built by; another one calls for a rebuild. */
  readonly fingerprint: string;
  /** What it ends in. */
  readonly phase: BuildPhase;
  /** How far the loop has come. */
  readonly loop: LoopState;
}

/** The state of a channel that has no timeline yet. */
export function firstState(schedule: Schedule | null): BuildState {
  return { fingerprint: fingerprintOf(schedule), phase: "waiting", loop: LOOP_START };
}

/** Equal for schedules that air the same. */
export function fingerprintOf(schedule: Schedule | null): string {
  if (schedule === null) return "none";
  const collection = Object.entries(schedule.collection);
  return JSON.stringify([schedule.kind, collection, schedule.order, schedule.seed]);
}

/**
 * Reads a state back from the store.
 *
 * @returns Null for a text that is no state, such as one of another version of the program.
 */
export function parseState(text: string): BuildState | null {
  try {
    const value: unknown = JSON.parse(text);
    return isBuildState(value) ? value : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function isBuildState(value: unknown): value is BuildState {
  return isRecord(value) && typeof value.fingerprint === "string" &&
    (value.phase === "waiting" || value.phase === "off_air" || value.phase === "airing") &&
    isLoopState(value.loop);
}

function isLoopState(value: unknown): value is LoopState {
  return isRecord(value) && isWhole(value.round) && isIds(value.recentIds) &&
    isRecord(value.held) && isIds(value.held.ids) && typeof value.held.upTo === "number" &&
    (value.last === null || isPlace(value.last));
}

function isPlace(value: unknown): boolean {
  return isRecord(value) && isWhole(value.itemId) && typeof value.rank === "number" &&
    typeof value.locator === "string" && (value.show === null || typeof value.show === "string") &&
    (value.season === null || isWhole(value.season)) && (value.episode === null || isWhole(value.episode));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isIds(value: unknown): boolean {
  return Array.isArray(value) && value.every(isWhole);
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value);
}
