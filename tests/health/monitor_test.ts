import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type ChannelFacts, HealthMonitor, type MonitorOptions } from "../../src/health/monitor.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { Ward } from "./ward.ts";

const OPTIONS: MonitorOptions = { intervalMs: 30_000, unhealthyMs: 180_000, isAutoRestart: true };

/** A ward with channels whose output the test decides. */
class MonitoredWard extends Ward {
  readonly channels = new Map<string, ChannelFacts>();
  readonly door = this.restarts();
  readonly monitor: HealthMonitor;
  readonly #watching: Disposable;
  /** Channels that make output all the time. */
  readonly #lively = new Set<string>();

  constructor(options: Partial<MonitorOptions> = {}) {
    super();
    const { clock, log, metrics, door } = this;
    const channels = () =>
      [...this.channels.values()].map((facts) =>
        this.#lively.has(facts.channelId) ? { ...facts, lastOutputMs: clock.wallMs() } : facts
      );
    this.monitor = new HealthMonitor({ clock, log, metrics, channels, restarts: door }, {
      ...OPTIONS,
      ...options,
    });
    this.#watching = this.monitor.watch();
    // A restarted channel begins anew, with no output until it has some.
    this.restart = () => {
      const channelId = this.restarted.at(-1)?.channelId ?? "";
      this.put(channelId, { lastOutputMs: null });
      return Promise.resolve();
    };
  }

  /** Starts a channel, or changes it. */
  put(channelId: string, facts: Partial<ChannelFacts> = {}): void {
    this.channels.set(channelId, {
      channelId,
      number: this.numberOf(channelId) ?? "",
      isWanted: true,
      lastOutputMs: null,
      sinceMs: this.clock.wallMs(),
      isDormant: false,
      isOffAir: false,
      isBeyondRestart: false,
      ...facts,
    });
  }

  /** Changes some facts of a channel that runs. */
  change(channelId: string, facts: Partial<ChannelFacts>): void {
    this.put(channelId, { ...this.channels.get(channelId), ...facts });
  }

  /** From now on the channel has output, or none any more. */
  live(channelId: string, isLive = true): void {
    if (isLive) this.#lively.add(channelId);
    else if (this.#lively.delete(channelId)) this.change(channelId, { lastOutputMs: this.clock.wallMs() });
  }

  healthOf(channelId: string): boolean | undefined {
    return this.monitor.health().find((health) => health.channelId === channelId)?.isHealthy;
  }

  [Symbol.dispose](): void {
    this.#watching[Symbol.dispose]();
    this.door[Symbol.dispose]();
  }
}

const MINUTE_MS = 60_000;

Deno.test({
  name: "HealthMonitor has a channel restarted that had no output for longer than 180 s, by exact phrase",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard();
    ward.put("c7");
    ward.live("c7");
    await ward.clock.advance(5 * MINUTE_MS);
    ward.live("c7", false);
    await ward.clock.advance(180_000);
    deepStrictEqual([ward.restarted.length, ward.healthOf("c7")], [0, true], "exactly 180 s is not longer");
    await ward.clock.advance(30_000);
    deepStrictEqual(ward.restarted, [{ channelId: "c7", atMs: 510_000 }]);
    deepStrictEqual(ward.said("Channel"), ["Channel 7 no output for 210s"]);
    strictEqual(await metricOf(ward.metrics, "health_timeouts_total"), 1);
    strictEqual(ward.healthOf("c7"), false);
    await ward.clock.advance(30_000);
    strictEqual(ward.healthOf("c7"), true, "a new playout has its own 180 s");
  },
});

Deno.test({
  name: "HealthMonitor counts from the beginning of a playout that never had output",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard();
    await ward.clock.advance(10_000);
    ward.put("c1");
    await ward.clock.advance(190_000);
    strictEqual(ward.restarted.length, 0);
    await ward.clock.advance(10_000);
    deepStrictEqual(ward.said("Channel"), ["Channel 1 no output for 200s"]);
    strictEqual(ward.restarted.length, 1);
  },
});

const SPARED: readonly [name: string, facts: Partial<ChannelFacts>][] = [
  ["nobody wants", { isWanted: false }],
  ["is dormant", { isDormant: true }],
  ["the timeline has nothing for", { isOffAir: true }],
];

