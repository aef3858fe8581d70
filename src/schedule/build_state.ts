import type { Programme } from "../programme.ts";
import type { Schedule } from "../schedule_rule.ts";
import type { AiredClips } from "./clips.ts";
import type { Progress } from "./cursors.ts";
import type { Memory } from "./rules.ts";

/**
 * What a timeline ends in. `waiting`: nothing was playable yet and no scan has finished; `paused`: time stands still
 * until somebody watches.
 */
export type BuildPhase = "waiting" | "off_air" | "airing" | "paused";

/** What is left with a stored timeline, so that the next extension goes on where it ends. */
export interface BuildState {
  /** Form of what follows; another form is not read. */
  readonly form: typeof FORM;
  /** The schedule it was built by; another one calls for a rebuild. */
  readonly fingerprint: string;
  /** What it ends in. */
  readonly phase: BuildPhase;
  /** What the rule remembers. */
  readonly memory: Memory;
  /** How far the channel has come in its contents. */
  readonly progress: Progress;
  /** When clips aired last. */
  readonly aired: AiredClips;
  /** What airs first: what was still to air when time stopped. */
  readonly rest: readonly Programme[];
  /** While its schedule cannot be read: the state to go on with once it can. */
  readonly held?: BuildState;
}

/** Rises whenever a rule remembers something else than before. */
const FORM = 2;

/** The state of a channel that has no timeline yet. */
export function firstState(schedule: Schedule | null): BuildState {
  return {
    form: FORM,
    fingerprint: fingerprintOf(schedule),
    phase: "waiting",
    memory: { kind: schedule?.kind ?? "loop", left: null },
    progress: {},
    aired: [],
    rest: [],
  };
}

/** Equal for schedules that air the same. */
export function fingerprintOf(schedule: Schedule | null): string {
  return schedule === null ? "none" : JSON.stringify(schedule);
}

/**
 * Reads a state back from the store.
 *
 * @returns Null for a text that is no state, or one of another form.
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

/** Nobody but us writes there, so the form's number vouches for the rest. */
function isBuildState(value: unknown): value is BuildState {
  return typeof value === "object" && value !== null && "form" in value && value.form === FORM;
}
