import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import { type Restarts, type RestartVerdict } from "../../src/health/restarts.ts";
import { InvariantError } from "../../src/invariant.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { BREAKER, RULES, Ward } from "./ward.ts";

function wordOf(verdict: RestartVerdict): string {
  return verdict.kind === "refused" ? verdict.reason : verdict.kind;
}

async function ask(restarts: Restarts, channelId: string): Promise<string> {
  return wordOf(await restarts.requestChannelRestart(channelId, "test"));
}

/** Opens a channel's breaker. */
function fail(restarts: Restarts, channelId: string): void {
  for (let failure = 0; failure < 5; failure++) restarts.noteFailure(channelId);
}

/** Requests: when (s), for whom, and the answer wanted. */
type Story = readonly (readonly [atS: number, channelId: string, want: string])[];

const TEN: Story = Array.from({ length: 10 }, (_, index) => [0, `c${index}`, "restarted"] as const);

const STORIES: readonly [name: string, story: Story][] = [
  ["restarts a channel", [[0, "c1", "restarted"]]],
  ["knows what channels there are", [[0, "c1x", "unknown_channel"], [0, "", "unknown_channel"]]],
  ["lets 30 s pass between two restarts of one channel (R2)", [
    [0, "c1", "restarted"],
    [0, "c1", "cooldown"],
    [29.999, "c1", "cooldown"],
    [29.999, "c2", "restarted"],
    [30, "c1", "restarted"],
    [59.999, "c1", "cooldown"],
    [60, "c1", "restarted"],
  ]],
  ["does not count what was refused", [
    [0, "c1", "restarted"],
    [29, "c1", "cooldown"],
    [30, "c1", "restarted"],
  ]],
  ["makes ten restarts in a minute, no eleventh (R1)", [
    ...TEN,
    [0, "c10", "throttle"],
    [31, "c1", "throttle"],
    [60, "c11", "throttle"],
    [60.001, "c11", "restarted"],
  ]],
  ["has the minute slide (R1)", [
    ...Array.from({ length: 10 }, (_, index) => [index * 5, `c${index}`, "restarted"] as const),
    [50, "c10", "throttle"],
    [60.001, "c10", "restarted"],
    [60.001, "c11", "throttle"],
    [65.001, "c11", "restarted"],
  ]],
];

Deno.test({
  name: "requestChannelRestart()",
  permissions: "none",
  async fn(t) {
    for (const [name, story] of STORIES) {
      await t.step(name, async () => {
        const ward = new Ward();
        using restarts = ward.restarts();
        const answers: string[] = [];
        for (const [atS, channelId] of story) {
          await ward.clock.advance(atS * 1_000 - ward.clock.monotonicMs());
          answers.push(await ask(restarts, channelId));
        }
        deepStrictEqual(answers, story.map(([, , want]) => want));
        deepStrictEqual(
          ward.restarted.map(({ channelId }) => channelId),
          story.filter(([, , want]) => want === "restarted").map(([, channelId]) => channelId),
        );
      });
    }
    await t.step("waits for the restart, and refuses another until it is done", async () => {
      const ward = new Ward();
      using restarts = ward.restarts();
      const gate = Promise.withResolvers<void>();
      ward.restart = () => gate.promise;
      const first = ask(restarts, "c1");
      strictEqual(restarts.state("c1")?.isRestarting, true);
      strictEqual(await ask(restarts, "c1"), "in_progress");
      gate.resolve();
      strictEqual(await first, "restarted");
      deepStrictEqual([restarts.state("c1")?.isRestarting, await ask(restarts, "c1")], [false, "cooldown"]);
    });
  },
});

