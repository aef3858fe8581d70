// deno-lint-ignore-file camelcase -- the names of the API
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { FakeRunning, inputSpec } from "../../fakes/fake_care.ts";
import { fakeRoutes, NOON_MS, problemCode } from "../../fakes/fake_route_parts.ts";

const PATH = "/api/v1/channels/id-2/runtime";

const at = (seconds: number) => new Date(NOON_MS + seconds * 1_000).toISOString();

const QUIET = {
  last_packet_at: null,
  bitrate_kbps: 0,
  fps: 0,
  packet_loss: 0,
  parked_until: null,
  current_error: null,
  errors: [],
};

const SLATE = { input_id: "slate", kind: "slate", tier: "terminal", status: "idle", ...QUIET };

const STOPPED = {
  status: "stopped",
  pipeline_active: false,
  active_input_priority: null,
  active_input_id: null,
  override_input_priority: null,
  override_input_id: null,
  exhausted: false,
  on_substitute: false,
  last_output_time: null,
  inputs: [{ input_priority: 0, ...SLATE }],
  switches: [],
  transcoder: { profiles: [] },
  health: {
    is_healthy: true,
    seconds_since_output: null,
    failures_5m: 0,
    breaker: "closed",
    last_restart_at: null,
    refusals: 0,
    last_refusal: null,
  },
};

function idle(lastOutputMs: number | null = null) {
  return { state: "idle", viewers: 0, leadMs: 0, processes: 0, lastOutputMs, fault: null } as const;
}

async function read(ask: ReturnType<typeof fakeRoutes>["ask"]) {
  const response = await ask(PATH);
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("cache-control"), "no-store");
  return await response.json();
}

Deno.test("GET /api/v1/channels/{id}/runtime tells that a channel does not run", async () => {
  const { ask } = fakeRoutes({ runtime: () => idle() });
  deepStrictEqual(await read(ask), STOPPED);
});

Deno.test("what a breaker knows outlives the run of its channel", async () => {
  const { ask, care } = fakeRoutes({ runtime: () => idle() });
  care.restarted.set("id-2", {
    breaker: "open",
    failures5m: 5,
    lastRestartAtMs: NOON_MS,
    refusals: 3,
    lastRefusal: "breaker",
  });
  deepStrictEqual(await read(ask), {
    ...STOPPED,
    health: {
      ...STOPPED.health,
      breaker: "open",
      failures_5m: 5,
      last_restart_at: at(0),
      refusals: 3,
      last_refusal: "breaker",
    },
  });
});

Deno.test("GET /api/v1/channels/{id}/runtime tells every field of a channel that runs on a mirror", async () => {
  const { ask, care, clock } = fakeRoutes({
    processes: () => [
      process("id-2", { pid: 71 }),
      process("id-7.10", { pid: 72 }),
      process("id-2", { pid: 73, kind: "ffprobe" }),
      process("id-2", { pid: 74, isEncode: false, priority: "warm" }),
    ],
  });
  const running = new FakeRunning(clock).air();
  care.running.set("id-2", running);
  await clock.advance(5_000);
  running.fail("Cannot read http://bob:pa55@nas.lan/film.mkv?token=s3cret: Server returned 500");
  running.join();
  await clock.advance(500);
  running.say({ kind: "progress", generation: running.inputs.active?.generation ?? 0 });
  running.operator.switchTo("mirror:0", "until_cleared");
  running.figures = { bitrateKbps: 4_200, fps: 25, packetLoss: 0.5 };
  care.restarted.set("id-2", { restarts: 2, lastRestartAtMs: NOON_MS - 60_000, refusals: 1, failures5m: 1 });

  const message = "Cannot read http://nas.lan/film.mkv?…: Server returned 500";
  const errors = [{ message, at: at(5) }];
  const profile = { started_at: at(0), restart_count: 2, errors };
  deepStrictEqual(await read(ask), {
    status: "active",
    pipeline_active: true,
    active_input_priority: 1,
    active_input_id: "mirror:0",
    override_input_priority: 1,
    override_input_id: "mirror:0",
    exhausted: false,
    on_substitute: false,
    last_output_time: at(0),
    inputs: [
      {
        ...{ input_priority: 0, input_id: "primary", kind: "primary", tier: "equivalent" },
        ...QUIET,
        ...{ status: "degraded", last_packet_at: at(0), current_error: message, errors },
      },
      {
        ...{ input_priority: 1, input_id: "mirror:0", kind: "mirror", tier: "equivalent", status: "active" },
        ...QUIET,
        ...{ last_packet_at: at(5.5), bitrate_kbps: 4_200, fps: 25, packet_loss: 0.5 },
      },
      {
        ...{ input_priority: 2, input_id: "filler", kind: "filler", tier: "substitute", status: "idle" },
        ...QUIET,
      },
      { input_priority: 3, ...SLATE },
    ],
    switches: [
      { at: at(5), from: 0, to: 1, from_id: "primary", to_id: "mirror:0", reason: "error", detail: message },
    ],
    transcoder: {
      profiles: [
        { index: 0, pid: 71, is_encode: true, priority: "viewer", ...profile },
        { index: 1, pid: 74, is_encode: false, priority: "warm", ...profile },
      ],
    },
    health: {
      is_healthy: true,
      seconds_since_output: 1,
      failures_5m: 1,
      breaker: "closed",
      last_restart_at: at(-60),
      refusals: 1,
      last_refusal: null,
    },
  });
});

