import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { equalSecrets } from "../../routes/access.ts";
import type { Security } from "../../routes/mod.ts";
import { BASE, fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";

const OUTSIDE = "203.0.113.7";
const OPEN: Security = { adminToken: "admin-secret", streamToken: null, readOnlyLan: true };

Deno.test("below /api the LAN may read and the admin token opens everything", async (t) => {
  const cases = [
    { name: "LAN", from: "192.168.1.9", token: undefined, status: 200 },
    { name: "loopback", from: "127.0.0.1", token: undefined, status: 200 },
    { name: "LAN, IPv6", from: "fe80::1%eth0", token: undefined, status: 200 },
    { name: "LAN with a wrong token", from: "192.168.1.9", token: "Bearer wrong", status: 200 },
    { name: "outside", from: OUTSIDE, token: undefined, status: 401 },
    { name: "outside with the token", from: OUTSIDE, token: "Bearer admin-secret", status: 200 },
    { name: "outside with the token, other case", from: OUTSIDE, token: "bearer  admin-secret", status: 200 },
    { name: "outside with a wrong token", from: OUTSIDE, token: "Bearer admin-secret2", status: 401 },
    { name: "outside with the token's start", from: OUTSIDE, token: "Bearer admin", status: 401 },
    { name: "outside with no token at all", from: OUTSIDE, token: "Bearer ", status: 401 },
    { name: "outside with another scheme", from: OUTSIDE, token: "Basic admin-secret", status: 401 },
    { name: "LAN that may not read", from: "192.168.1.9", token: undefined, readOnlyLan: false, status: 401 },
    {
      name: "LAN with the token",
      from: "192.168.1.9",
      token: "Bearer admin-secret",
      readOnlyLan: false,
      status: 200,
    },
    { name: "no token configured", from: OUTSIDE, token: "Bearer null", adminToken: null, status: 401 },
    { name: "an empty token configured", from: OUTSIDE, token: "Bearer x", adminToken: "", status: 401 },
    { name: "LAN that writes", from: "192.168.1.9", token: undefined, method: "POST", status: 401 },
    {
      name: "administrator who writes",
      from: OUTSIDE,
      token: "Bearer admin-secret",
      method: "POST",
      status: 405,
    },
  ];
  for (const { name, from, token, status, method = "GET", ...security } of cases) {
    await t.step(name, async () => {
      const { ask } = fakeRoutes({ security: { ...OPEN, ...security } });
      const headers = token === undefined ? {} : { authorization: token };
      const response = await ask("/api/v1/system", { from, method, headers });
      strictEqual(response.status, status);
      if (status !== 401) return;
      strictEqual(response.headers.get("www-authenticate"), 'Bearer realm="EXStreamTV"');
      strictEqual(await problemCode(response), "unauthorized");
    });
  }
});

Deno.test("only who is certain to be in the LAN may read without a token", async (t) => {
  const server = {
    port: 8411,
    publicUrl: "https://TV.example.org",
    trustedProxies: ["127.0.0.1"],
    lanAddress: "192.168.1.5",
  };
  const cases = [
    ...[
      "192.168.1.5:8411",
      "[fd00::5]:8411",
      "8.8.8.8",
      "localhost:8411",
      "nas",
      "NAS.local:8411",
      "nas.local.",
      "tv.lan",
      "tv.home.arpa",
      "tv.internal",
      "tv.example.org",
    ].map((host) => ({ name: `asks for ${host}`, host, status: 200 })),
    ...[
      "evil.example",
      "evil.example:8411",
      "a.tv.example.org",
      "tv.example.org.evil.example",
      "192.168.1.5.evil.example",
      "notlocal.evillan",
      "x.home.arpa.evil",
      "",
      null,
    ].map((host) => ({ name: `asks for ${host}`, host, status: 401 })),
    ...[
      { "x-forwarded-for": "192.168.1.7" },
      { "x-forwarded-for": "" },
      { forwarded: "for=192.168.1.7" },
      { "x-real-ip": "192.168.1.7" },
      { "x-forwarded-host": "nas" },
      { via: "1.1 proxy" },
    ].map((headers) => ({
      name: `through an unknown proxy: ${JSON.stringify(headers)}`,
      headers,
      status: 401,
    })),
    ...[
      { headers: { "x-forwarded-for": "192.168.1.7" }, status: 200 },
      { headers: { "x-forwarded-for": OUTSIDE }, status: 401 },
      { headers: { "x-forwarded-for": `${OUTSIDE}:5060` }, status: 401 },
      { headers: { "x-forwarded-for": "unknown" }, status: 401 },
      { headers: { forwarded: `for=${OUTSIDE}` }, status: 401 },
      { headers: { "x-forwarded-for": "192.168.1.7", "x-forwarded-host": "tv.example.org" }, status: 200 },
      { headers: { "x-forwarded-for": "192.168.1.7", "x-forwarded-host": "evil.example" }, status: 401 },
      { headers: {}, status: 200 },
    ].map((one) => ({
      ...one,
      name: `through our proxy: ${JSON.stringify(one.headers)}`,
      from: "127.0.0.1",
    })),
  ];
  for (const { name, status, ...options } of cases) {
    await t.step(name, async () => {
      const { ask } = fakeRoutes({ server });
      strictEqual((await ask("/api/v1/system", options)).status, status);
      const authorization = "Bearer admin-secret";
      const headers = { ...("headers" in options ? options.headers : {}), authorization };
      strictEqual((await ask("/api/v1/system", { ...options, headers })).status, 200, "with the token");
    });
  }
});

Deno.test("who sends ten wrong tokens waits a minute, with the right one too", async () => {
  const { ask, clock } = fakeRoutes();
  const statusOf = async (token: string, from = OUTSIDE) => {
    return (await ask("/api/v1/system", { from, headers: { authorization: `Bearer ${token}` } })).status;
  };
  for (let index = 0; index < 10; index++) strictEqual(await statusOf(`wrong-${index}`), 401);
  const headers = { authorization: "Bearer admin-secret" };
  const refused = await ask("/api/v1/system", { from: OUTSIDE, headers });
  strictEqual(refused.status, 429);
  strictEqual(refused.headers.get("retry-after"), "60");
  strictEqual(await problemCode(refused), "too_many_attempts");
  strictEqual((await ask("/api/v1/system", { from: OUTSIDE })).status, 401, "without any token");
  strictEqual(await statusOf("admin-secret", "203.0.113.8"), 200, "from elsewhere");
  await clock.advance(60_000);
  strictEqual(await statusOf("admin-secret"), 200);
});

Deno.test("every address below /api is guarded, whether it exists or not", async (t) => {
  const paths = [
    "/api",
    "/api/docs",
    "/api/docs/style.css",
    "/api/openapi.json",
    "/api/v1/channels",
    "/api/v1/events",
    "/api/v1/media",
    "/api/nope",
  ];
  for (const path of paths) {
    for (const method of ["GET", "HEAD"]) {
      await t.step(`${method} ${path}`, async () => {
        strictEqual((await fakeRoutes().ask(path, { from: OUTSIDE, method })).status, 401);
      });
    }
  }
});

Deno.test("what clients that cannot log in need is open to everybody", async (t) => {
  const { ask } = fakeRoutes({ security: { ...OPEN, readOnlyLan: false } });
  const paths = [
    "/discover.json",
    "/auto/v2",
    "/iptv.m3u",
    "/xmltv.xml",
    "/logo/2.png",
    "/",
    "/health",
    "/metrics",
  ];
  for (const path of paths) {
    await t.step(path, async () => {
      const response = await ask(path, { from: OUTSIDE });
      strictEqual(response.status, 200);
      await response.body?.cancel();
    });
  }
});

Deno.test("with a stream token, tuner, playlist, guide and stream addresses need it", async (t) => {
  const { ask, opened } = fakeRoutes({ security: { ...OPEN, streamToken: "s3cret" } });
  const guarded = [
    "/discover.json",
    "/lineup.json",
    "/lineup.xml",
    "/lineup.m3u",
    "/lineup_status.json",
    "/status.json",
    "/device.xml",
    "/capability",
    "/auto/v2",
    "/tuner0/v2",
    "/tuner0/stream?channel=auto:v2",
    "/iptv.m3u",
    "/iptv/channels.m3u",
    "/iptv/channel/2.ts",
    "/iptv/channel/2.m3u8",
    "/iptv/channel/2/7-k3.ts",
    "/xmltv.xml",
    "/xmltv.xml.gz",
    "/hdhomerun/guide.xml",
    "/hdhomerun/discover.json",
    "/hdhomerun/auto/v2",
  ];
  for (const path of guarded) {
    await t.step(path, async () => {
      for (const prefix of ["", "/t/wrong", "/t/s3cre", "/t/s3crets", "/t/", "/t"]) {
        const response = await ask(prefix + path);
        ok([403, 404].includes(response.status), `${prefix}: ${response.status}`);
        await response.body?.cancel();
      }
      strictEqual(opened.length, 0);
      strictEqual((await ask(`/t/s3cret${path}`, { method: "HEAD" })).status, 200);
    });
  }
  for (const path of ["/", "/health", "/logo/2.png", "/api/v1/channels", "/static/app.js"]) {
    await t.step(`${path} needs none`, async () => strictEqual((await ask(path)).status, 200));
    await t.step(`${path} takes none that is wrong`, async () => {
      strictEqual(await problemCode(await ask(`/t/wrong${path}`)), "forbidden");
    });
  }
  await t.step("POST /lineup.post", async () => {
    strictEqual((await ask("/lineup.post", { method: "POST" })).status, 403);
    strictEqual((await ask("/t/s3cret/lineup.post", { method: "POST" })).status, 200);
  });
  await t.step("a token does not lead around the admin token", async () => {
    strictEqual((await ask("/t/s3cret/api/v1/system", { from: OUTSIDE })).status, 401);
  });
});

Deno.test("handed-out addresses carry the stream token", async () => {
  const { ask } = fakeRoutes({ security: { ...OPEN, streamToken: "s3cret" } });
  const base = `${BASE}/t/s3cret`;
  const text = async (path: string) => await (await ask(`/t/s3cret${path}`)).text();
  const { BaseURL, LineupURL, GuideURL } = JSON.parse(await text("/discover.json"));
  deepStrictEqual([BaseURL, LineupURL, GuideURL], [base, `${base}/lineup.json`, `${base}/xmltv.xml`]);
  strictEqual(JSON.parse(await text("/lineup.json"))[0].URL, `${base}/auto/v2`);
  for (const path of ["/iptv.m3u", "/lineup.m3u", "/xmltv.xml", "/device.xml", "/lineup.xml"]) {
    const addresses = (await text(path)).match(/http:\/\/192\.168\.1\.5[^"<\n]*/g) ?? [];
    ok(addresses.length > 0, path);
    for (const address of addresses) ok(address.startsWith(base), address);
  }
});

Deno.test("the API tells the stream token to administrators only", async () => {
  const { ask } = fakeRoutes({ security: { ...OPEN, streamToken: "s3cret" } });
  const streamOf = async (headers: Record<string, string>) => {
    const text = await (await ask("/api/v1/channels", { headers })).text();
    return { text, stream: JSON.parse(text).items[0].stream };
  };
  const reader = await streamOf({});
  strictEqual(reader.stream, null);
  ok(!reader.text.includes("s3cret"));
  strictEqual(
    (await streamOf({ authorization: "Bearer admin-secret" })).stream,
    "/t/s3cret/iptv/channel/2.ts",
  );
});

Deno.test("a refusal repeats no secret", async () => {
  const { ask, logged } = fakeRoutes({ security: { ...OPEN, streamToken: "s3cret" } });
  const answers = [
    await ask("/t/s3cret/auto/v99"),
    await ask("/t/s3cret/nope"),
    await ask("/t/s3cret/api/v1/nope", { from: OUTSIDE }),
    await ask("/t/wr0ng/auto/v2"),
    await ask("/api/v1/system", { from: OUTSIDE, headers: { authorization: "Bearer wr0ng" } }),
  ];
  for (const answer of answers) ok(!/s3cret|wr0ng|admin-secret/.test(await answer.text()));
  deepStrictEqual(logged, []);
});

Deno.test({
  name: "equalSecrets() is equality of texts, but for the empty secret",
  permissions: "none",
  fn() {
    fc.assert(fc.property(fc.string(), fc.string(), (one, other) => {
      strictEqual(equalSecrets(one, other), one === other && one !== "");
      strictEqual(equalSecrets(one, one), one !== "");
      strictEqual(equalSecrets(one + one, one), false);
      strictEqual(equalSecrets(one, one + one), false);
    }));
  },
});

Deno.test("every answer forbids sniffing, framing and telling its address", async (t) => {
  const { ask } = fakeRoutes();
  for (
    const path of [
      "/",
      "/static/app.js",
      "/api/docs",
      "/discover.json",
      "/auto/v2",
      "/nope",
      "/%zz",
      "/health",
    ]
  ) {
    await t.step(path, async () => {
      const response = await ask(path);
      await response.body?.cancel();
      strictEqual(response.headers.get("x-content-type-options"), "nosniff");
      strictEqual(response.headers.get("x-frame-options"), "DENY");
      strictEqual(response.headers.get("referrer-policy"), "no-referrer");
      const policy = response.headers.get("content-security-policy") ?? "";
      ok(policy.startsWith("default-src 'none'"), policy);
      ok(policy.includes("frame-ancestors 'none'"), policy);
      ok(!policy.includes("unsafe"), policy);
      const isPage = ["/", "/static/app.js", "/api/docs"].includes(path);
      strictEqual(policy.includes("script-src 'self'"), isPage);
    });
  }
});
