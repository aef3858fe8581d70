import type { ProcessRecord } from "../../ffmpeg/mod.ts";

/** What work in idle time may do: go on, hold its breath, or give its slot back at once. */
export type Pace = "go" | "wait" | "leave";

/** What everybody else needs of the machine. */
export interface Demand {
  /** Processes that run, our own too. */
  readonly processes: readonly Pick<ProcessRecord, "priority" | "isEncode" | "startedAtMs">[];
  /** True when one more process would be refused. */
  readonly isShort: boolean;
  /** Processor cores. */
  readonly cores: number;
  /** Now, milliseconds since 1970. */
  readonly nowMs: number;
}

/** A viewer's encode this young fills its reserve: every bit of processor time makes the picture come sooner. */
const YOUNG_MS = 5_000;

/**
 * What work in idle time may do.
 *
 * It runs at the lowest priority of the processor, so encodes nobody watches need no protection from it. Those that are
 * watched get a core each, and all of them while one is young. When there is no room for another process, the next
 * viewer would be refused: that slot is given back at once.
 */
export function paceOf({ processes, isShort, cores, nowMs }: Demand): Pace {
  if (isShort) return "leave";
  const watched = processes.filter(({ priority, isEncode }) =>
    isEncode && (priority === "viewer" || priority === "warm")
  );
  const isYoung = watched.some(({ startedAtMs }) => Math.abs(nowMs - startedAtMs) < YOUNG_MS);
  return isYoung || watched.length >= cores ? "wait" : "go";
}