Deno.test({
  name:
    "requestChannelRestart() leaves a channel alone whose breaker is open, and tries once after 120 s (R3)",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    fail(restarts, "c1");
    deepStrictEqual([await ask(restarts, "c1"), await ask(restarts, "c2")], ["breaker", "restarted"]);
    await ward.clock.advance(119_999);
    strictEqual(await ask(restarts, "c1"), "breaker");
    await ward.clock.advance(1);
    strictEqual(await ask(restarts, "c1"), "restarted");
    deepStrictEqual(
      [restarts.mayRespawn("c1"), restarts.mayRespawn("c1")],
      [true, false],
      "it has one input",
    );
    await ward.clock.advance(30_000);
    strictEqual(await ask(restarts, "c1"), "breaker", "the attempt is not over");
    restarts.noteSuccess("c1");
    deepStrictEqual([restarts.state("c1")?.breaker, await ask(restarts, "c1")], ["closed", "restarted"]);
  },
});

Deno.test({
  name: "requestChannelRestart() refused by throttle or cooldown leaves the breaker's one attempt alone",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    fail(restarts, "c50");
    await ward.clock.advance(120_000);
    for (const [, channelId] of TEN) await ask(restarts, channelId);
    strictEqual(await ask(restarts, "c50"), "throttle");
    strictEqual(restarts.mayRespawn("c50"), true);
  },
});

Deno.test({
  name: "Restarts gives an attempt back that had no process, and bars what failed while one is out",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    const seen = [restarts.isOpen("c1")];
    fail(restarts, "c1");
    seen.push(restarts.isOpen("c1"));
    await ward.clock.advance(120_000);
    seen.push(restarts.isOpen("c1"), restarts.mayRespawn("c1"), restarts.isOpen("c1"));
    restarts.noteShortage("c1");
    seen.push(restarts.isOpen("c1"), restarts.mayRespawn("c1"), restarts.isOpen("c1"));
    deepStrictEqual(seen, [false, true, false, true, true, false, true, true]);
    restarts.noteSuccess("c1");
    restarts.noteShortage("c1");
    restarts.noteShortage("nobody");
    deepStrictEqual([restarts.isOpen("c1"), restarts.isOpen("nobody")], [false, false]);
    strictEqual(restarts.state("c1")?.failures5m, 5, "a shortage is nobody's failure");
  },
});

Deno.test({
  name: "requestChannelRestart() admits ten of many channels that ask at once (R1, U3)",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    const asked = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(restarts, `c${index}`)));
    deepStrictEqual(asked.filter((word) => word === "restarted").length, 10);
    deepStrictEqual(ward.restarted.length, 10);
  },
});

Deno.test({
  name: "requestChannelRestart() tells of a restart that failed, and counts it as a failure",
  permissions: "none",
  async fn(t) {
    const BAD: readonly [name: string, restart: () => Promise<void>, message: string][] = [
      [
        "because it rejects",
        () => Promise.reject(new Error("no playout")),
        "Cannot restart channel 1: no playout",
      ],
      ["because it throws", () => {
        throw new Error("no playout");
      }, "Cannot restart channel 1: no playout"],
      [
        "because it never ends",
        () => new Promise(() => {}),
        "Cannot restart channel 1: not done after 30 s",
      ],
    ];
    for (const [name, restart, message] of BAD) {
      await t.step(name, async () => {
        const ward = new Ward();
        using restarts = ward.restarts();
        ward.restart = restart;
        const failing = rejects(
          ask(restarts, "c1"),
          (thrown) => thrown instanceof Fault && thrown.code === "tune_failed" && thrown.message === message,
        );
        await ward.clock.advance(30_000);
        await failing;
        const state = restarts.state("c1");
        deepStrictEqual([state?.failures5m, state?.isRestarting], [1, false]);
        ward.restart = () => Promise.resolve();
        strictEqual(await ask(restarts, "c1"), "restarted", "it is not stuck");
      });
    }
    await t.step("which opens the breaker at the fifth time", async () => {
      const ward = new Ward();
      using restarts = ward.restarts();
      ward.restart = () => Promise.reject(new Error("no"));
      for (let time = 0; time < 5; time++) {
        await rejects(ask(restarts, "c1"));
        await ward.clock.advance(30_000);
      }
      strictEqual(await ask(restarts, "c1"), "breaker");
    });
  },
});

