import { HTTPException } from "hono/http-exception";
import { Fault, type FaultCode, type FaultPlace, messageOf } from "../src/fault.ts";
import type { Logger } from "../src/log.ts";

/** How a kind of fault is told over HTTP. */
export interface FaultAnswer {
  /** HTTP status; with 500 the detail stays in the log, for it may name paths. */
  readonly status: number;
  /** The kind in a few words. */
  readonly title: string;
  /** Value of `X-HDHomeRun-Error`, by which tuner clients tell faults apart. */
  readonly hdhomerun?: string;
  /** Other headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

const RETRY_SOON = { "retry-after": "10" };
const SYSTEM_BUSY = "803 System Busy";
const TUNE_FAILED = "806 Tune Failed";
const NO_VIDEO_DATA = "807 No Video Data";

/** The one place where faults meet HTTP. */
export const FAULT_ANSWERS: Readonly<Record<FaultCode, FaultAnswer>> = Object.freeze({
  bad_request: { status: 400, title: "Bad request" },
  unauthorized: {
    status: 401,
    title: "Token needed",
    headers: { "www-authenticate": 'Bearer realm="EXStreamTV"' },
  },
  forbidden: { status: 403, title: "Forbidden" },
  not_found: { status: 404, title: "Not found" },
  too_many_attempts: { status: 429, title: "Too many attempts", headers: { "retry-after": "60" } },
  method_not_allowed: { status: 405, title: "Method not allowed", headers: { allow: "GET, HEAD" } },
  body_too_large: { status: 413, title: "Body too large" },
  unsupported_media_type: { status: 415, title: "Unsupported media type" },
  unknown_channel: { status: 404, title: "Unknown channel", hdhomerun: "801 Unknown Channel" },
  unknown_input: { status: 404, title: "Unknown input" },
  input_degraded: { status: 409, title: "Input cannot play now" },
  no_programme: { status: 409, title: "Nothing to switch" },
  invalid_document: { status: 422, title: "Document has faults" },
  unknown_document: { status: 404, title: "Unknown document" },
  managed_by_config: { status: 409, title: "Managed by config" },
  document_in_use: { status: 409, title: "Document in use" },
  restart_required: { status: 409, title: "Restart required" },
  version_conflict: { status: 412, title: "Changed meanwhile" },
  version_required: { status: 428, title: "Version needed" },
  restart_refused: { status: 409, title: "Restart refused", headers: RETRY_SOON },
  unknown_tuner: { status: 404, title: "Unknown tuner" },
  tuner_in_use: { status: 503, title: "Tuner in use", hdhomerun: "804 Tuner In Use" },
  all_tuners_in_use: { status: 503, title: "All tuners in use", hdhomerun: "805 All Tuners In Use" },
  too_many_sessions: { status: 503, title: "Too many sessions", hdhomerun: SYSTEM_BUSY },
  pool_full: { status: 503, title: "No free process", hdhomerun: SYSTEM_BUSY },
  pool_guard: { status: 503, title: "Too little memory or descriptors", hdhomerun: SYSTEM_BUSY },
  pool_timeout: { status: 503, title: "No free process in time", hdhomerun: SYSTEM_BUSY },
  tune_failed: { status: 503, title: "Tune failed", hdhomerun: TUNE_FAILED },
  spawn_failed: { status: 503, title: "Tune failed", hdhomerun: TUNE_FAILED },
  shutting_down: { status: 503, title: "Shutting down", hdhomerun: TUNE_FAILED, headers: RETRY_SOON },
  probe_failed: { status: 503, title: "No video data", hdhomerun: NO_VIDEO_DATA },
  media_gone: { status: 503, title: "No video data", hdhomerun: NO_VIDEO_DATA },
  guide_not_ready: { status: 503, title: "No guide yet", headers: RETRY_SOON },
  proof_timeout: { status: 503, title: "Guide not proved", headers: RETRY_SOON },
  solver_missing: { status: 503, title: "Guide not proved", headers: RETRY_SOON },
  guide_invalid: { status: 500, title: "Guide invalid" },
  bad_config: { status: 500, title: "Configuration invalid" },
  store_failed: { status: 500, title: "Store failed" },
  schema_too_new: { status: 500, title: "Store too new" },
});

/**
 * Turns whatever a route threw into an answer.
 *
 * @param thrown A {@link Fault}, or a bug.
 * @param log Where everything that is our own fault is reported.
 */
export function faultResponse(thrown: unknown, log: Logger): Response {
  if (thrown instanceof Fault) return answer(thrown, log);
  // Hono and its validator throw these for what they cannot read.
  if (thrown instanceof HTTPException && thrown.status < 500) {
    return problem(thrown.status, "bad_request", FAULT_ANSWERS.bad_request.title, thrown.message);
  }
  log.error("Cannot answer a request: the program is wrong", { reason: messageOf(thrown) });
  return problem(500, "internal", "Internal error", "The log of the server tells more.");
}

function answer(fault: Fault, log: Logger): Response {
  const { status, title, hdhomerun, headers } = FAULT_ANSWERS[fault.code];
  if (status === 500) log.error("Cannot answer a request", { code: fault.code, reason: fault.message });
  const detail = status === 500 ? "The log of the server tells more." : fault.message;
  const response = problem(status, fault.code, title, detail, fault.places);
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value);
  if (fault.retryAfterMs !== null) {
    response.headers.set("retry-after", String(Math.max(1, Math.ceil(fault.retryAfterMs / 1_000))));
  }
  if (hdhomerun !== undefined) response.headers.set("x-hdhomerun-error", hdhomerun);
  return response;
}

/** RFC 9457 §3, with the stable `code` as an extension, and all that is wrong with what was written as `faults`. */
function problem(
  status: number,
  code: string,
  title: string,
  detail: string,
  places: readonly FaultPlace[] = [],
): Response {
  const faults = places.length > 0 ? { faults: places } : {};
  return new Response(JSON.stringify({ type: "about:blank", title, status, detail, code, ...faults }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}
