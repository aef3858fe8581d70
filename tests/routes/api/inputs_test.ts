import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { Fault } from "../../../src/fault.ts";
import { FakeRunning } from "../../fakes/fake_care.ts";
import { type AskOptions, fakeRoutes, problemCode } from "../../fakes/fake_route_parts.ts";

const SWITCH = "/api/v1/channels/id-2/inputs/switch";
const OVERRIDE = "/api/v1/channels/id-2/inputs/override";
const RESET = "/api/v1/channels/id-2/inputs/primary/reset";
const ADMIN = { authorization: "Bearer admin-secret" };
const JSON_BODY = { ...ADMIN, "content-type": "application/json" };

/** Channel 2 airs its own file. */
function onAir() {
  const routes = fakeRoutes();
  const running = new FakeRunning(routes.clock).air();
  routes.care.running.set("id-2", running);
  const post = (body: unknown, path = SWITCH) =>
    routes.ask(path, { method: "POST", headers: JSON_BODY, body: JSON.stringify(body) });
  return { ...routes, running, post };
}

async function refusal(response: Response) {
  const { detail } = await response.clone().json();
  return { status: response.status, code: await problemCode(response), detail };
}

Deno.test("POST …/inputs/switch puts an input on air, named by its id or its priority", async (t) => {
  const cases = [
    { body: { input_id: "mirror:0" }, id: "mirror:0", sticky: "until_failure" },
    { body: { priority: 1 }, id: "mirror:0", sticky: "until_failure" },
    { body: { priority: 0 }, id: "primary", sticky: "until_failure" },
    { body: { priority: 2, sticky: "until_boundary" }, id: "filler", sticky: "until_boundary" },
    { body: { input_id: "primary", sticky: "until_cleared" }, id: "primary", sticky: "until_cleared" },
  ];
  for (const { body, id, sticky } of cases) {
    await t.step(JSON.stringify(body), async () => {
      const { post, running } = onAir();
      const response = await post(body);
      strictEqual(response.status, 200);
      deepStrictEqual(await response.json(), { status: "switched", input_id: id, sticky });
      deepStrictEqual(running.inputs.override, { id, sticky });
      running.join();
      strictEqual(running.inputs.active?.id, id);
    });
  }
});

Deno.test("POST …/inputs/switch is refused when the input cannot be had", async (t) => {
  const cases: Record<
    string,
    { spoil?: (running: FakeRunning) => void; body: unknown; want: [number, string, RegExp] }
  > = {
    "no such id": { body: { input_id: "mirror:9" }, want: [404, "unknown_input", /mirror:9/] },
    "no such priority": { body: { priority: 9 }, want: [404, "unknown_input", /priority 9/] },
    "the card's priority": { body: { priority: 3 }, want: [404, "unknown_input", /priority 3/] },
    "the card": { body: { input_id: "slate" }, want: [404, "unknown_input", /slate/] },
    "a name of every object": { body: { input_id: "__proto__" }, want: [404, "unknown_input", /__proto__/] },
    "it failed": {
      spoil: (running) => running.fail("Cannot open it: it is gone"),
      body: { priority: 0 },
      want: [409, "input_degraded", /it is gone/],
    },
    "off air, by id": {
      spoil: (running) => void running.air([]),
      body: { input_id: "primary" },
      want: [409, "no_programme", /no programme is on/],
    },
    "off air, by priority": {
      spoil: (running) => void running.air([]),
      body: { priority: 0 },
      want: [409, "no_programme", /no programme is on/],
    },
  };
  for (const [name, { spoil, body, want: [status, code, detail] }] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { post, running } = onAir();
      spoil?.(running);
      const found = await refusal(await post(body));
      deepStrictEqual([found.status, found.code], [status, code]);
      match(found.detail, detail);
      strictEqual(running.inputs.override, null);
    });
  }
});

