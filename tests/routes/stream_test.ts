import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Fault, type FaultCode } from "../../src/fault.ts";
import { type AskOptions, fakeRoutes, LAN_CLIENT, problemCode } from "../fakes/fake_route_parts.ts";

const STREAMS = [
  { path: "/auto/v7.10", via: "tuner", tuner: null },
  { path: "/tuner0/v7.10", via: "tuner", tuner: 0 },
  { path: "/tuner1/v7.10", via: "tuner", tuner: 1 },
  { path: "/tuner1/stream?channel=auto:v7.10", via: "tuner", tuner: 1 },
  { path: "/tuner1/stream?channel=auto:v7.10?transcode=none", via: "tuner", tuner: 1 },
  { path: "/hdhomerun/auto/v7.10", via: "tuner", tuner: null },
  { path: "/hdhomerun/tuner1/v7.10", via: "tuner", tuner: 1 },
  { path: "/hdhomerun/tuner1/stream?channel=auto:v7.10", via: "tuner", tuner: 1 },
  { path: "/iptv/channel/7.10.ts", via: "iptv", tuner: null },
];

Deno.test("GET on a stream opens the channel for that client and sends its bytes", async (t) => {
  for (const { path, via, tuner } of STREAMS) {
    await t.step(path, async () => {
      const { ask, opened, cancelled } = fakeRoutes();
      const response = await ask(path, { headers: { "user-agent": "Lavf/60", range: "bytes=0-" } });
      strictEqual(response.status, 200);
      strictEqual(response.headers.get("content-type"), "video/mp2t");
      strictEqual(response.headers.get("content-length"), null);
      strictEqual(response.headers.get("cache-control"), "no-store");
      deepStrictEqual(opened, [
        { number: "7.10", via, tuner, address: LAN_CLIENT, agent: "Lavf/60", durationMs: null },
      ]);
      const reader = response.body?.getReader();
      strictEqual((await reader?.read())?.value?.[0], 0x47);
      await reader?.cancel();
      strictEqual(cancelled(), 1);
    });
  }
});

Deno.test("HEAD on a stream answers at once, without a viewer", async (t) => {
  for (const { path } of STREAMS) {
    await t.step(path, async () => {
      const { ask, opened } = fakeRoutes();
      const response = await ask(path, { method: "HEAD" });
      strictEqual(response.status, 200);
      strictEqual(response.headers.get("content-type"), "video/mp2t");
      strictEqual(response.body, null);
      deepStrictEqual(opened, []);
    });
  }
});

Deno.test("a stream's query: duration is honoured, everything else ignored", async (t) => {
  const cases = [
    { query: "?duration=1", durationMs: 1_000 },
    { query: "?duration=86400", durationMs: 86_400_000 },
    { query: "?duration=007", durationMs: 7_000 },
    { query: "?transcode=none", durationMs: null },
    { query: "?transcode=heavy&duration=5", durationMs: 5_000 },
    { query: "?duration=5?transcode=none", durationMs: 5_000 },
    { query: "?x=1?transcode=none", durationMs: null },
    { query: "?&&=&x=%00", durationMs: null },
  ];
  for (const { query, durationMs } of cases) {
    await t.step(query, async () => {
      const { ask, opened } = fakeRoutes();
      const response = await ask(`/auto/v2${query}`);
      strictEqual(response.status, 200);
      strictEqual(opened[0]?.durationMs, durationMs);
      await response.body?.cancel();
    });
  }
});

Deno.test("bad tunings are refused with the right status, before anything is opened", async (t) => {
  const cases: readonly (AskOptions & { path: string; status: number; code: FaultCode; error?: string })[] = [
    { path: "/auto/v99999", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/auto/v7.1", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/auto/v02", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/auto/v", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/auto/ch473000000", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/auto/v2%2f..%2fx", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/auto/v%00", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/tuner0/v99999", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/iptv/channel/99999.ts", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/iptv/channel/99999.m3u8", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    {
      path: "/auto/v99999",
      method: "HEAD",
      status: 404,
      code: "unknown_channel",
      error: "801 Unknown Channel",
    },
    { path: "/tuner2/v2", status: 404, code: "unknown_tuner" },
    { path: "/tuner2/v2", method: "HEAD", status: 404, code: "unknown_tuner" },
    { path: "/tuner00/v2", status: 404, code: "unknown_tuner" },
    { path: `/tuner${"9".repeat(400)}/v2`, status: 404, code: "unknown_tuner" },
    { path: "/tuner-1/v2", status: 404, code: "not_found" },
    { path: "/tuner/v2", status: 404, code: "not_found" },
    { path: "/auto", status: 404, code: "not_found" },
    { path: "/auto/", status: 404, code: "not_found" },
    { path: "/tuner0/stream", status: 400, code: "bad_request" },
    { path: "/tuner0/stream?channel=", status: 404, code: "unknown_channel", error: "801 Unknown Channel" },
    { path: "/auto/v2?duration=", status: 400, code: "bad_request" },
    { path: "/auto/v2?duration=0", status: 400, code: "bad_request" },
    { path: "/auto/v2?duration=-5", status: 400, code: "bad_request" },
    { path: "/auto/v2?duration=1.5", status: 400, code: "bad_request" },
    { path: "/auto/v2?duration=1e3", status: 400, code: "bad_request" },
    { path: "/auto/v2?duration=86401", status: 400, code: "bad_request" },
    { path: `/auto/v2?duration=${"9".repeat(400)}`, status: 400, code: "bad_request" },
    { path: "/auto/v2?duration=%zz", status: 400, code: "bad_request" },
    { path: "/auto/v2?duration=5", method: "POST", status: 405, code: "method_not_allowed" },
    { path: "/auto/v2", method: "DELETE", status: 405, code: "method_not_allowed" },
  ];
  for (const { path, status, code, error, method = "GET" } of cases) {
    await t.step(`${method} ${path.slice(0, 60)}`, async () => {
      const { ask, opened } = fakeRoutes();
      const response = await ask(path, { method });
      strictEqual(response.status, status);
      strictEqual(response.headers.get("x-hdhomerun-error"), error ?? null);
      if (method !== "HEAD") strictEqual(await problemCode(response), code);
      deepStrictEqual(opened, []);
    });
  }
});

Deno.test("what tuning refuses reaches the client as HDHomeRun says it", async (t) => {
  const cases: readonly { code: FaultCode; status: number; error: string }[] = [
    { code: "tuner_in_use", status: 503, error: "804 Tuner In Use" },
    { code: "all_tuners_in_use", status: 503, error: "805 All Tuners In Use" },
    { code: "tune_failed", status: 503, error: "806 Tune Failed" },
    { code: "media_gone", status: 503, error: "807 No Video Data" },
    { code: "too_many_sessions", status: 503, error: "803 System Busy" },
    { code: "shutting_down", status: 503, error: "806 Tune Failed" },
  ];
  for (const { code, status, error } of cases) {
    await t.step(code, async () => {
      const { parts } = fakeRoutes();
      const open = () => Promise.reject(new Fault(code, `Cannot tune: ${code}`));
      const { ask } = fakeRoutes({ tuning: { ...parts.tuning, open } });
      const response = await ask("/auto/v2");
      strictEqual(response.status, status);
      strictEqual(response.headers.get("x-hdhomerun-error"), error);
      strictEqual(await problemCode(response), code);
    });
  }
});
