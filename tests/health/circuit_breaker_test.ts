import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type AttemptKind, type BreakerState, CircuitBreaker } from "../../src/health/circuit_breaker.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { BREAKER, Ward } from "./ward.ts";

function breakerIn(ward: Ward): CircuitBreaker {
  const { clock, log, metrics } = ward;
  return new CircuitBreaker({ channelId: "c7", name: () => "7", clock, log, metrics }, BREAKER);
}

/** A breaker that opened this long ago. */
async function opened(ward: Ward, agoMs: number): Promise<CircuitBreaker> {
  const breaker = breakerIn(ward);
  for (let failure = 0; failure < 5; failure++) breaker.noteFailure();
  await ward.clock.advance(agoMs);
  return breaker;
}

/** Failures, each so long after the one before; the state right after the last. */
const ROWS: readonly [name: string, distancesMs: readonly number[], state: BreakerState][] = [
  ["closed after four failures", [0, 0, 0, 0], "closed"],
  ["open with the fifth", [0, 0, 0, 0, 0], "open"],
  ["open with the fifth exactly 300 s after the first", [0, 75_000, 75_000, 75_000, 75_000], "open"],
  ["closed with the fifth a moment later", [0, 75_000, 75_000, 75_000, 75_001], "closed"],
  ["open when the window slides onto five", [0, 200_000, 50_000, 50_000, 50_000, 50_000], "open"],
  ["closed with a failure every 100 s, for ever", Array<number>(50).fill(100_000), "closed"],
];

Deno.test({
  name: "CircuitBreaker is",
  permissions: "none",
  async fn(t) {
    for (const [name, distancesMs, state] of ROWS) {
      await t.step(name, async () => {
        const ward = new Ward();
        const breaker = breakerIn(ward);
        for (const distanceMs of distancesMs) {
          await ward.clock.advance(distanceMs);
          breaker.noteFailure();
        }
        strictEqual(breaker.state, state);
        strictEqual(ward.said("Circuit breaker OPEN").length, state === "open" ? 1 : 0);
      });
    }
    for (
      const [agoMs, state] of [[0, "open"], [119_999, "open"], [120_000, "half_open"], [
        9e9,
        "half_open",
      ]] as const
    ) {
      await t.step(`${state} ${agoMs} ms after it opened, though nobody asked meanwhile`, async () => {
        strictEqual((await opened(new Ward(), agoMs)).state, state);
      });
    }
  },
});

Deno.test({
  name: "CircuitBreaker says once per opening that it is open, by exact phrase",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    const breaker = await opened(ward, 0);
    for (let failure = 0; failure < 20; failure++) breaker.noteFailure();
    deepStrictEqual(ward.said("Circuit breaker"), ["Circuit breaker OPEN for channel 7"]);
    strictEqual(ward.lines[0]?.level, "warn");
    await ward.clock.advance(120_000);
    strictEqual(breaker.admit("respawn"), true);
    breaker.noteFailure();
    strictEqual(ward.said("Circuit breaker OPEN for channel 7").length, 2);
  },
});

Deno.test({
  name: "CircuitBreaker shows its state as a gauge: 0, 2, 1, 2, 1, 0",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    const gauge = () => metricOf(ward.metrics, 'circuit_breaker_state{channel_id="c7"}');
    const breaker = breakerIn(ward);
    const seen = [await gauge()];
    for (let failure = 0; failure < 5; failure++) breaker.noteFailure();
    seen.push(await gauge());
    await ward.clock.advance(120_000);
    breaker.publish();
    seen.push(await gauge());
    breaker.admit("respawn");
    breaker.noteFailure();
    seen.push(await gauge());
    await ward.clock.advance(120_000);
    breaker.admit("respawn");
    seen.push(await gauge());
    breaker.noteSuccess();
    seen.push(await gauge());
    deepStrictEqual(seen, [0, 2, 1, 2, 1, 0]);
  },
});

