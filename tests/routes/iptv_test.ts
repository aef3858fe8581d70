import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { BASE, fakeChannel, fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";

Deno.test("GET /iptv/channels.m3u lists every channel with all attributes", async () => {
  const channels = () => [
    fakeChannel("10", "Ten", { group: "News" }),
    fakeChannel("7.1", 'The "Best"\r\nFilms, and More', { group: 'A;"B"' }),
  ];
  const response = await fakeRoutes({ channels }).ask("/iptv/channels.m3u");
  strictEqual(response.headers.get("content-type"), "audio/x-mpegurl");
  strictEqual(
    await response.text(),
    [
      `#EXTM3U url-tvg="${BASE}/xmltv.xml" x-tvg-url="${BASE}/xmltv.xml"`,
      `#EXTINF:-1 tvg-id="c7-1-3f2a.exstreamtv.local" channel-id="c7-1-3f2a.exstreamtv.local" tvg-chno="7.1" ` +
      `tvg-name="The Best Films, and More" tvg-logo="${BASE}/logo/7.1.png" group-title="A;B",The Best Films, and More`,
      `${BASE}/iptv/channel/7.1.ts`,
      `#EXTINF:-1 tvg-id="c10-3f2a.exstreamtv.local" channel-id="c10-3f2a.exstreamtv.local" tvg-chno="10" ` +
      `tvg-name="Ten" tvg-logo="${BASE}/logo/10.png" group-title="News",Ten`,
      `${BASE}/iptv/channel/10.ts`,
      "",
    ].join("\n"),
  );
});

Deno.test("the M3U's alias and modes", async (t) => {
  const { ask } = fakeRoutes();
  const text = async (path: string) => await (await ask(path)).text();
  const plain = await text("/iptv/channels.m3u");
  for (const path of ["/iptv.m3u", "/iptv.m3u?mode=ts", "/iptv/channels.m3u?mode=ts&x=y"]) {
    await t.step(path, async () => strictEqual(await text(path), plain));
  }
  await t.step("mode=hls offers playlists", async () => {
    strictEqual(await text("/iptv.m3u?mode=hls"), plain.replaceAll(/(channel\/[\d.]+)\.ts/g, "$1.m3u8"));
  });
  for (const mode of ["", "HLS", "dash", "%zz"]) {
    await t.step(`mode=${mode} is refused`, async () => {
      const response = await ask(`/iptv.m3u?mode=${mode}`);
      strictEqual(response.status, 400);
      strictEqual(await problemCode(response), "bad_request");
    });
  }
});

Deno.test("GET /iptv/channel/<n>.m3u8 is a fresh playlist whose segments lie beside it", async () => {
  const { ask, playlists } = fakeRoutes();
  const response = await ask("/iptv/channel/7.10.m3u8");
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("content-type"), "application/vnd.apple.mpegurl");
  strictEqual(response.headers.get("cache-control"), "no-store");
  strictEqual(response.headers.get("vary"), "accept-encoding");
  strictEqual(response.headers.get("content-encoding"), null);
  deepStrictEqual(playlists, [{ number: "7.10", base: "7.10/" }]);
  const segment = (await response.text()).split("\n")[1] ?? "";
  const { pathname } = new URL(segment, `${BASE}/iptv/channel/7.10.m3u8`);
  strictEqual(pathname, "/iptv/channel/7.10/7-k3.ts");
  const bytes = await ask(pathname);
  strictEqual(bytes.headers.get("content-type"), "video/mp2t");
  deepStrictEqual(await bytes.bytes(), new Uint8Array([0x47, 0x40, 0]));
});

Deno.test("a playlist is packed for who takes gzip", async () => {
  const { ask } = fakeRoutes();
  const plain = await (await ask("/iptv/channel/2.m3u8")).text();
  const response = await ask("/iptv/channel/2.m3u8", { headers: { "accept-encoding": "br, gzip;q=0.5" } });
  strictEqual(response.headers.get("content-encoding"), "gzip");
  strictEqual(response.headers.get("content-type"), "application/vnd.apple.mpegurl");
  strictEqual(response.headers.get("cache-control"), "no-store");
  const unpacked = new Response(response.body?.pipeThrough(new DecompressionStream("gzip")));
  strictEqual(await unpacked.text(), plain);
});

