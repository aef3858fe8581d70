// deno-lint-ignore-file camelcase -- the names of the API
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { MediaInfo } from "../../../src/media.ts";
import { Fault } from "../../../src/fault.ts";
import type { MediaQuery } from "../../../routes/mod.ts";
import { fakeItem, fakeProgramme, fakeRoutes, NOON_MS, problemCode } from "../../fakes/fake_route_parts.ts";

const NOW = {
  start: "2026-01-05T12:00:00.000Z",
  stop: "2026-01-05T13:00:00.000Z",
  title: "Pilot",
  show: "Harbour",
  season: 1,
  episode: 5,
  year: 2020,
  kind: "item",
  filler: null,
  guide_title: null,
  category: "episode",
};
const NEXT = { ...NOW, start: NOW.stop, stop: "2026-01-05T14:00:00.000Z", title: "Second" };
const CHANNEL = {
  id: "id-7.10",
  number: "7.10",
  name: 'The "Best"\nFilms & More',
  group: "Films",
  guide_id: "c7-10-3f2a.exstreamtv.local",
  logo: "/logo/7.10.png",
  stream: "/iptv/channel/7.10.ts",
  lifecycle: "continuous",
  state: "live",
  viewers: 1,
  fault: null,
  input_kind: null,
  exhausted: false,
  now: NOW,
  position_ms: 90_000,
  next: NEXT,
};

const INFO: MediaInfo = {
  durationMs: 61_000,
  container: "matroska,webm",
  video: {
    index: 0,
    codec: "h264",
    profile: "High",
    width: 1280,
    height: 720,
    sampleAspect: { num: 1, den: 1 },
    frameRate: { num: 30_000, den: 1_001 },
    averageFrameRate: { num: 30_000, den: 1_001 },
    pixelFormat: "yuv420p",
    colorMatrix: "bt709",
    isInterlaced: false,
    isHdr: false,
    rotation: 0,
    bitRate: null,
  },
  audio: [{
    index: 1,
    codec: "aac",
    profile: "LC",
    channels: 2,
    sampleRate: 48_000,
    language: "deu",
    isDefault: true,
  }],
  subtitles: [{ index: 2, codec: "subrip", language: null, isForced: false }],
  chapters: [],
  keyFrameGapMaxMs: null,
  hasEditList: false,
};

async function body(response: Response): Promise<unknown> {
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("content-type"), "application/json");
  return await response.json();
}

Deno.test("GET /api/v1/channels tells all about every channel, by number", async () => {
  const { ask, clock } = fakeRoutes();
  await clock.advance(90_000);
  const answer = await (await ask("/api/v1/channels?limit=200&cursor=x")).json();
  deepStrictEqual(answer.items.map(({ number }: { number: string }) => number), ["2", "7.10", "10"]);
  deepStrictEqual(answer.items[1], CHANNEL);
  strictEqual(answer.next_cursor, null);
});

Deno.test("GET /api/v1/channels/{id} and its now-playing", async () => {
  const { ask, clock } = fakeRoutes();
  await clock.advance(90_000);
  deepStrictEqual(await body(await ask("/api/v1/channels/id-7.10")), CHANNEL);
  deepStrictEqual(await body(await ask("/api/v1/channels/id-7.10/now-playing")), {
    now: NOW,
    position_ms: 90_000,
    next: NEXT,
  });
});

Deno.test("outside the timeline nothing is on", async () => {
  const { parts } = fakeRoutes();
  const { ask } = fakeRoutes({ authority: { ...parts.authority, nowPlaying: () => null } });
  deepStrictEqual(await body(await ask("/api/v1/channels/id-2/now-playing")), {
    now: null,
    position_ms: null,
    next: null,
  });
});

Deno.test("a placeholder is never shown as a title", async (t) => {
  const cases = [
    { title: "Item 17", show: "Harbour", want: /^Harbour$/ },
    { title: "Item 17", show: null, want: /^Two — 2026-01-05 12:00 UTC$/ },
    { title: "Item of the day", show: null, want: /^Item of the day$/ },
  ];
  for (const { title, show, want } of cases) {
    await t.step(`${title}, ${show}`, async () => {
      const { parts } = fakeRoutes();
      const getTimeline = (channelId: string) => [fakeProgramme(channelId, NOON_MS, { title, show })];
      const { ask } = fakeRoutes({ authority: { ...parts.authority, getTimeline } });
      const { items } = await (await ask("/api/v1/channels/id-2/timeline")).json();
      match(items[0].title, want);
    });
  }
});

