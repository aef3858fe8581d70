import type { SwitchReason } from "./effects.ts";
import type { Stickiness } from "./events.ts";
import type { HostHealth } from "./host_health.ts";
import type { InputHealth } from "./input_health.ts";
import type { InputSpec } from "./input_spec.ts";

/** A generation: one opening of one input. */
export interface Opening {
  /** Of which input. */
  readonly id: string;
  /** Its number; none is used twice. */
  readonly generation: number;
  /** What was opened. */
  readonly locator: string;
  /** Where from. */
  readonly host: string | null;
  /** When; monotonic. */
  readonly openedAtMs: number;
}

/** The input on its way. */
export interface Candidate extends Opening {
  /** When it had a process, as far as is known; monotonic. */
  readonly startedAtMs: number;
  /** What its commit is recorded as; null if it is no failover. */
  readonly why: Why | null;
}

/** The input on air. */
export interface Active extends Opening {
  /** When it went on air. */
  readonly committedAtMs: number;
  /** When its media time last went on. */
  readonly lastProgressMs: number;
  /** When anything last came. */
  readonly lastPacketMs: number;
}

/** Why one input follows another. */
export interface Why {
  /** The kind. */
  readonly reason: SwitchReason;
  /** In words, where there are any. */
  readonly detail: string | null;
}

/** A switch on record. */
export interface SwitchRecord extends Why {
  /** What was on air in this programme before; null for nothing. */
  readonly from: InputMark | null;
  /** What is since. */
  readonly to: InputMark;
  /** When, milliseconds since 1970. */
  readonly wallMs: number;
}

/** An input as records name it: it may be gone from the ladder. */
export interface InputMark {
  /** Its identity. */
  readonly id: string;
  /** Its rank then. */
  readonly rank: number;
}

/** Everything the machine knows of one channel: frozen plain data. */
export interface InputsState {
  /** What is at the head; null before the first. */
  readonly programme: { readonly key: string; readonly stopMs: number } | null;
  /** False if the card is what the programme shows, or it was delivered to its end. */
  readonly isWanted: boolean;
  /** The ladder, best first. */
  readonly inputs: readonly InputSpec[];
  /** What is known of each of them, and of some that were. */
  readonly health: readonly InputHealth[];
  /** What is known of hosts. */
  readonly hosts: readonly HostHealth[];
  /** On air; null while the slate covers. */
  readonly active: Active | null;
  /** On its way. */
  readonly candidate: Candidate | null;
  /** The operator's choice; the ladder may not hold it. */
  readonly override: { readonly id: string; readonly sticky: Stickiness } | null;
  /** What should be on air instead of what is, at once. */
  readonly wish: { readonly id: string; readonly reason: SwitchReason } | null;
  /** Nothing but the slate was left. */
  readonly isExhausted: boolean;
  /** What was last on air in this programme. */
  readonly onAir: InputMark | null;
  /** Why what was on air, or was to be, is not; null for a programme's first. */
  readonly cause: Why | null;
  /** When the last switch was; monotonic. */
  readonly lastSwitchMs: number | null;
  /** No process was to be had: nothing is opened before. */
  readonly waitUntilMs: number | null;
  /** What the last tick said. */
  readonly isStarving: boolean;
  /** What the last tick said. */
  readonly isBlocked: boolean;
  /** What the last tick said. */
  readonly isWatched: boolean;
  /** Number of the next opening. */
  readonly nextGeneration: number;
  /** The switches, newest first. */
  readonly switches: readonly SwitchRecord[];
}

const EMPTY: InputsState = frozen({
  programme: null,
  isWanted: false,
  inputs: [],
  health: [],
  hosts: [],
  active: null,
  candidate: null,
  override: null,
  wish: null,
  isExhausted: false,
  onAir: null,
  cause: null,
  lastSwitchMs: null,
  waitUntilMs: null,
  isStarving: false,
  isBlocked: false,
  isWatched: false,
  nextGeneration: 1,
  switches: [],
});

/** A channel nothing is known of. */
export function emptyInputs(): InputsState {
  return EMPTY;
}

/** The same data, which nobody can change any more. What is frozen already is not looked into again. */
export function frozen<Data>(data: Data): Data {
  if (typeof data !== "object" || data === null || Object.isFrozen(data)) return data;
  for (const part of Object.values(data)) frozen(part);
  return Object.freeze(data);
}
