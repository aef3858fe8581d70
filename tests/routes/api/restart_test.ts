import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { Fault } from "../../../src/fault.ts";
import type { RestartVerdict } from "../../../src/health/mod.ts";
import { FakeRunning } from "../../fakes/fake_care.ts";
import { fakeRoutes, problemCode } from "../../fakes/fake_route_parts.ts";

const PATH = "/api/v1/channels/id-2/restart";
const ADMIN = { authorization: "Bearer admin-secret" };

function onAir() {
  const routes = fakeRoutes();
  routes.care.running.set("id-2", new FakeRunning(routes.clock).air());
  const post = (body?: string) =>
    routes.ask(PATH, {
      method: "POST",
      headers: body === undefined ? ADMIN : { ...ADMIN, "content-type": "application/json" },
      ...(body !== undefined && { body }),
    });
  return { ...routes, post };
}

Deno.test("POST …/restart restarts a channel, for a reason or without", async (t) => {
  const unsaid = "an operator asked for it";
  const cases: [body: string | undefined, reason: string][] = [
    [undefined, unsaid],
    ["", unsaid],
    ["{}", unsaid],
    ['{"reason":"  the sound is gone "}', "the sound is gone"],
    [JSON.stringify({ reason: "ä".repeat(200) }), "ä".repeat(200)],
  ];
  for (const [body, reason] of cases) {
    await t.step(String(body).slice(0, 40), async () => {
      const { post, care } = onAir();
      const response = await post(body);
      strictEqual(response.status, 200);
      deepStrictEqual(await response.json(), { status: "restarted" });
      deepStrictEqual(care.asked, [{ channelId: "id-2", reason }]);
    });
  }
});

Deno.test("POST …/restart names every fault of its body", async (t) => {
  const cases: [body: string, detail: RegExp][] = [
    ['{"reason":""}', /reason: /],
    ['{"reason":"   "}', /reason: /],
    ['{"reason":7,"force":true}', /reason: .*"force"/],
    [JSON.stringify({ reason: "a".repeat(201) }), /reason: .*200/],
    [JSON.stringify({ reason: "a\nCircuit breaker OPEN" }), /reason: expected no control characters/],
    ["[]", /body: /],
    ["null", /body: /],
    ["{", /[Mm]alformed JSON/],
  ];
  for (const [body, detail] of cases) {
    await t.step(body.slice(0, 40), async () => {
      const { post, care } = onAir();
      const response = await post(body);
      strictEqual(response.status, 400);
      match((await response.clone().json()).detail, detail);
      strictEqual(await problemCode(response), "bad_request");
      deepStrictEqual(care.asked, []);
    });
  }
});

Deno.test("POST …/restart says why it is refused, and when to ask again", async (t) => {
  const reasons = ["throttle", "cooldown", "breaker", "in_progress", "unknown_channel"] as const;
  for (const reason of reasons) {
    await t.step(reason, async () => {
      const { post, care } = onAir();
      care.verdict = () => Promise.resolve<RestartVerdict>({ kind: "refused", reason });
      care.waitMs = 28_400;
      const response = await post();
      strictEqual(response.status, 409);
      strictEqual(response.headers.get("retry-after"), "29");
      match(
        (await response.clone().json()).detail,
        new RegExp(`^Cannot restart channel 2: .* \\(${reason}\\)$`),
      );
      strictEqual(await problemCode(response), "restart_refused");
    });
  }
});

Deno.test("POST …/restart asks nothing for a channel that does not run, so no other loses its turn", async () => {
  const { ask, care } = fakeRoutes();
  const response = await ask(PATH, { method: "POST", headers: ADMIN });
  strictEqual(response.status, 409);
  match((await response.clone().json()).detail, /it does not run \(not_running\)/);
  strictEqual(await problemCode(response), "restart_refused");
  deepStrictEqual(care.asked, []);
});

Deno.test("POST …/restart tells that the restart failed", async () => {
  const { post, care } = onAir();
  care.verdict = () =>
    Promise.reject(new Fault("tune_failed", "Cannot restart channel 2: not done after 30 s"));
  const response = await post();
  strictEqual(response.status, 503);
  strictEqual(await problemCode(response), "tune_failed");
});