Deno.test("GET /api/v1/channels/{id}/timeline asks for the span it was given", async (t) => {
  const day = 24 * 3_600_000;
  const cases = [
    { query: "", span: [NOON_MS, NOON_MS + day] },
    { query: "?from=2026-01-06T00:00:00Z", span: [NOON_MS + day / 2, NOON_MS + day * 1.5] },
    { query: "?to=2026-01-05T13:00:00.500Z", span: [NOON_MS, NOON_MS + 3_600_500] },
    {
      query: "?from=2026-01-05T14:00:00%2B02:00&to=2026-01-05T13:00:00Z",
      span: [NOON_MS, NOON_MS + 3_600_000],
    },
    { query: "?from=2026-01-05T12:00:00Z&to=2026-01-19T12:00:00Z", span: [NOON_MS, NOON_MS + 14 * day] },
  ];
  for (const { query, span } of cases) {
    await t.step(query, async () => {
      const asked: number[] = [];
      const { parts } = fakeRoutes();
      const getTimeline = (channelId: string, fromMs: number, toMs: number) => {
        asked.push(fromMs, toMs);
        return [fakeProgramme(channelId, NOON_MS)];
      };
      const { ask } = fakeRoutes({ authority: { ...parts.authority, getTimeline } });
      deepStrictEqual(await body(await ask(`/api/v1/channels/id-2/timeline${query}`)), { items: [NOW] });
      deepStrictEqual(asked, span);
    });
  }
});

Deno.test("GET /api/v1/media shows items and passes the query on", async () => {
  const queries: MediaQuery[] = [];
  const { parts } = fakeRoutes();
  const list = (query: MediaQuery) => {
    queries.push(query);
    return {
      items: [fakeItem(1), fakeItem(2, { state: "playable", fault: null, info: INFO })],
      nextCursor: "2",
    };
  };
  const { ask } = fakeRoutes({ library: { ...parts.library, list } });
  const common = {
    folder: "/media/Shows",
    kind: "episode",
    title: "Pilot",
    show: "Harbour",
    season: 1,
    episode: 5,
    year: 2020,
    size_bytes: 1_000,
  };
  deepStrictEqual(await body(await ask("/api/v1/media")), {
    items: [
      {
        ...common,
        id: 1,
        path: "/media/Shows/1.mkv",
        state: "broken",
        fault: "Cannot probe: no streams",
        duration_ms: null,
        container: null,
        video: null,
        audio: [],
        subtitles: [],
      },
      {
        ...common,
        id: 2,
        path: "/media/Shows/2.mkv",
        state: "playable",
        fault: null,
        duration_ms: 61_000,
        container: "matroska,webm",
        video: {
          codec: "h264",
          width: 1280,
          height: 720,
          frame_rate: 29.97,
          is_interlaced: false,
          is_hdr: false,
        },
        audio: [{ codec: "aac", channels: 2, sample_rate: 48_000, language: "deu" }],
        subtitles: [{ codec: "subrip", language: null }],
      },
    ],
    next_cursor: "2",
  });
  await ask("/api/v1/media?state=broken&search=harbour%20pilot&limit=500&cursor=2");
  await ask("/api/v1/media?search=%20&limit=1");
  deepStrictEqual(queries, [
    { limit: 100, cursor: null },
    { limit: 500, cursor: "2", state: "broken", search: "harbour pilot" },
    { limit: 1, cursor: null },
  ]);
});

Deno.test("GET /api/v1/media takes any cursor it gave, however long its path", async () => {
  const path = `/media/${"long folder ä/".repeat(290)}1.mkv`;
  const cursors: (string | null)[] = [];
  const library = {
    ...fakeRoutes().parts.library,
    list: ({ cursor }: MediaQuery) => {
      cursors.push(cursor);
      return { items: [], nextCursor: path };
    },
  };
  const { ask } = fakeRoutes({ library });
  const { next_cursor } = await (await ask("/api/v1/media")).json();
  strictEqual((await ask(`/api/v1/media?cursor=${encodeURIComponent(next_cursor)}`)).status, 200);
  deepStrictEqual(cursors, [null, path]);
});

Deno.test("GET /api/v1/media/{id}/breaks tells where an item may be interrupted", async () => {
  const { ask } = fakeRoutes();
  deepStrictEqual(await body(await ask("/api/v1/media/1/breaks")), {
    origin: "chapters",
    points: [{ at_ms: 60_000, resume_ms: 60_500 }],
  });
  const missing = await ask("/api/v1/media/2/breaks");
  deepStrictEqual([missing.status, await problemCode(missing)], [404, "not_found"]);
  strictEqual(await problemCode(await ask("/api/v1/media/x/breaks")), "bad_request");
});

