import { match, ok, strictEqual } from "node:assert/strict";
import { Fault, type FaultCode } from "../../src/fault.ts";
import { InvariantError } from "../../src/invariant.ts";
import { FAULT_ANSWERS, faultResponse } from "../../routes/fault_response.ts";
import { fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";

/** Every code, with the status and the HDHomeRun error it must have; a missing one does not compile. */
const WANT: Record<FaultCode, readonly [number, string?]> = Object.freeze({
  bad_request: [400],
  bad_config: [500],
  not_found: [404],
  method_not_allowed: [405],
  body_too_large: [413],
  unsupported_media_type: [415],
  forbidden: [403],
  unauthorized: [401],
  too_many_attempts: [429],
  unknown_channel: [404, "801 Unknown Channel"],
  unknown_input: [404],
  input_degraded: [409],
  no_programme: [409],
  restart_refused: [409],
  invalid_document: [422],
  unknown_document: [404],
  managed_by_config: [409],
  document_in_use: [409],
  restart_required: [409],
  version_conflict: [412],
  version_required: [428],
  unknown_tuner: [404],
  all_tuners_in_use: [503, "805 All Tuners In Use"],
  tuner_in_use: [503, "804 Tuner In Use"],
  too_many_sessions: [503, "803 System Busy"],
  tune_failed: [503, "806 Tune Failed"],
  guide_not_ready: [503],
  pool_full: [503, "803 System Busy"],
  pool_guard: [503, "803 System Busy"],
  pool_timeout: [503, "803 System Busy"],
  spawn_failed: [503, "806 Tune Failed"],
  probe_failed: [503, "807 No Video Data"],
  media_gone: [503, "807 No Video Data"],
  store_failed: [500],
  schema_too_new: [500],
  proof_timeout: [503],
  solver_missing: [503],
  guide_invalid: [500],
  shutting_down: [503, "806 Tune Failed"],
});

Deno.test("faultResponse() maps every code", async (t) => {
  strictEqual(Object.keys(FAULT_ANSWERS).toSorted().join(), Object.keys(WANT).toSorted().join());
  for (const [code, [status, error]] of Object.entries(WANT)) {
    await t.step(code, async () => {
      const { parts, logged } = fakeRoutes();
      const response = faultResponse(
        new Fault(code as FaultCode, "Cannot do it: path is /secret"),
        parts.log,
      );
      strictEqual(response.status, status);
      strictEqual(response.headers.get("x-hdhomerun-error"), error ?? null);
      const { detail } = await response.clone().json();
      strictEqual(await problemCode(response), code);
      strictEqual(detail.includes("/secret"), status !== 500);
      strictEqual(logged.length, status === 500 ? 1 : 0);
    });
  }
});

Deno.test("faultResponse() tells in whole seconds when to ask again, if that is known", async (t) => {
  const cases = [
    { retryAfterMs: undefined, want: "10" },
    { retryAfterMs: 0, want: "1" },
    { retryAfterMs: 1_000, want: "1" },
    { retryAfterMs: 1_001, want: "2" },
    { retryAfterMs: 29_500, want: "30" },
  ];
  for (const { retryAfterMs, want } of cases) {
    await t.step(String(retryAfterMs), () => {
      const options = retryAfterMs === undefined ? {} : { retryAfterMs };
      const fault = new Fault("restart_refused", "Cannot restart channel 2: cooldown", options);
      strictEqual(faultResponse(fault, fakeRoutes().parts.log).headers.get("retry-after"), want);
    });
  }
});

Deno.test("a bug of ours is 500, reported to the log and to nobody else", async (t) => {
  const bugs = [
    new InvariantError("Cannot go on: /secret"),
    new TypeError("/secret"),
    new Fault("store_failed", "/secret"),
  ];
  for (const bug of bugs) {
    await t.step(bug.name, async () => {
      const { ask, logged } = fakeRoutes({
        channels: () => {
          throw bug;
        },
      });
      const response = await ask("/lineup.json");
      strictEqual(response.status, 500);
      const text = await response.text();
      ok(!text.includes("/secret"));
      strictEqual(response.headers.get("x-content-type-options"), "nosniff");
      strictEqual(logged.length, 1);
      match(logged[0] ?? "", /"level":"error".*\/secret/);
    });
  }
});

Deno.test("addresses and methods nobody serves are refused clearly", async (t) => {
  const cases = [
    { method: "GET", path: "/nope", status: 404, code: "not_found" },
    { method: "GET", path: "//", status: 404, code: "not_found" },
    { method: "GET", path: "/hdhomerun", status: 404, code: "not_found" },
    { method: "GET", path: "/t/token/discover.json", status: 404, code: "not_found" },
    { method: "POST", path: "/nope", status: 404, code: "not_found" },
    { method: "PUT", path: "/discover.json", status: 405, code: "method_not_allowed" },
    { method: "OPTIONS", path: "/discover.json", status: 405, code: "method_not_allowed" },
    { method: "ABSURD", path: "/discover.json", status: 405, code: "method_not_allowed" },
    { method: "PATCH", path: "/static/app.js", status: 405, code: "method_not_allowed" },
    { method: "GET", path: "/lineup.post", status: 405, code: "method_not_allowed", allow: "POST" },
    { method: "HEAD", path: "/lineup.post", status: 405, code: "method_not_allowed", allow: "POST" },
    { method: "OPTIONS", path: "/lineup.post", status: 405, code: "method_not_allowed", allow: "POST" },
    { method: "GET", path: "/%zz", status: 400, code: "bad_request" },
    { method: "GET", path: "/auto/v%", status: 400, code: "bad_request" },
    { method: "GET", path: "/static/%ff", status: 400, code: "bad_request" },
    { method: "GET", path: "/logo/%c3%28.png", status: 400, code: "bad_request" },
    { method: "GET", path: `/${"a".repeat(60_000)}`, status: 404, code: "not_found" },
    { method: "GET", path: "/metrics/", status: 404, code: "not_found" },
    { method: "GET", path: "/__proto__", status: 404, code: "not_found" },
    { method: "GET", path: "/constructor/prototype", status: 404, code: "not_found" },
  ];
  for (const { method, path, status, code, allow = "GET, HEAD" } of cases) {
    await t.step(`${method} ${path.slice(0, 40)}`, async () => {
      const { ask, logged } = fakeRoutes();
      const response = await ask(path, { method });
      strictEqual(response.status, status);
      if (method !== "HEAD") strictEqual(await problemCode(response), code);
      if (status === 405) strictEqual(response.headers.get("allow"), allow);
      strictEqual(logged.length, 0);
    });
  }
});
