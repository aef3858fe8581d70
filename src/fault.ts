/**
 * Every kind of expected failure. `routes/fault_response.ts` maps each to an HTTP status, once.
 *
 * A broken rule of our own is no fault: see {@link invariant} in `invariant.ts`.
 */
export type FaultCode =
  | "bad_request"
  | "bad_config"
  | "not_found"
  | "method_not_allowed"
  | "body_too_large"
  | "unsupported_media_type"
  | "forbidden"
  | "unauthorized"
  | "too_many_attempts"
  | "unknown_channel"
  | "unknown_input"
  | "input_degraded"
  | "no_programme"
  | "invalid_document"
  | "unknown_document"
  | "managed_by_config"
  | "document_in_use"
  | "restart_required"
  | "version_conflict"
  | "version_required"
  | "restart_refused"
  | "unknown_tuner"
  | "all_tuners_in_use"
  | "tuner_in_use"
  | "too_many_sessions"
  | "tune_failed"
  | "guide_not_ready"
  | "pool_full"
  | "pool_guard"
  | "pool_timeout"
  | "spawn_failed"
  | "probe_failed"
  | "media_gone"
  | "store_failed"
  | "schema_too_new"
  | "guide_invalid"
  | "proof_timeout"
  | "solver_missing"
  | "shutting_down";

/** One thing that is wrong with what somebody wrote. */
export interface FaultPlace {
  /** Where: `schedule.slots[2].at`; empty for all of it. */
  readonly path: string;
  /** What is wrong there. */
  readonly detail: string;
}

/** What else is known of a failure. */
export interface FaultOptions extends ErrorOptions {
  /** When the same may succeed at the soonest, in milliseconds from now. */
  readonly retryAfterMs?: number;
  /** Everything that is wrong with what somebody wrote, place by place. */
  readonly places?: readonly FaultPlace[];
}

/** An expected failure, thrown or returned to the one who can decide. */
export class Fault extends Error {
  /** Always `Fault`. */
  override readonly name: string = "Fault";
  /** When the same may succeed at the soonest, in milliseconds from when it failed; null if that is not known. */
  readonly retryAfterMs: number | null;
  /** Everything that is wrong with what somebody wrote; empty where nobody wrote anything. */
  readonly places: readonly FaultPlace[];

  /**
   * A failure of a known kind.
   *
   * @param code Stable kind.
   * @param message Action, reason, value: `Cannot lease ffmpeg: all 4 slots are in use`.
   * @param options `cause` keeps the underlying error; `retryAfterMs` tells when to ask again; `places` what is wrong.
   */
  constructor(
    /** Stable kind, the same in logs, metrics and problem+json. */
    readonly code: FaultCode,
    message: string,
    options: FaultOptions = {},
  ) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.places = options.places ?? [];
  }
}

/**
 * The message of whatever was thrown, for logs and records.
 *
 * @param thrown Anything a `catch` may receive.
 */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