Deno.test({
  name: "HealthMonitor finds healthy",
  permissions: "none",
  async fn(t) {
    for (const [name, facts] of SPARED) {
      await t.step(`a channel that ${name}, and gives it 180 s when that ends`, async () => {
        using ward = new MonitoredWard();
        ward.put("c1", facts);
        await ward.clock.advance(60 * MINUTE_MS);
        deepStrictEqual([ward.restarted.length, ward.healthOf("c1"), ward.said("Channel")], [0, true, []]);
        ward.change("c1", { isWanted: true, isDormant: false, isOffAir: false });
        await ward.clock.advance(180_000);
        strictEqual(ward.restarted.length, 0);
        await ward.clock.advance(30_000);
        strictEqual(ward.restarted.length, 1);
      });
    }
    await t.step("a channel with output", async () => {
      using ward = new MonitoredWard();
      ward.put("c1");
      ward.live("c1");
      await ward.clock.advance(60 * MINUTE_MS);
      deepStrictEqual([ward.restarted.length, ward.healthOf("c1")], [0, true]);
    });
    await t.step("a channel not looked at yet", () => {
      using ward = new MonitoredWard();
      ward.put("c1");
      strictEqual(ward.healthOf("c1"), true);
    });
    await t.step("every channel, when the wall clock is set", async () => {
      for (const byMs of [3_600_000, -3_600_000]) {
        using ward = new MonitoredWard();
        for (const id of ["c1", "c2"]) ward.put(id);
        ward.live("c1");
        await ward.clock.advance(95_000);
        ward.live("c1", false);
        ward.clock.jumpWall(byMs);
        await ward.clock.advance(30_000);
        ward.live("c1");
        await ward.clock.advance(25_000);
        deepStrictEqual(
          [ward.restarted, ward.healthOf("c1"), ward.healthOf("c2")],
          [[], true, true],
          `${byMs}`,
        );
      }
    });
    await t.step("every channel, when the machine slept", async () => {
      using ward = new MonitoredWard();
      ward.put("c1");
      await ward.clock.advance(60_000);
      ward.clock.suspend(8 * 60 * MINUTE_MS);
      await ward.clock.advance(0);
      ward.live("c1");
      await ward.clock.advance(10 * MINUTE_MS);
      deepStrictEqual(ward.restarted, []);
    });
  },
});

Deno.test({
  name: "HealthMonitor reports a silence that lasts every 180 s, and asks for a restart every 30 s",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard();
    ward.put("c1");
    await ward.clock.advance(500);
    for (let failure = 0; failure < 5; failure++) ward.door.noteFailure("c1");
    // Fresh failures open the breaker anew whenever it is half open, never at the instant of a look.
    using _ = ward.clock.every(1_000, () => ward.door.noteFailure("c1"));
    await ward.clock.advance(449_500);
    deepStrictEqual(ward.said("Channel"), ["Channel 1 no output for 210s", "Channel 1 no output for 390s"]);
    strictEqual(await metricOf(ward.metrics, "health_timeouts_total"), 2);
    strictEqual(await metricOf(ward.metrics, 'channel_restart_refused_total{reason="breaker"}'), 9);
    deepStrictEqual(ward.monitor.health(), [{
      channelId: "c1",
      isHealthy: false,
      secondsSinceOutput: null,
      failures5m: 300,
      breaker: "open",
      lastRestartAtMs: null,
      refusals: 9,
    }]);
  },
});

Deno.test({
  name:
    "HealthMonitor reports a channel that no restart helps, and leaves it to those who try its inputs again",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard();
    ward.put("c1", { isBeyondRestart: true });
    await ward.clock.advance(390_000);
    deepStrictEqual(ward.said("Channel"), ["Channel 1 no output for 210s", "Channel 1 no output for 390s"]);
    deepStrictEqual(
      [ward.restarted.length, ward.healthOf("c1"), ward.door.state("c1")?.refusals],
      [0, false, 0],
    );
    strictEqual(await metricOf(ward.metrics, "health_timeouts_total"), 2);
    ward.change("c1", { isBeyondRestart: false });
    await ward.clock.advance(30_000);
    strictEqual(ward.restarted.length, 1, "its inputs are well, and still it is silent");
  },
});

Deno.test({
  name: "HealthMonitor only reports when it must not restart",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard({ isAutoRestart: false });
    ward.put("c1");
    await ward.clock.advance(210_000);
    deepStrictEqual([ward.said("Channel"), ward.restarted], [["Channel 1 no output for 210s"], []]);
    ward.live("c1");
    await ward.clock.advance(30_000);
    strictEqual(ward.healthOf("c1"), true);
  },
});

