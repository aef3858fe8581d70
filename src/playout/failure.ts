import type { Fault } from "../fault.ts";
import type { FailureScope } from "../inputs/mod.ts";

/** What a fault tells about an input. */
export interface InputFailure {
  /** In words. */
  readonly reason: string;
  /** Trying the same again soon is in vain. */
  readonly isFatal: boolean;
  /** What else it tells about. */
  readonly scope: FailureScope;
}

/** What a fault of an input means for the choice of inputs. */
export function failureOf(fault: Fault | null): InputFailure {
  return { reason: fault?.message ?? "Cannot play: no reason given", isFatal: false, scope: "item" };
}
