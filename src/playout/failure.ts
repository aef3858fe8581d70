import { Fault } from "../fault.ts";
import type { FailureReason } from "../ffmpeg/mod.ts";
import type { FailureScope } from "../inputs/mod.ts";

/** An ffmpeg that did not play what it was asked for; it says itself what that means. */
export class PlayFault extends Fault {
  /**
   * A failure that was understood.
   *
   * @param message Action, reason, value.
   * @param failure What is to be thought of it.
   */
  constructor(message: string, readonly failure: Pick<FailureReason, "code" | "isFatal" | "scope">) {
    super("tune_failed", message);
  }
}

/** What a fault tells about an input. */
export interface InputFailure {
  /** In words. */
  readonly reason: string;
  /** Trying the same again soon is in vain. */
  readonly isFatal: boolean;
  /** What else it tells about. */
  readonly scope: FailureScope;
}

/** Causes that have nothing to do with whether the file is copied or encoded. */
const OF_THE_PLACE: ReadonlySet<FailureReason["code"]> = new Set([
  ...["not_found", "forbidden", "gone", "throttled", "server_error", "timeout", "refused", "reset"] as const,
  ...["name_not_resolved", "tls", "no_space", "out_of_memory", "killed"] as const,
]);

/** True if encoding may show what copying could not. */
export function mayBeOfCopying(fault: Fault | null): boolean {
  return !(fault instanceof PlayFault) || !OF_THE_PLACE.has(fault.failure.code);
}

/** What a fault of an input means for the choice of inputs. */
export function failureOf(fault: Fault | null): InputFailure {
  const reason = fault?.message ?? "Cannot play: no reason given";
  if (fault instanceof PlayFault) {
    return { reason, isFatal: fault.failure.isFatal, scope: fault.failure.scope };
  }
  return { reason, isFatal: fault?.code === "media_gone", scope: "item" };
}