Deno.test("GET on the other nouns tells every field", async (t) => {
  const cases = {
    "/api/v1/libraries": {
      items: [{
        folder: "/media/Shows",
        playable: 3,
        broken: 1,
        missing: 2,
        scanned_at: "2026-01-05T12:00:00.000Z",
        fault: null,
        problems: [{ path: "/media/Shows/locked", reason: "Permission denied" }],
      }],
      scan: { state: "scanning", done: 4, total: 6 },
    },
    "/api/v1/sessions": {
      items: [{
        id: "s1",
        channel_id: "id-7.10",
        via: "tuner",
        address: "192.168.1.9",
        agent: "Lavf/60",
        started_at: "2026-01-05T11:59:59.000Z",
        state: "active",
        bytes_sent: 1_316,
        dropped_bytes: 188,
      }],
      next_cursor: null,
    },
    "/api/v1/system": {
      version: "0.1.0",
      started_at: "2026-01-05T11:58:29.500Z",
      uptime_s: 90,
      ready: [{ name: "guide", is_ready: true, detail: "version 3" }],
      device: { is_enabled: true, device_id: "E5E17005", friendly_name: "EXStreamTV", tuner_count: 2 },
      tuners: [
        { index: 0, channel_id: "id-7.10", address: "192.168.1.9" },
        { index: 1, channel_id: null, address: null },
      ],
      health: {
        running: 0,
        unhealthy_channels: [],
        exhausted_channels: [],
        parked_inputs: [],
        breakers: [],
        restarts: { last_minute: 0, max_per_minute: 10 },
        memory: { rise_bytes: 0, is_rising: false },
      },
    },
    "/api/v1/system/processes": {
      items: [{ pid: 123, channel_id: "id-7.10", kind: "ffmpeg", started_at: "2026-01-05T12:00:00.000Z" }],
    },
  };
  const { ask } = fakeRoutes();
  for (const [path, want] of Object.entries(cases)) {
    await t.step(path, async () => deepStrictEqual(await body(await ask(path)), want));
    await t.step(`HEAD ${path}`, async () => {
      const response = await ask(path, { method: "HEAD" });
      strictEqual(response.status, 200);
      strictEqual(await response.text(), "");
    });
  }
});

Deno.test("bad requests are refused with every fault named", async (t) => {
  const cases = [
    { path: "/api/v1/channels/nope", code: "unknown_channel", detail: /"nope"/ },
    { path: "/api/v1/channels/__proto__/now-playing", code: "unknown_channel", detail: /"__proto__"/ },
    { path: "/api/v1/channels/nope/timeline", code: "unknown_channel", detail: /"nope"/ },
    {
      path: "/api/v1/channels/id-2/timeline?from=today",
      code: "bad_request",
      detail: /from: expected an ISO 8601 time/,
    },
    {
      path: "/api/v1/channels/id-2/timeline?from=2026-01-05T12:00:00",
      code: "bad_request",
      detail: /from: expected/,
    },
    {
      path: "/api/v1/channels/id-2/timeline?from=2026-02-30T12:00:00Z",
      code: "bad_request",
      detail: /from: expected/,
    },
    { path: "/api/v1/channels/id-2/timeline?from=x&to=y", code: "bad_request", detail: /from: .*; to: / },
    {
      path: "/api/v1/channels/id-2/timeline?to=2026-01-05T12:00:00Z",
      code: "bad_request",
      detail: /expected after/,
    },
    {
      path: "/api/v1/channels/id-2/timeline?to=2026-01-19T12:00:00.001Z",
      code: "bad_request",
      detail: /14 days/,
    },
    {
      path: "/api/v1/channels/id-2/timeline?to=9999-12-31T00:00:00Z",
      code: "bad_request",
      detail: /14 days/,
    },
    { path: "/api/v1/media?limit=0", code: "bad_request", detail: /limit: / },
    { path: "/api/v1/media?limit=501", code: "bad_request", detail: /limit: .*500/ },
    { path: "/api/v1/media?limit=1.5", code: "bad_request", detail: /limit: / },
    { path: "/api/v1/media?limit=many", code: "bad_request", detail: /limit: / },
    { path: "/api/v1/media?limit=1&limit=2", code: "bad_request", detail: /limit: / },
    { path: "/api/v1/media?state=odd&limit=-1", code: "bad_request", detail: /state: .*; limit: / },
    { path: `/api/v1/media?search=${"a".repeat(201)}`, code: "bad_request", detail: /search: / },
    { path: `/api/v1/media?cursor=${"a".repeat(8_193)}`, code: "bad_request", detail: /cursor: / },
    { path: "/api/v1/nope", code: "not_found", detail: /no such address/ },
    { path: "/api/v2/channels", code: "not_found", detail: /no such address/ },
  ];
  for (const { path, code, detail } of cases) {
    await t.step(path.slice(0, 80), async () => {
      const response = await fakeRoutes().ask(path);
      strictEqual(response.status, code === "bad_request" ? 400 : 404);
      match((await response.clone().json()).detail, detail);
      strictEqual(await problemCode(response), code);
    });
  }
  await t.step("a cursor the store does not know", async () => {
    const { parts } = fakeRoutes();
    const list = () => {
      throw new Fault("bad_request", "Cannot list media: the cursor is none of ours");
    };
    const { ask } = fakeRoutes({ library: { ...parts.library, list } });
    strictEqual(await problemCode(await ask("/api/v1/media?cursor=zzz")), "bad_request");
  });
});