Deno.test({
  name: "requestChannelRestart() counts and shows what it does",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    const figures = async () => ({
      rate: await metricOf(ward.metrics, "restart_rate_per_minute"),
      c1: await metricOf(ward.metrics, 'channel_restart_total{channel_id="c1"}'),
      cooldown: await metricOf(ward.metrics, 'channel_restart_refused_total{reason="cooldown"}'),
      throttle: await metricOf(ward.metrics, 'channel_restart_refused_total{reason="throttle"}'),
      breaker: await metricOf(ward.metrics, 'channel_restart_refused_total{reason="breaker"}'),
      unknown: await metricOf(ward.metrics, 'channel_restart_refused_total{reason="unknown_channel"}'),
    });
    for (const channelId of ["c1", "c1", "c1", "nobody"]) await ask(restarts, channelId);
    const before = await figures();
    deepStrictEqual(before, { rate: 1, c1: 1, cooldown: 2, throttle: NaN, breaker: NaN, unknown: 1 });
    for (let index = 2; index < 13; index++) await ask(restarts, `c${index}`);
    await ward.clock.advance(60_000);
    strictEqual((await figures()).rate, 10, "the window's edge");
    await ward.clock.advance(1);
    fail(restarts, "c1");
    await ask(restarts, "c1");
    deepStrictEqual(await figures(), { rate: 0, c1: 1, cooldown: 2, throttle: 2, breaker: 1, unknown: 1 });
  },
});

Deno.test({
  name: "requestChannelRestart() says the phrases operators search for, at most once a second",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    for (let index = 0; index < 9; index++) await ask(restarts, `c${index}`);
    for (let time = 0; time < 50; time++) await ask(restarts, "c7");
    deepStrictEqual(ward.said("Restart cooldown"), ["Restart cooldown: channel 7"]);
    await ask(restarts, "c9");
    for (let index = 10; index < 60; index++) await ask(restarts, `c${index}`);
    deepStrictEqual(ward.said("Restart storm"), ["Restart storm throttle: 10 restarts in 60s"]);
    await ward.clock.advance(1_000);
    await ask(restarts, "c60");
    strictEqual(ward.said("Restart storm").length, 2);
    strictEqual(ward.lines.filter(({ level }) => level === "warn").length, 3);
  },
});

Deno.test({
  name: "requestChannelRestart() says every reason to refuse, each at most once a second and channel",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    ward.restart = () => new Promise(() => {});
    void ask(restarts, "c3").catch(String);
    for (const id of ["c1", "c2"]) fail(restarts, id);
    const askAll = async () => {
      for (let time = 0; time < 5; time++) {
        for (const id of ["c1", "c2", "c3", "nobody", "no one"]) await ask(restarts, id);
      }
    };
    const said = () => ward.lines.filter(({ level }) => level === "warn").map(({ msg }) => msg).sort();
    const wanted = [
      "Restart barred by circuit breaker: channel 1",
      "Restart barred by circuit breaker: channel 2",
      "Restart in progress: channel 3",
      "Restart refused: unknown channel nobody",
    ];
    ward.lines.splice(0);
    await askAll();
    deepStrictEqual(said(), wanted);
    await ward.clock.advance(999);
    await askAll();
    deepStrictEqual(said(), wanted);
    ward.lines.splice(0);
    await ward.clock.advance(1);
    await askAll();
    deepStrictEqual(said(), wanted);
  },
});

Deno.test({
  name: "Restarts.state() tells what the API shows",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    const fresh = {
      breaker: "closed",
      failures5m: 0,
      lastRestartAtMs: null,
      restarts: 0,
      isRestarting: false,
      refusals: 0,
      lastRefusal: null,
    };
    deepStrictEqual(restarts.state("c1"), fresh);
    strictEqual(restarts.state("nobody"), null);
    const atMs = ward.clock.wallMs();
    await ask(restarts, "c1");
    await ask(restarts, "c1");
    restarts.noteFailure("c1");
    deepStrictEqual(restarts.state("c1"), {
      ...fresh,
      failures5m: 1,
      lastRestartAtMs: atMs,
      restarts: 1,
      refusals: 1,
      lastRefusal: "cooldown",
    });
    await ward.clock.advance(300_001);
    strictEqual(restarts.state("c1")?.failures5m, 0);
    restarts.noteFailure("nobody");
    restarts.noteSuccess("nobody");
    strictEqual(restarts.mayRespawn("nobody"), true);
  },
});

