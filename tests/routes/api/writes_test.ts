import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { FakeRunning } from "../../fakes/fake_care.ts";
import { fakeRoutes, problemCode } from "../../fakes/fake_route_parts.ts";

const CHANNEL = "/api/v1/channels/id-2";
const JSON_TYPE = { "content-type": "application/json" };
const ADMIN = { authorization: "Bearer admin-secret" };

/** Everything that changes something, with a request that does. */
const WRITES = [
  { method: "POST", path: "/inputs/switch", headers: JSON_TYPE, body: '{"priority":0}' },
  { method: "DELETE", path: "/inputs/override", headers: {} },
  { method: "POST", path: "/inputs/primary/reset", headers: {} },
  { method: "POST", path: "/restart", headers: JSON_TYPE, body: '{"reason":"test"}' },
];

function onAir() {
  const routes = fakeRoutes();
  const running = new FakeRunning(routes.clock).air();
  routes.care.running.set("id-2", running);
  return { ...routes, running };
}

Deno.test("every write needs the admin token, wherever it comes from", async (t) => {
  const callers: { name: string; from: string; headers: Record<string, string>; isAllowed: boolean }[] = [
    { name: "LAN", from: "192.168.1.9", headers: {}, isAllowed: false },
    { name: "loopback", from: "127.0.0.1", headers: {}, isAllowed: false },
    { name: "a wrong token", from: "127.0.0.1", headers: { authorization: "Bearer x" }, isAllowed: false },
    { name: "a cookie", from: "127.0.0.1", headers: { cookie: "token=admin-secret" }, isAllowed: false },
    { name: "a basic login", from: "127.0.0.1", headers: { authorization: "Basic YTpi" }, isAllowed: false },
    { name: "outside", from: "203.0.113.7", headers: {}, isAllowed: false },
    { name: "the token", from: "192.168.1.9", headers: ADMIN, isAllowed: true },
    { name: "the token, outside", from: "203.0.113.7", headers: ADMIN, isAllowed: true },
  ];
  for (const { method, path, headers, ...rest } of WRITES) {
    for (const caller of callers) {
      await t.step(`${method} ${path}: ${caller.name}`, async () => {
        const { ask, care, running } = onAir();
        const before = running.inputs;
        const options = { method, from: caller.from, headers: { ...headers, ...caller.headers }, ...rest };
        const response = await ask(CHANNEL + path, options);
        strictEqual(response.status, caller.isAllowed ? 200 : 401);
        strictEqual(response.headers.get("access-control-allow-origin"), null);
        if (caller.isAllowed) return;
        strictEqual(await problemCode(response), "unauthorized");
        strictEqual(running.inputs, before);
        deepStrictEqual(care.asked, []);
      });
    }
  }
});

Deno.test("with no token at all, not even the body of a write is read", async () => {
  let isRead = false;
  const body = new ReadableStream({
    pull(controller) {
      isRead = true;
      controller.close();
    },
  }, { highWaterMark: 0 });
  const response = await onAir().ask(`${CHANNEL}/inputs/switch`, {
    method: "POST",
    headers: JSON_TYPE,
    body,
  });
  strictEqual(response.status, 401);
  strictEqual(isRead, false);
});

Deno.test("a write to a channel that does not exist is refused", async (t) => {
  for (const { method, path, headers, ...rest } of WRITES) {
    await t.step(path, async () => {
      const options = { method, headers: { ...headers, ...ADMIN }, ...rest };
      const response = await onAir().ask(`/api/v1/channels/nope${path}`, options);
      strictEqual(response.status, 404);
      strictEqual(await problemCode(response), "unknown_channel");
    });
  }
});

Deno.test("other methods are told which ones there are", async (t) => {
  const paths = [
    ...WRITES.map(({ method, path }) => ({ path: CHANNEL + path, allow: method })),
    { path: `${CHANNEL}/runtime`, allow: "GET, HEAD" },
    { path: "/api/v1/channels", allow: "GET, HEAD, POST" },
    { path: "/api/v1/export", allow: "GET, HEAD, POST" },
    { path: "/api/v1/guide", allow: "GET, HEAD" },
    { path: "/api/v1/import", allow: "POST" },
  ];
  for (const { path, allow } of paths) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      if (allow.split(", ").includes(method)) continue;
      await t.step(`${method} ${path}`, async () => {
        const response = await onAir().ask(path, { method, headers: ADMIN });
        strictEqual(response.status, 405);
        strictEqual(response.headers.get("allow"), allow);
        if (method !== "HEAD") strictEqual(await problemCode(response), "method_not_allowed");
      });
    }
  }
});

Deno.test("no answer to a write repeats a secret", async () => {
  const { ask, logged } = onAir();
  const headers = { ...JSON_TYPE, authorization: "Bearer wr0ng" };
  const answers = [
    await ask(`${CHANNEL}/inputs/switch`, { method: "POST", headers, body: '{"priority":0}' }),
    await ask(`${CHANNEL}/restart`, { method: "POST", headers: { ...headers, ...ADMIN }, body: "{" }),
    await ask(`${CHANNEL}/restart`, { method: "PUT", headers: { ...headers, ...ADMIN } }),
  ];
  for (const answer of answers) ok(!/wr0ng|admin-secret/.test(await answer.text()));
  deepStrictEqual(logged, []);
});
