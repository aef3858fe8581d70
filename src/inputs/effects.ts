/** Why another input is on air. */
export type SwitchReason =
  | "error"
  | "timeout"
  | "manual"
  | "failback"
  | "recovery"
  | "input_added"
  | "input_removed"
  | "premature_end"
  | "open_timeout"
  | "stall"
  | "parked"
  | "override_cleared";

/** Why the operator's wish cannot be met. */
export type RefusalCode = "unknown_input" | "input_degraded" | "no_programme";

/** What the shell does or tells, in this order. Every generation that is opened or adopted is closed exactly once. */
export type InputsEffect =
  /** Opens an input; a `close` before it is over first where the host takes one connection. */
  | { readonly kind: "open"; readonly id: string; readonly generation: number }
  /** The warmed input is this generation from now on. */
  | { readonly kind: "adopt"; readonly id: string; readonly generation: number }
  /** Goes on air. */
  | { readonly kind: "commit"; readonly id: string; readonly generation: number }
  /** Ends, if it has not already. */
  | { readonly kind: "close"; readonly generation: number }
  /** Is looked at; answered by the event `probed`. */
  | { readonly kind: "probe"; readonly id: string; readonly depth: "light" | "full" }
  /** A failover, to be counted. */
  | {
    readonly kind: "switched";
    readonly from: string | null;
    readonly to: string;
    readonly reason: SwitchReason;
    readonly detail: string | null;
  }
  /** An input failed. */
  | {
    readonly kind: "degraded";
    readonly id: string;
    readonly reason: SwitchReason;
    readonly detail: string;
    /** The programme is shown all the same: by another equivalent, or it has not begun. */
    readonly isCovered: boolean;
  }
  /** The same input was opened again in place; it had delivered for long. */
  | {
    readonly kind: "respawned";
    readonly id: string;
    readonly reason: SwitchReason;
    readonly detail: string;
    /** As with `degraded`. */
    readonly isCovered: boolean;
  }
  /** An input, or all of a host if one is named, is left alone; `untilMs` is monotonic. */
  | {
    readonly kind: "parked";
    readonly id: string;
    readonly host: string | null;
    readonly untilMs: number;
  }
  /** It delivered again, or was forgiven. */
  | { readonly kind: "resumed"; readonly id: string; readonly host: string | null }
  /** Nothing but the slate is left. */
  | { readonly kind: "exhausted" }
  /** Something else airs again, or nothing else should. */
  | { readonly kind: "restored" }
  /** Something was said of a generation that is no more; to be counted. */
  | { readonly kind: "stale" }
  /** The operator's wish is not met. */
  | { readonly kind: "refused"; readonly code: RefusalCode; readonly message: string };