Deno.test({
  name: "Restarts.retryAfterMs() is when a refused restart is granted, and not a millisecond more",
  permissions: "none",
  async fn(t) {
    const reasons: Record<string, { before: (restarts: Restarts) => Promise<void>; waitMs: number }> = {
      cooldown: { before: async (restarts) => void await ask(restarts, "c1"), waitMs: 30_000 },
      breaker: { before: (restarts) => Promise.resolve(fail(restarts, "c1")), waitMs: 120_000 },
      throttle: {
        async before(restarts) {
          for (let other = 10; other < 20; other++) await ask(restarts, `c${other}`);
        },
        waitMs: 60_001,
      },
    };
    for (const [reason, { before, waitMs }] of Object.entries(reasons)) {
      await t.step(reason, async () => {
        const ward = new Ward();
        using restarts = ward.restarts();
        strictEqual(restarts.retryAfterMs("c1"), 0);
        await before(restarts);
        await ward.clock.advance(1_000);
        strictEqual(restarts.retryAfterMs("c1"), waitMs - 1_000);
        await ward.clock.advance(waitMs - 1_001);
        strictEqual(await ask(restarts, "c1"), reason);
        await ward.clock.advance(1);
        strictEqual(restarts.retryAfterMs("c1"), 0);
        strictEqual(await ask(restarts, "c1"), "restarted");
      });
    }
    await t.step("an attempt of a half-open breaker under way", async () => {
      const ward = new Ward();
      using restarts = ward.restarts();
      fail(restarts, "c1");
      await ward.clock.advance(120_000);
      strictEqual(restarts.mayRespawn("c1"), true);
      strictEqual(restarts.retryAfterMs("c1"), 60_000);
    });
    await t.step("nobody's", () => {
      using restarts = new Ward().restarts();
      strictEqual(restarts.retryAfterMs("nobody"), 0);
    });
  },
});

Deno.test({
  name: "Restarts shows by gauge that time has half opened a breaker, until it is disposed",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    const restarts = ward.restarts();
    const gauge = () => metricOf(ward.metrics, 'circuit_breaker_state{channel_id="c1"}');
    fail(restarts, "c1");
    strictEqual(await gauge(), 2);
    await ward.clock.advance(120_000);
    strictEqual(await gauge(), 1);
    restarts.noteFailure("c1");
    restarts[Symbol.dispose]();
    await ward.clock.advance(120_000);
    strictEqual(await gauge(), 2);
  },
});

Deno.test({
  name: "Restarts forgets channels that are gone, but not what still binds them should they return",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    await ask(restarts, "c1");
    fail(restarts, "c2");
    restarts.noteFailure("c3");
    for (const id of ["c1", "c2", "c3"]) ward.gone.add(id);
    restarts.state("c4");
    ward.gone.clear();
    deepStrictEqual([await ask(restarts, "c1"), await ask(restarts, "c2")], ["cooldown", "breaker"]);
    strictEqual(restarts.state("c3")?.failures5m, 0, "nothing bound it");
  },
});

Deno.test({
  name: "Restarts refuses rules looser than R1, R2 and R3",
  permissions: "none",
  fn() {
    const ward = new Ward();
    throws(() => ward.restarts({ ...RULES, perMinuteMax: 11 }), InvariantError);
    throws(() => ward.restarts({ ...RULES, cooldownMs: 29_999 }), InvariantError);
    throws(() => ward.restarts({ ...RULES, breaker: { ...BREAKER, openMs: 119_999 } }), InvariantError);
  },
});