Deno.test("a segment may be kept by anybody, and is never packed", async (t) => {
  const { ask, segments } = fakeRoutes();
  for (const method of ["GET", "HEAD"]) {
    await t.step(method, async () => {
      const headers = { "accept-encoding": "gzip" };
      const response = await ask("/iptv/channel/2/7-k3.ts", { method, headers });
      strictEqual(response.headers.get("cache-control"), "public, max-age=3600, immutable");
      strictEqual(response.headers.get("content-length"), "3");
      strictEqual(response.headers.get("content-encoding"), null);
      strictEqual((await response.bytes()).length, method === "GET" ? 3 : 0);
    });
  }
  deepStrictEqual(segments, ["7-k3.ts"], "HEAD opens none");
});

Deno.test("HEAD on a playlist starts nothing", async () => {
  const { ask, playlists } = fakeRoutes();
  const response = await ask("/iptv/channel/2.m3u8", { method: "HEAD" });
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("content-type"), "application/vnd.apple.mpegurl");
  deepStrictEqual(playlists, []);
});

Deno.test("segments that are not there, or never could be, are 404", async (t) => {
  const { ask } = fakeRoutes();
  const cases = [
    { path: "/iptv/channel/2/8-k3.ts", code: "not_found" },
    { path: "/iptv/channel/2/7-k2.ts", code: "not_found" },
    { path: "/iptv/channel/2/7.ts", code: "not_found" },
    { path: `/iptv/channel/2/${"9".repeat(400)}-k3.ts`, code: "not_found" },
    { path: "/iptv/channel/2/-7-k3.ts", code: "not_found" },
    { path: "/iptv/channel/2/7-k3%2f..%2f7.ts", code: "not_found" },
    { path: "/iptv/channel/99/7-k3.ts", code: "unknown_channel" },
  ];
  for (const { path, code } of cases) {
    await t.step(path.slice(0, 40), async () => {
      const response = await ask(path);
      strictEqual(response.status, 404);
      strictEqual(await problemCode(response), code);
    });
  }
});

Deno.test("GET /logo/<n>.png is a picture", async () => {
  const { ask } = fakeRoutes();
  const response = await ask("/logo/7.10.png");
  strictEqual(response.headers.get("content-type"), "image/png");
  ok((await response.bytes()).length > 0);
  strictEqual(await problemCode(await ask("/logo/99.png")), "unknown_channel");
});

Deno.test("Players in web pages of other origins may read playlists, segments and streams, and nothing else", async (t) => {
  const { ask } = fakeRoutes();
  const headers = { origin: "https://player.example" };
  const CASES: [path: string, allowed: string | null][] = [
    ["/iptv/channel/2.m3u8", "*"],
    ["/iptv/channel/2/7-k3.ts", "*"],
    ["/iptv/channel/2/8-k3.ts", "*"],
    ["/iptv/channel/99.m3u8", "*"],
    ["/iptv/channel/2.ts", "*"],
    ["/iptv/channels.m3u", null],
    ["/auto/v2", null],
    ["/api/v1/channels", null],
  ];
  for (const [path, allowed] of CASES) {
    await t.step(path, async () => {
      const response = await ask(path, { headers });
      await response.body?.cancel();
      strictEqual(response.headers.get("access-control-allow-origin"), allowed);
      strictEqual(response.headers.get("access-control-allow-credentials"), null);
    });
  }
  await t.step("a Chromecast asks first, for its Range header", async () => {
    const preflight = {
      ...headers,
      "access-control-request-method": "GET",
      "access-control-request-headers": "range",
    };
    const response = await ask("/iptv/channel/2/7-k3.ts", { method: "OPTIONS", headers: preflight });
    strictEqual(response.status, 204);
    strictEqual(response.headers.get("access-control-allow-origin"), "*");
    strictEqual(response.headers.get("access-control-allow-methods"), "GET,HEAD");
    ok(/\brange\b/i.test(response.headers.get("access-control-allow-headers") ?? ""));
  });
});
