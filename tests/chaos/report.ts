import type { Row } from "../bench/bench.ts";
import { brokenRules, mostRestartsPerMinute } from "./gauges.ts";

/** What was seen of a run. */
export interface Seen {
  /** Storms there were. */
  readonly strikes: number;
  /** What kept storms from coming: the program did not answer, or the harness is wrong. */
  readonly troubles: readonly string[];
  /** How often somebody tuned in. */
  readonly visits: number;
  /** Viewers whose stream ended although they had not left. */
  readonly disconnected: readonly string[];
  /** Viewers who got no stream. */
  readonly turnedAway: readonly string[];
  /** What the one viewer got that was there from the beginning. */
  readonly recorded: { readonly bytes: number; readonly longestWaitMs: number };
  /** What the strict analyser has to say against that. */
  readonly errors: Readonly<Record<string, number>>;
  /** Seconds of slate over all channels. */
  readonly slateSeconds: number;
  /** Why they aired. */
  readonly slateReasons: string;
  /** Restarts of channels as the program counts them; null when it does not. */
  readonly restarts: number | null;
  /** Resident memory of main. */
  readonly rssMb: { readonly before: number; readonly after: number };
  /** The program's log. */
  readonly lines: readonly string[];
  /** Processes that were left when the program had ended. */
  readonly orphans: number;
}

/** The restart guard's own bound (R1). */
const RESTARTS_PER_MINUTE_MAX = 10;
/** So much of each kind of trouble is told. */
const TOLD_MAX = 8;

/** What went wrong, in the words of whoever noticed. */
export function complaintsIn(seen: Seen): string[] {
  const kinds = [seen.disconnected, seen.turnedAway, brokenRules(seen.lines), seen.troubles];
  const findings = Object.entries(seen.errors).map(([name, count]) => `ts_check: ${name} ${count}`);
  return [...kinds, findings].flatMap((kind) => kind.slice(0, TOLD_MAX));
}

/** The figures of a run, and what they must be. */
export function rowsOf(seen: Seen): Row[] {
  const none = (what: string, value: number, unit: string, beside = ""): Row => {
    return { what, value, unit, beside, atMost: 0 };
  };
  const findings = Object.values(seen.errors).reduce((sum, count) => sum + count, 0);
  const { bytes, longestWaitMs } = seen.recorded;
  const recorded = `${Math.round(bytes / 1e6)} MB, longest wait ${longestWaitMs} ms`;
  return [
    { what: "storms", value: seen.strikes, unit: "storms", atLeast: 1 },
    none("storms that could not be raised", seen.troubles.length, "storms"),
    none("viewers disconnected by the server", seen.disconnected.length, "viewers", `${seen.visits} visits`),
    none("viewers turned away", seen.turnedAway.length, "viewers"),
    none("invariant violations in the log", brokenRules(seen.lines).length, "lines"),
    {
      what: "most restarts of channels in any 60 s",
      value: mostRestartsPerMinute(seen.lines),
      unit: "restarts",
      atMost: RESTARTS_PER_MINUTE_MAX,
      beside: seen.restarts === null ? "" : `${seen.restarts} in all`,
    },
    none("ts_check findings of one viewer", findings, "findings", recorded),
    none("orphans after the end", seen.orphans, "processes"),
    { what: "seconds of slate", value: seen.slateSeconds, unit: "s", beside: seen.slateReasons },
    {
      what: "memory of main",
      value: seen.rssMb.after,
      unit: "MB",
      beside: `${Math.round(seen.rssMb.before)} MB before`,
    },
  ];
}
