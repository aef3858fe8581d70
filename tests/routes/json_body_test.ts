import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { LIMITS } from "../../src/limits.ts";
import { FakeRunning } from "../fakes/fake_care.ts";
import { fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";

const SWITCH = "/api/v1/channels/id-2/inputs/switch";
const ADMIN = { authorization: "Bearer admin-secret" };
const JSON_BODY = { ...ADMIN, "content-type": "application/json" };

/** Channel 2 airs its own file. */
function onAir() {
  const routes = fakeRoutes();
  routes.care.running.set("id-2", new FakeRunning(routes.clock).air());
  return routes;
}

Deno.test("a body below /api is JSON, and not long", async (t) => {
  const short = '{"priority":1}';
  const padded = (bytes: number) => short + " ".repeat(bytes - short.length);
  const typed = (type: string) => ({ ...ADMIN, "content-type": type });
  const cases: Record<string, { headers: Record<string, string>; body: BodyInit; status: number }> = {
    "with a charset": { headers: typed("application/json; charset=utf-8"), body: short, status: 200 },
    "in capitals": { headers: typed("Application/JSON"), body: short, status: 200 },
    "a form": { headers: typed("application/x-www-form-urlencoded"), body: short, status: 415 },
    "plain text": { headers: typed("text/plain"), body: short, status: 415 },
    "almost JSON": { headers: typed("application/jsonp"), body: short, status: 415 },
    "another JSON": { headers: typed("application/problem+json"), body: short, status: 415 },
    "no type": { headers: ADMIN, body: new TextEncoder().encode(short), status: 415 },
    "as long as it may be": { headers: JSON_BODY, body: padded(LIMITS.apiBodyBytesMax), status: 200 },
    "a byte longer": { headers: JSON_BODY, body: padded(LIMITS.apiBodyBytesMax + 1), status: 413 },
    "long, whatever its type": {
      headers: ADMIN,
      body: new Uint8Array(LIMITS.apiBodyBytesMax + 1),
      status: 413,
    },
  };
  const codes: Record<number, string> = { 413: "body_too_large", 415: "unsupported_media_type" };
  for (const [name, { headers, body, status }] of Object.entries(cases)) {
    await t.step(name, async () => {
      const response = await onAir().ask(SWITCH, { method: "POST", headers, body });
      strictEqual(response.status, status);
      if (status !== 200) strictEqual(await problemCode(response), codes[status]);
    });
  }
  await t.step("endless: no more is read than is needed", async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1_024));
      },
    });
    const response = await onAir().ask(SWITCH, { method: "POST", headers: JSON_BODY, body });
    strictEqual(await problemCode(response), "body_too_large");
    ok(pulled <= 20, `${pulled} chunks were read`);
  });
  await t.step("one that breaks off is no bug of ours", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    const { ask, logged } = onAir();
    strictEqual(
      await problemCode(await ask(SWITCH, { method: "POST", headers: JSON_BODY, body })),
      "bad_request",
    );
    deepStrictEqual(logged, []);
  });
});