Deno.test({
  name: "CircuitBreaker refuses everything while open, whatever is reported to it",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    const breaker = await opened(ward, 0);
    for (let second = 0; second < 120; second++) {
      breaker.noteSuccess();
      breaker.noteFailure();
      deepStrictEqual([breaker.state, breaker.admit("restart"), breaker.admit("respawn")], [
        "open",
        false,
        false,
      ]);
      await ward.clock.advance(1_000);
    }
    strictEqual(breaker.state, "half_open", "failures of what began before do not prolong it");
  },
});

/** What was noted while it was open, and what it is when that is over. */
const MEANWHILE: readonly [name: string, notes: readonly ("success" | "failure")[], state: BreakerState][] = [
  ["half open without any success", ["failure"], "half_open"],
  ["closed after a success", ["success"], "closed"],
  ["closed after a failure and a success", ["failure", "success"], "closed"],
  ["half open after a success and a failure", ["success", "failure"], "half_open"],
];

Deno.test({
  name: "CircuitBreaker open for 120 s, no less whatever succeeds, is then",
  permissions: "none",
  async fn(t) {
    for (const [name, notes, state] of MEANWHILE) {
      await t.step(name, async () => {
        const ward = new Ward();
        const breaker = await opened(ward, 10_000);
        for (const note of notes) note === "success" ? breaker.noteSuccess() : breaker.noteFailure();
        await ward.clock.advance(109_999);
        deepStrictEqual(
          [breaker.state, breaker.admit("restart"), breaker.admit("respawn"), breaker.retryAfterMs],
          ["open", false, false, 1],
        );
        await ward.clock.advance(1);
        const isClosed = state === "closed";
        deepStrictEqual([breaker.state, breaker.retryAfterMs], [state, 0]);
        breaker.publish();
        breaker.publish();
        strictEqual(
          await metricOf(ward.metrics, 'circuit_breaker_state{channel_id="c7"}'),
          isClosed ? 0 : 1,
        );
        deepStrictEqual(
          ward.said("Circuit breaker CLOSED"),
          isClosed ? ["Circuit breaker CLOSED for channel 7"] : [],
        );
        for (let failure = 0; failure < 4; failure++) breaker.noteFailure();
        deepStrictEqual([breaker.state, breaker.admit("restart")], [isClosed ? "closed" : "open", isClosed]);
      });
    }
  },
});

