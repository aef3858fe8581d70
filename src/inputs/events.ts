import type { InputSpec } from "./input_spec.ts";

/** When it happened: on the monotonic clock, which decides, and on the wall's, which records keep. */
export interface Stamp {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
}

/** How much of the world a failure tells about: what was played, or all its host has. */
export type FailureScope = "item" | "host";

/** How long the operator's choice holds; the first two end with their input, the last one waits for it. */
export type Stickiness = "until_failure" | "until_boundary" | "until_cleared";

/** Another programme begins at the head. */
export interface ProgrammeEvent {
  /** Discriminates. */
  readonly kind: "programme";
  /** The programme's identity. */
  readonly key: string;
  /** Its inputs; none if it is a card by itself. The channel's substitutes stay, named or not. */
  readonly inputs: readonly InputSpec[];
  /** Where it ends; monotonic. */
  readonly stopMs: number;
  /** The input that was opened ahead. Unless an `adopt` answers, whoever warmed it ends it. */
  readonly warmed: { readonly id: string } | null;
}

/** A running input failed. */
export interface FailedEvent {
  /** Discriminates. */
  readonly kind: "failed";
  /** Which. */
  readonly generation: number;
  /** What happened, in words. */
  readonly reason: string;
  /** Trying the same again soon is in vain. */
  readonly isFatal: boolean;
  /** What else it tells about. */
  readonly scope: FailureScope;
  /** There was no process to be had: nobody failed. */
  readonly isShortage?: boolean;
}

/** A running input has nothing more. */
export interface EndedEvent {
  /** Discriminates. */
  readonly kind: "ended";
  /** Which. */
  readonly generation: number;
  /** Before its time. */
  readonly isEarly: boolean;
  /** Where it ended, for the record. */
  readonly positionText: string;
  /** With it the programme is over. */
  readonly isOver?: boolean;
  /** It delivered all it was asked for. */
  readonly isWhole?: boolean;
}

/** An input of the following programme failed while it was opened ahead. */
export interface WarmFailedEvent {
  /** Discriminates. */
  readonly kind: "warm_failed";
  /** Which. */
  readonly spec: InputSpec;
  /** What happened, in words. */
  readonly reason: string;
  /** What else it tells about. */
  readonly scope: FailureScope;
}

/** The time, and how the channel is; several times a second. */
export interface TickEvent {
  /** Discriminates. */
  readonly kind: "tick";
  /** Output in hand runs out soon. */
  readonly isStarving: boolean;
  /** The channel's circuit breaker is open. */
  readonly isBlocked: boolean;
  /** Somebody would see a gap. */
  readonly isWatched: boolean;
  /** The candidate still waits for a process: its time to open has not begun. */
  readonly isQueued?: boolean;
}

/** Everything that can happen to the inputs of a channel. */
export type InputsEvent =
  & Stamp
  & (
    | ProgrammeEvent
    | FailedEvent
    | EndedEvent
    | WarmFailedEvent
    | TickEvent
    /** The ladder changed within the programme. */
    | { readonly kind: "update"; readonly inputs: readonly InputSpec[] }
    /** The first key frame is there. */
    | { readonly kind: "key"; readonly generation: number }
    /** Media time went on, or has gone on and is not taken yet: back-pressure is no stall. */
    | { readonly kind: "progress"; readonly generation: number }
    /** Something arrived that moved no media time. */
    | { readonly kind: "packet"; readonly generation: number }
    /** There are processes to be had again. */
    | { readonly kind: "room" }
    /** The operator chose. */
    | { readonly kind: "switch"; readonly id: string; readonly sticky: Stickiness }
    /** The operator lets the machine choose again. */
    | { readonly kind: "clear_override" }
    /** The operator forgives an input its failures. */
    | { readonly kind: "reset"; readonly id: string }
    /** What a probe found; exactly one for each effect `probe`. */
    | { readonly kind: "probed"; readonly id: string; readonly isOk: boolean }
  );

/** An event before whoever hears of it stamps it. */
export type UnstampedEvent = InputsEvent extends infer Event
  ? Event extends InputsEvent ? Omit<Event, keyof Stamp> : never
  : never;

/** One kind of event, with its stamp. */
export type EventOf<Kind extends InputsEvent["kind"]> = Extract<InputsEvent, { readonly kind: Kind }>;