Deno.test("POST …/inputs/switch names every fault of its body", async (t) => {
  const cases: [body: string, detail: RegExp][] = [
    ["{}", /body: expected either input_id or priority$/],
    ['{"input_id":"a","priority":1}', /expected either/],
    ['{"priority":-1}', /^Cannot read the request: priority: [^;]*$/],
    ['{"priority":1.5}', /priority: /],
    ['{"priority":"1"}', /priority: /],
    ['{"priority":1e99}', /priority: /],
    ['{"priority":null}', /priority: /],
    ['{"input_id":""}', /input_id: /],
    ['{"input_id":7,"sticky":"for_ever"}', /input_id: .*sticky: /],
    [`{"input_id":"${"a".repeat(201)}"}`, /input_id: .*200/],
    ['{"priority":0,"sticky":true}', /sticky: /],
    ['{"sticky":"until_never","odd":1}', /sticky: .*"odd".*expected either/],
    ['{"priority":0,"constructor":1}', /"constructor"/],
    ["[]", /body: /],
    ["null", /body: /],
    ['"primary"', /body: /],
    ["{", /[Mm]alformed JSON/],
    ["", /body: /],
  ];
  for (const [body, detail] of cases) {
    await t.step(body.slice(0, 60), async () => {
      const { ask, running } = onAir();
      const found = await refusal(await ask(SWITCH, { method: "POST", headers: JSON_BODY, body }));
      deepStrictEqual([found.status, found.code], [400, "bad_request"]);
      match(found.detail, detail);
      strictEqual(running.inputs.override, null);
    });
  }
});

Deno.test("DELETE …/inputs/override lets the channel choose again, as often as it is asked", async () => {
  const { ask, running } = onAir();
  running.operator.switchTo("filler", "until_cleared");
  running.join();
  for (let time = 0; time < 2; time++) {
    const response = await ask(OVERRIDE, { method: "DELETE", headers: ADMIN });
    strictEqual(response.status, 200);
    deepStrictEqual(await response.json(), { status: "cleared" });
    strictEqual(running.inputs.override, null);
  }
  running.join();
  deepStrictEqual(running.inputs.switches.map(({ reason }) => reason), ["override_cleared", "manual"]);
});

Deno.test("POST …/inputs/{input_id}/reset forgives an input", async () => {
  const { ask, running } = onAir();
  running.fail("Cannot read it: disk error");
  const conditionOf = (id: string) => running.inputs.health.find((one) => one.id === id)?.condition;
  strictEqual(conditionOf("primary"), "degraded");
  const response = await ask(RESET, { method: "POST", headers: ADMIN });
  strictEqual(response.status, 200);
  deepStrictEqual(await response.json(), { status: "reset", input_id: "primary" });
  strictEqual(conditionOf("primary"), "fine");
  const path = "/api/v1/channels/id-2/inputs/mirror%3A9/reset";
  deepStrictEqual(await refusal(await ask(path, { method: "POST", headers: ADMIN })), {
    status: 404,
    code: "unknown_input",
    detail: "Cannot reset input mirror:9: there is none",
  });
});

Deno.test("a channel that does not run, or has no picture yet, has no input to choose", async (t) => {
  const clear: AskOptions = { method: "DELETE", headers: ADMIN };
  const reset: AskOptions = { method: "POST", headers: ADMIN };
  const choose: AskOptions = { method: "POST", headers: JSON_BODY, body: '{"input_id":"primary"}' };
  await t.step("stopped", async () => {
    const { ask } = fakeRoutes();
    strictEqual(await problemCode(await ask(SWITCH, choose)), "no_programme");
    strictEqual(await problemCode(await ask(RESET, reset)), "no_programme");
    strictEqual((await ask(OVERRIDE, clear)).status, 200);
  });
  await t.step("without a picture", async () => {
    const { ask, care, clock } = fakeRoutes();
    const refuse = () => {
      throw new Fault("no_programme", "Cannot choose an input: the channel has no picture yet");
    };
    const { inputs } = new FakeRunning(clock);
    const operator = { switchTo: refuse, clearOverride: refuse, reset: refuse };
    care.running.set("id-2", { inputs, figures: null, operator });
    const found = await refusal(await ask(SWITCH, choose));
    deepStrictEqual([found.status, found.code], [409, "no_programme"]);
    strictEqual((await ask(RESET, reset)).status, 409);
    strictEqual((await ask(OVERRIDE, clear)).status, 200);
  });
});
