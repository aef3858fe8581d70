import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Aired } from "../../src/aired.ts";
import { createLogger } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { AiredLog } from "../../src/playout/aired_log.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

const NOON_MS = Date.UTC(2026, 0, 5, 12);
const FIRST = plainProgramme({
  channelId: "five",
  startMs: NOON_MS - 60_000,
  stopMs: NOON_MS + 60_000,
  title: "A",
});
const SECOND = { ...FIRST, startMs: NOON_MS + 60_000, stopMs: NOON_MS + 120_000, title: "B", itemId: 8 };

Deno.test("AiredLog", async (t) => {
  await t.step("tells what was on air, from when to when, and how late it began", async () => {
    const { log, kept, metrics } = world();
    log.card(FIRST, "tuning", NOON_MS + 0.4);
    log.reach(NOON_MS + 0.4, NOON_MS + 500);
    log.card(FIRST, "tuning", NOON_MS + 500);
    log.reach(NOON_MS + 500, NOON_MS + 1_000);
    log.join(FIRST, "primary", NOON_MS + 1_000);
    log.reach(NOON_MS + 1_000, NOON_MS + 60_040);
    log.join(SECOND, "mirror:0", NOON_MS + 60_040);
    log.reach(NOON_MS + 60_040, NOON_MS + 61_000);
    log.close();
    deepStrictEqual(kept(), [
      ["tuning", "A", 0, 1_000, null],
      ["primary", "A", 1_000, 60_040, null],
      ["mirror:0", "B", 60_040, 61_000, 40],
    ]);
    strictEqual(await metricOf(metrics, 'guide_drift_seconds{channel_id="five"}'), 0.04);
  });
  await t.step("shows where nothing aired", () => {
    const { log, kept } = world();
    log.join(FIRST, "primary", NOON_MS);
    log.reach(NOON_MS, NOON_MS + 1_000);
    log.reach(NOON_MS + 9_000, NOON_MS + 10_000);
    log.close();
    deepStrictEqual(kept(), [["primary", "A", 0, 1_000, null], ["primary", "A", 9_000, 10_000, null]]);
  });
  await t.step("begins anew where the clock was set back", () => {
    const { log, kept } = world();
    log.join(FIRST, "primary", NOON_MS);
    log.reach(NOON_MS, NOON_MS + 1_000);
    log.reach(NOON_MS - 50_000, NOON_MS - 49_000);
    log.close();
    deepStrictEqual(kept(), [["primary", "A", 0, 1_000, null], ["primary", "A", -50_000, -49_000, null]]);
  });
  await t.step("keeps nothing of what showed no picture", () => {
    const { log, kept } = world();
    log.join(FIRST, "primary", NOON_MS);
    log.card(FIRST, "unavailable", NOON_MS);
    log.close();
    deepStrictEqual(kept(), []);
  });
  await t.step("notes what is on air with its first picture, and once a minute", async () => {
    const { log, clock, kept } = world();
    log.join(FIRST, "primary", NOON_MS);
    log.reach(NOON_MS, NOON_MS + 100);
    deepStrictEqual(kept(), [["primary", "A", 0, 100, null]]);
    await clock.advance(59_000);
    log.reach(NOON_MS + 100, NOON_MS + 59_000);
    deepStrictEqual(kept(), [["primary", "A", 0, 100, null]]);
    await clock.advance(1_000);
    log.reach(NOON_MS + 59_000, NOON_MS + 60_000);
    deepStrictEqual(kept(), [["primary", "A", 0, 60_000, null]]);
  });
  await t.step("goes on when nothing can be kept, and says so once a minute", async () => {
    const { log, clock, said } = world(() => {
      throw new Error("disk full");
    });
    for (const minute of [0, 1]) {
      for (const input of ["primary", "mirror:0"]) {
        log.join(FIRST, input, NOON_MS);
        log.reach(NOON_MS, NOON_MS + 100);
      }
      strictEqual(said.length, minute + 1);
      await clock.advance(60_000);
    }
    strictEqual(said[0]?.includes("disk full"), true);
  });
});

function world(onRecord: () => void = () => {}) {
  const clock = new FakeClock(NOON_MS);
  const metrics = createMetrics();
  const stretches = new Map<number, Aired>();
  const said: string[] = [];
  const log = new AiredLog({
    ...{ channel: { id: "five" }, clock, metrics },
    aired: {
      record(_, aired) {
        onRecord();
        stretches.set(aired.fromMs, aired);
      },
    },
    log: createLogger({ level: "warn", format: "json", clock, write: (line) => said.push(line) }),
  });
  const kept = () =>
    [...stretches.values()].map(({ input, card, title, fromMs, untilMs, lateMs }) => [
      input ?? card,
      title,
      fromMs - NOON_MS,
      untilMs - NOON_MS,
      lateMs,
    ]);
  return { log, clock, metrics, said, kept };
}
