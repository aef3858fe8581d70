import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { BASE, fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";

const DOCUMENTS = [
  "/discover.json",
  "/lineup.json",
  "/lineup.xml",
  "/lineup.m3u",
  "/lineup_status.json",
  "/device.xml",
  "/capability",
  "/status.json",
  "/guide.xml",
  "/guide.xml.gz",
];

Deno.test("GET /discover.json has every field of the contract", async () => {
  const response = await fakeRoutes().ask("/discover.json");
  strictEqual(response.headers.get("content-type"), "application/json");
  deepStrictEqual(await response.json(), {
    FriendlyName: "EXStreamTV",
    Manufacturer: "EXStreamTV",
    ModelNumber: "HDHR5-4US",
    FirmwareName: "exstreamtv",
    FirmwareVersion: "20260101",
    DeviceID: "E5E17005",
    DeviceAuth: "abcdefghijklmnopqrstuvwx",
    BaseURL: BASE,
    LineupURL: `${BASE}/lineup.json`,
    GuideURL: `${BASE}/xmltv.xml`,
    TunerCount: 2,
  });
});

Deno.test("GET /lineup.json lists the channels by number, with text numbers and addresses without a query", async () => {
  const entries = await (await fakeRoutes().ask("/lineup.json")).json();
  deepStrictEqual(entries[1], {
    GuideNumber: "7.10",
    GuideName: 'The "Best"\nFilms & More',
    URL: `${BASE}/auto/v7.10`,
    HD: 1,
    VideoCodec: "H264",
    AudioCodec: "AAC",
  });
  deepStrictEqual(entries.map((entry: { GuideNumber: string }) => entry.GuideNumber), ["2", "7.10", "10"]);
});

Deno.test("the other documents of the HDHomeRun have their types and contents", async (t) => {
  const { ask } = fakeRoutes();
  const cases = [
    {
      path: "/lineup.xml",
      type: "application/xml; charset=utf-8",
      body: /<GuideNumber>7\.10<\/GuideNumber>/,
    },
    { path: "/lineup.m3u", type: "audio/x-mpegurl", body: /^#EXTM3U\n#EXTINF:-1 channel-id="2"/ },
    { path: "/device.xml", type: "application/xml; charset=utf-8", body: /<UDN>uuid:0a1b2c3d-/ },
    { path: "/capability", type: "application/xml; charset=utf-8", body: /<UDN>uuid:0a1b2c3d-/ },
    {
      path: "/lineup_status.json",
      type: "application/json",
      body: /^{"ScanInProgress":0,"ScanPossible":1,"Source":"Cable","SourceList":\["Cable"\]}$/,
    },
    {
      path: "/status.json",
      type: "application/json",
      body:
        /^\[{"Resource":"tuner0","VctNumber":"7\.10",.*"TargetIP":"192\.168\.1\.9"},{"Resource":"tuner1"}\]$/,
    },
  ];
  for (const { path, type, body } of cases) {
    await t.step(path, async () => {
      const response = await ask(path);
      strictEqual(response.status, 200);
      strictEqual(response.headers.get("content-type"), type);
      match(await response.text(), body);
    });
  }
});

Deno.test("every document is the same at the root and under /hdhomerun, and HEAD has no body", async (t) => {
  const { ask } = fakeRoutes();
  for (const path of DOCUMENTS) {
    await t.step(path, async () => {
      const [root, prefixed, head] = [
        await ask(path),
        await ask(`/hdhomerun${path}`),
        await ask(path, { method: "HEAD" }),
      ];
      strictEqual(root.status, 200);
      deepStrictEqual([...prefixed.headers], [...root.headers]);
      strictEqual(head.status, 200);
      deepStrictEqual([...head.headers], [...root.headers]);
      strictEqual(await head.text(), "");
      const text = await root.text();
      ok(text.length > 0);
      strictEqual(await prefixed.text(), text);
    });
  }
});

Deno.test("POST /lineup.post is always content, for a refusal makes Plex drop the device", async (t) => {
  const { ask } = fakeRoutes();
  for (
    const query of ["", "?scan=start&source=Cable", "?scan=abort", "?favorite=%2B5", "?scan=nonsense&scan"]
  ) {
    for (const prefix of ["", "/hdhomerun"]) {
      await t.step(`${prefix}/lineup.post${query}`, async () => {
        strictEqual((await ask(`${prefix}/lineup.post${query}`, { method: "POST" })).status, 200);
      });
    }
  }
});

Deno.test("hdhomerun.enabled: false leaves the device out, but not IPTV", async (t) => {
  const { parts } = fakeRoutes();
  const { ask } = fakeRoutes({ device: { ...parts.device, isEnabled: false } });
  for (const path of ["/discover.json", "/hdhomerun/lineup.json", "/auto/v2", "/tuner0/v2"]) {
    await t.step(path, async () => strictEqual(await problemCode(await ask(path)), "not_found"));
  }
  for (const path of ["/iptv.m3u", "/iptv/channel/2.ts", "/hdhomerun/guide.xml"]) {
    await t.step(path, async () => {
      const response = await ask(path);
      strictEqual(response.status, 200);
      await response.body?.cancel();
    });
  }
});
