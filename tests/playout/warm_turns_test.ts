import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { known } from "../../src/invariant.ts";
import { planWarmTurns, type WarmJoint, WarmTurns } from "../../src/playout/warm_turns.ts";

const OPTIONS = { warmAheadMs: 4_000, spawnsPerSecond: 5 };
/** Between two turns: joints get three quarters of all starts. */
const SPACING_MS = 1_000 / 3.75;

/** Channels with joints within some minutes; many at the same instant. */
const joints = fc.array(fc.integer({ min: 0, max: 40 }).map((step) => step * 5_000 + 1_000_000), {
  maxLength: 120,
  size: "max",
})
  .map((instants) => instants.map((atMs, index): WarmJoint => ({ channelId: `c${index}`, atMs })));

/** When each channel opens its input. */
function turnsOf(joints: readonly WarmJoint[]): number[] {
  const plan = planWarmTurns(joints, OPTIONS);
  return joints.map(({ channelId, atMs }) => atMs - known(plan.get(channelId), channelId));
}

Deno.test({
  name: "planWarmTurns() opens a channel's input as early as it must be, and no earlier, if it is alone",
  permissions: "none",
  fn() {
    deepStrictEqual([...planWarmTurns([], OPTIONS)], []);
    const far = [{ channelId: "a", atMs: 100_000 }, { channelId: "b", atMs: 110_000 }];
    deepStrictEqual([...planWarmTurns(far, OPTIONS).values()], [4_000, 4_000]);
  },
});

Deno.test({
  name: "planWarmTurns() lets 150 channels with the same joint take turns, none more than 60 s early",
  permissions: "none",
  fn() {
    const joints = Array.from({ length: 150 }, (_, index) => ({ channelId: `c${index}`, atMs: 1_000_000 }));
    const turns = turnsOf(joints).sort((one, other) => one - other);
    strictEqual(turns.at(-1), 996_000);
    ok((turns[0] ?? 0) >= 940_000, `the first opens ${1_000_000 - (turns[0] ?? 0)} ms early`);
    turns.slice(1).forEach((turnMs, index) => ok(turnMs - (turns[index] ?? NaN) >= SPACING_MS - 0.001));
  },
});

Deno.test({
  name: "planWarmTurns(): nobody is late, nobody shares a turn, nobody is earlier than needed or than 60 s",
  permissions: "none",
  fn() {
    fc.assert(fc.property(joints, (joints) => {
      const plan = planWarmTurns(joints, OPTIONS);
      strictEqual(plan.size, joints.length);
      for (const aheadMs of plan.values()) ok(aheadMs >= 4_000 && aheadMs <= 60_000);
      const turns = turnsOf(joints);
      const free = joints.filter(({ atMs }, index) => (turns[index] ?? 0) > atMs - 60_000);
      const freeTurns = turns.filter((turnMs, index) => turnMs > (joints[index]?.atMs ?? 0) - 60_000);
      const sorted = [...freeTurns].sort((one, other) => one - other);
      sorted.slice(1).forEach((turnMs, index) => ok(turnMs - (sorted[index] ?? NaN) >= SPACING_MS - 0.001));
      // Whoever is early is so because the turn after theirs is taken.
      free.forEach(({ atMs }, index) => {
        const turnMs = freeTurns[index] ?? NaN;
        if (atMs - turnMs <= 4_000.001) return;
        ok(
          sorted.some((other) => Math.abs(other - turnMs - SPACING_MS) < 0.001),
          `${atMs - turnMs} ms early for nobody`,
        );
      });
    }));
  },
});

Deno.test({
  name: "planWarmTurns() depends on the joints alone, not on the order they are told in",
  permissions: "none",
  fn() {
    fc.assert(fc.property(joints, fc.infiniteStream(fc.double({ noNaN: true })), (joints, numbers) => {
      const shuffled = joints.map((joint) => ({ joint, key: numbers.next().value ?? 0 }))
        .sort((one, other) => one.key - other.key).map(({ joint }) => joint);
      const [plan, other] = [planWarmTurns(joints, OPTIONS), planWarmTurns(shuffled, OPTIONS)];
      for (const [channelId, aheadMs] of plan) strictEqual(other.get(channelId), aheadMs);
    }));
  },
});

Deno.test({
  name: "WarmTurns follows what channels tell",
  permissions: "none",
  fn() {
    const turns = new WarmTurns(OPTIONS);
    strictEqual(turns.aheadMs("a", 100_000), 4_000);
    const second = turns.aheadMs("b", 100_000);
    ok(Math.abs(turns.aheadMs("a", 100_000) + second - 8_000 - SPACING_MS) < 0.001, "one of them goes first");
    turns.forget("b");
    strictEqual(turns.aheadMs("a", 100_000), 4_000);
    turns.aheadMs("b", 200_000);
    strictEqual(
      turns.aheadMs("a", 100_000),
      4_000,
      "joints that are far apart have nothing to do with each other",
    );
    strictEqual(turns.aheadMs("a", 200_000) === 4_000, turns.aheadMs("b", 200_000) !== 4_000);
  },
});