Deno.test("a channel is degraded when it is exhausted, ill, or left alone by its breaker", async (t) => {
  type World = ReturnType<typeof fakeRoutes> & { running: FakeRunning };
  const cases: Record<string, { spoil: (world: World) => void; status: string }> = {
    "nothing is wrong": { spoil() {}, status: "active" },
    exhausted: {
      spoil({ running }) {
        for (let input = 0; input < 2; input++) running.fail("No such file or directory");
        running.tick();
        running.fail("No such file or directory");
      },
      status: "degraded",
    },
    unhealthy: { spoil: ({ care }) => void care.ill.set("id-2", { isHealthy: false }), status: "degraded" },
    "breaker open": {
      spoil: ({ care }) => void care.restarted.set("id-2", { breaker: "open" }),
      status: "degraded",
    },
    "breaker half open": {
      spoil: ({ care }) => void care.restarted.set("id-2", { breaker: "half_open" }),
      status: "degraded",
    },
  };
  for (const [name, { spoil, status }] of Object.entries(cases)) {
    await t.step(name, async () => {
      const routes = fakeRoutes();
      const running = new FakeRunning(routes.clock).air();
      routes.care.running.set("id-2", running);
      spoil({ ...routes, running });
      const answer = await read(routes.ask);
      strictEqual(answer.status, status);
      strictEqual(answer.exhausted, name === "exhausted");
    });
  }
});

Deno.test("the card is on air when nothing else is, and a dormant channel has no pipeline", async (t) => {
  const cases = [
    { state: "live", slate: "idle", pipeline: true },
    { state: "slate", slate: "active", pipeline: true },
    { state: "starting", slate: "active", pipeline: true },
    { state: "dormant", slate: "idle", pipeline: false },
  ] as const;
  for (const { state, slate, pipeline } of cases) {
    await t.step(state, async () => {
      const { ask, care, clock } = fakeRoutes({ runtime: () => ({ ...idle(NOON_MS), state }) });
      care.running.set("id-2", new FakeRunning(clock));
      const answer = await read(ask);
      strictEqual(answer.inputs.at(-1).status, slate);
      strictEqual(answer.pipeline_active, pipeline);
      strictEqual(answer.status, "active");
      strictEqual(answer.last_output_time, at(0));
    });
  }
});

Deno.test("a parked input tells until when", async () => {
  const { ask, care, clock } = fakeRoutes();
  const running = new FakeRunning(clock).air([inputSpec("primary")]);
  care.running.set("id-2", running);
  await running.park("Server returned 404");
  const { status, exhausted, inputs: [primary] } = await read(ask);
  deepStrictEqual([status, exhausted, primary.status], ["degraded", true, "parked"]);
  strictEqual(primary.parked_until, at(44 + 300));
  strictEqual(primary.errors.length, 5);
  running.operator.reset("primary");
  const { inputs: [forgiven] } = await read(ask);
  deepStrictEqual([forgiven.status, forgiven.parked_until], ["opening", null]);
});

Deno.test("there is no runtime of a channel that does not exist", async () => {
  const response = await fakeRoutes().ask("/api/v1/channels/nope/runtime");
  strictEqual(response.status, 404);
  strictEqual(await problemCode(response), "unknown_channel");
});

Deno.test("the runtime status never holds a secret", async () => {
  const { ask, care, clock } = fakeRoutes();
  const running = new FakeRunning(clock).air();
  care.running.set("id-2", running);
  for (let input = 0; input < 3; input++) {
    running.fail("http://bob:pa55@nas.lan/a.mkv?X-Plex-Token=s3cret: gone");
  }
  const text = JSON.stringify(await read(ask));
  ok(text.includes("http://nas.lan/a.mkv?…: gone"), text);
  ok(!/bob|pa55|s3cret|\/media\//.test(text), text);
});

function process(
  channelId: string,
  more: Partial<ReturnType<ReturnType<typeof fakeRoutes>["parts"]["processes"]>[number]>,
) {
  return {
    ...{
      channelId,
      pid: 1,
      kind: "ffmpeg",
      startedAtMs: NOON_MS,
      priority: "viewer",
      isEncode: true,
    } as const,
    ...more,
  };
}