Deno.test({
  name: "HealthMonitor says what a look found: info when it changed, else debug",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard({ isAutoRestart: false });
    for (const id of ["c1", "c2"]) ward.put(id);
    ward.live("c2");
    await ward.clock.advance(240_000);
    ward.live("c1");
    await ward.clock.advance(60_000);
    deepStrictEqual(
      ward.lines.filter(({ msg }) => msg.startsWith("Health check")).map(({ level, msg, unhealthy }) =>
        `${level} ${msg}${unhealthy === undefined ? "" : ` (${unhealthy})`}`
      ),
      [
        ...Array<string>(6).fill("debug Health check: 2 channels, 0 unhealthy"),
        "info Health check: 2 channels, 1 unhealthy (1)",
        "debug Health check: 2 channels, 1 unhealthy (1)",
        "info Health check: 2 channels, 0 unhealthy",
        "debug Health check: 2 channels, 0 unhealthy",
      ],
    );
  },
});

Deno.test({
  name:
    "HealthMonitor warns once when a channel failed more than ten times in five minutes, and once the next time",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard();
    ward.put("c7");
    ward.live("c7");
    const fail = (times: number) => {
      for (let failure = 0; failure < times; failure++) ward.door.noteFailure("c7");
    };
    const said = () => ward.said("Health check: channel");
    fail(10);
    await ward.clock.advance(60_000);
    deepStrictEqual(said(), [], "exactly ten are not more");
    fail(2);
    await ward.clock.advance(120_000);
    deepStrictEqual(said(), ["Health check: channel 7 failed 12 times in 5 minutes"]);
    await ward.clock.advance(300_000);
    fail(11);
    await ward.clock.advance(60_000);
    deepStrictEqual(said().slice(1), ["Health check: channel 7 failed 11 times in 5 minutes"]);
    strictEqual(ward.lines.find(({ msg }) => msg === said()[0])?.level, "warn");
    strictEqual(ward.healthOf("c7"), true, "it has output");
  },
});

Deno.test({
  name: "HealthMonitor goes on when a restart fails, or does not end",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard();
    ward.put("c1");
    ward.put("c2");
    ward.restart = () =>
      ward.restarted.at(-1)?.channelId === "c1"
        ? Promise.reject(new Error("no playout"))
        : new Promise(() => {});
    await ward.clock.advance(239_000);
    deepStrictEqual(ward.said("Health check: channel"), ["Health check: channel 1 could not be restarted"]);
    strictEqual(ward.said("Health check: 2 channels").length, 7);
    await ward.clock.advance(1_000);
    deepStrictEqual(ward.said("Health check: channel").slice(1).sort(), [
      "Health check: channel 1 could not be restarted",
      "Health check: channel 2 could not be restarted",
    ]);
  },
});

Deno.test({
  name: "HealthMonitor.health() tells the age of the output",
  permissions: "none",
  async fn() {
    using ward = new MonitoredWard();
    ward.put("c1", { lastOutputMs: ward.clock.wallMs() - 2_500 });
    ward.put("c2", { lastOutputMs: ward.clock.wallMs() + 1_000 });
    deepStrictEqual(ward.monitor.health().map(({ secondsSinceOutput }) => secondsSinceOutput), [2, 0]);
    await ward.door.requestChannelRestart("c1", "test");
    const [first] = ward.monitor.health();
    deepStrictEqual([first?.lastRestartAtMs, first?.secondsSinceOutput], [ward.clock.wallMs(), null]);
  },
});

Deno.test({
  name: "HealthMonitor finds every silence within one look of 180 s, and never a shorter one",
  permissions: "none",
  async fn() {
    const spell = fc.record({ liveMs: fc.integer({ min: 1, max: 400_000 }), quietMs: fc.nat(500_000) });
    await fc.assert(
      fc.asyncProperty(fc.array(spell, { minLength: 1, maxLength: 6 }), async (spells) => {
        using ward = new MonitoredWard({ isAutoRestart: false });
        ward.put("c1");
        for (const { liveMs, quietMs } of spells) {
          ward.live("c1");
          await ward.clock.advance(liveMs + 30_000);
          const before = ward.said("Channel").length;
          ward.live("c1", false);
          await ward.clock.advance(quietMs);
          const found = ward.said("Channel").length - before;
          if (quietMs <= 180_000) strictEqual(found, 0);
          if (quietMs > 210_000) ok(found >= 1, `${quietMs} ms of silence`);
        }
      }),
      { numRuns: 100 },
    );
  },
});