Deno.test({
  name: "CircuitBreaker half open admits exactly one attempt",
  permissions: "none",
  async fn(t) {
    await t.step("whose success closes it, and all failures are forgotten", async () => {
      const breaker = await opened(new Ward(), 120_000);
      deepStrictEqual([1, 2, 3].map(() => breaker.admit("respawn")), [true, false, false]);
      breaker.noteSuccess();
      for (let failure = 0; failure < 4; failure++) breaker.noteFailure();
      deepStrictEqual([breaker.state, breaker.admit("respawn"), breaker.admit("restart")], [
        "closed",
        true,
        true,
      ]);
      breaker.noteFailure();
      strictEqual(breaker.state, "open");
    });
    await t.step("whose failure opens it anew for the whole time", async () => {
      const ward = new Ward();
      const breaker = await opened(ward, 130_000);
      strictEqual(breaker.admit("respawn"), true);
      breaker.noteFailure();
      await ward.clock.advance(119_999);
      deepStrictEqual([breaker.state, breaker.admit("respawn")], ["open", false]);
      await ward.clock.advance(1);
      deepStrictEqual([breaker.state, breaker.admit("respawn")], ["half_open", true]);
    });
    await t.step("and is closed by a success that did not ask: the next programme's first", async () => {
      const ward = new Ward();
      const breaker = await opened(ward, 120_000);
      breaker.noteSuccess();
      await ward.clock.advance(14 * 86_400_000);
      for (let failure = 0; failure < 4; failure++) breaker.noteFailure();
      deepStrictEqual([breaker.state, breaker.admit("restart")], ["closed", true], "weeks later");
    });
    await t.step("and another when the first does not report back within a minute", async () => {
      const ward = new Ward();
      const breaker = await opened(ward, 120_000);
      strictEqual(breaker.admit("restart"), true);
      await ward.clock.advance(59_999);
      strictEqual(breaker.admit("restart"), false);
      await ward.clock.advance(1);
      deepStrictEqual([breaker.admit("restart"), breaker.admit("restart")], [true, false]);
    });
    await t.step("a restart with the first respawn in it", async () => {
      const ward = new Ward();
      const breaker = await opened(ward, 120_000);
      const asked: AttemptKind[] = ["restart", "restart", "respawn", "respawn", "restart"];
      deepStrictEqual(asked.map((kind) => breaker.admit(kind)), [true, false, true, false, false]);
    });
    await t.step("and another at once when that one had no process", async () => {
      const ward = new Ward();
      const breaker = await opened(ward, 120_000);
      deepStrictEqual(
        [breaker.admit("respawn"), breaker.isBarred, breaker.retryAfterMs],
        [true, true, 60_000],
      );
      breaker.noteShortage();
      deepStrictEqual([breaker.state, breaker.isBarred, breaker.retryAfterMs], ["half_open", false, 0]);
      deepStrictEqual([breaker.admit("respawn"), breaker.admit("respawn")], [true, false]);
      breaker.noteFailure();
      breaker.noteShortage();
      deepStrictEqual([breaker.state, breaker.isBarred], ["open", true], "the end of what began before");
    });
    await t.step("and bars what failed while it is out, but not a restart's own first respawn", async () => {
      const ward = new Ward();
      const breaker = await opened(ward, 119_999);
      const seen = [breaker.isBarred];
      await ward.clock.advance(1);
      seen.push(breaker.isBarred);
      breaker.admit("restart");
      seen.push(breaker.isBarred);
      breaker.admit("respawn");
      seen.push(breaker.isBarred);
      await ward.clock.advance(60_000);
      seen.push(breaker.isBarred);
      deepStrictEqual(seen, [true, false, false, true, false]);
      strictEqual(breaker.admit("respawn"), true, "asking took nothing");
    });
    await t.step("a respawn without a restart", async () => {
      const breaker = await opened(new Ward(), 120_000);
      deepStrictEqual([breaker.admit("respawn"), breaker.admit("restart")], [true, false]);
    });
  },
});

Deno.test({
  name: "CircuitBreaker is not moved by a wall clock that is set",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    const breaker = await opened(ward, 0);
    ward.clock.jumpWall(3_600_000);
    strictEqual(breaker.state, "open");
    ward.clock.jumpWall(-7_200_000);
    await ward.clock.advance(120_000);
    strictEqual(breaker.state, "half_open");
  },
});

Deno.test({
  name: "CircuitBreaker keeps R3 whatever happens: nothing begins within 120 s of an opening",
  permissions: "none",
  async fn() {
    const step = fc.record({
      act: fc.constantFrom("failure", "failure", "failure", "success", "restart", "respawn"),
      waitMs: fc.oneof(fc.constant(0), fc.nat(20_000), fc.nat(150_000)),
    });
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 150 }), async (steps) => {
      const ward = new Ward();
      const breaker = breakerIn(ward);
      let openedAtMs = -Infinity;
      let openings = 0;
      for (const { act, waitMs } of steps) {
        await ward.clock.advance(waitMs);
        const nowMs = ward.clock.monotonicMs();
        if (act === "failure") breaker.noteFailure();
        else if (act === "success") breaker.noteSuccess();
        else {strictEqual(
            breaker.admit(act === "restart" ? act : "respawn") && nowMs - openedAtMs < 120_000,
            false,
          );}
        const said = ward.said("Circuit breaker OPEN for channel 7").length;
        if (said > openings) [openings, openedAtMs] = [said, nowMs];
        strictEqual(breaker.state === "open", nowMs - openedAtMs < 120_000);
      }
    }));
  },
});
