import { z } from "@hono/zod-openapi";
import { Fault } from "../../src/fault.ts";
import { LIMITS } from "../../src/limits.ts";
import { isoTime } from "./answers.ts";

/** A stretch of time, milliseconds since 1970. */
export interface Span {
  /** First instant. */
  readonly fromMs: number;
  /** First instant after it. */
  readonly toMs: number;
}

const DAY_MS = 24 * 3_600_000;
const instant = z.iso.datetime({
  offset: true,
  error: "expected an ISO 8601 time with a zone: 2026-01-05T12:00:00Z",
});

/** A span as requests state it; both ends may be left out. */
export const SpanQuery = z.object({ from: instant.optional(), to: instant.optional() });

/**
 * The span a request asks for; a day from its beginning on, unless it says where it ends.
 *
 * @param query What the request says.
 * @param what What is asked for, for messages.
 * @param defaults Where it begins unless the request says.
 * @throws {Fault} `bad_request` if it is empty or too long.
 */
export function spanOf(
  { from, to }: z.infer<typeof SpanQuery>,
  what: string,
  defaults: { readonly fromMs: () => number },
): Span {
  const fromMs = from === undefined ? defaults.fromMs() : Date.parse(from);
  const toMs = to === undefined ? fromMs + DAY_MS : Date.parse(to);
  checkSpan(what, { fromMs, toMs });
  return { fromMs, toMs };
}

function checkSpan(what: string, { fromMs, toMs }: Span): void {
  if (toMs <= fromMs) {
    throw new Fault(
      "bad_request",
      `Cannot list ${what}: to is ${isoTime(toMs)}, expected after ${isoTime(fromMs)}`,
    );
  }
  if (toMs - fromMs > LIMITS.timelineSpanMaxMs) {
    throw new Fault(
      "bad_request",
      `Cannot list ${what}: from ${isoTime(fromMs)} to ${isoTime(toMs)} is more than ` +
        `${LIMITS.timelineSpanMaxMs / DAY_MS} days`,
    );
  }
}
