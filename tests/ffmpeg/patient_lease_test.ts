import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { type Lease, leasePatiently } from "../../src/ffmpeg/mod.ts";
import { IDLE_MACHINE, PROBE, SmallPool } from "./small_pool.ts";

const STREAM = { ...PROBE, kind: "ffmpeg", channelId: "five", priority: "viewer" } as const;

/** Notes when a lease came. */
function watch(lease: Promise<Lease>): { lease: Lease | null } {
  const seen: { lease: Lease | null } = { lease: null };
  void lease.then((got) => seen.lease = got);
  return seen;
}

Deno.test({
  name: "leasePatiently() waits until a viewer gives the slot back, and asks for none meanwhile",
  permissions: "none",
  async fn() {
    const { pool, clock, spawner, log } = new SmallPool(() => [{ hang: true }]);
    const stream = watch(pool.acquireProcess(STREAM));
    await clock.advance(0);
    const probe = watch(leasePatiently(pool, PROBE));
    await clock.advance(3_600_000);
    deepStrictEqual([probe.lease, spawner.calls.length, log], [null, 1, []]);
    await stream.lease?.[Symbol.asyncDispose]();
    await clock.advance(0);
    ok(probe.lease !== null, "at once");
    await pool[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "leasePatiently() waits until there is memory again",
  permissions: "none",
  async fn() {
    const { pool, clock } = new SmallPool(() => [{ hang: true }]);
    pool.observe({ ...IDLE_MACHINE, memoryAvailableBytes: 100_000_000 });
    const probe = watch(leasePatiently(pool, PROBE));
    await clock.advance(60_000);
    strictEqual(probe.lease, null);
    pool.observe(IDLE_MACHINE);
    await clock.advance(0);
    ok(probe.lease !== null);
    await pool[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "leasePatiently() waits however long the rate of starts makes it wait",
  permissions: "none",
  async fn() {
    // More wishes than the rate of starts can serve in time.
    const { pool, clock, spawner } = new SmallPool(() => [{ hang: true }], {
      maxProcesses: 100,
      timeoutMs: 10,
    });
    const probes = Array.from({ length: 50 }, () => watch(leasePatiently(pool, PROBE)));
    await clock.advance(500);
    ok(spawner.calls.length < 50, `${spawner.calls.length} were served at once`);
    await clock.advance(60_000);
    ok(probes.every(({ lease }) => lease !== null));
    await pool[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "leasePatiently() throws the signal's reason, wherever the wish waits",
  permissions: "none",
  async fn(t) {
    const reason = new Error("called off");
    await t.step("before it asked", async () => {
      const { pool, spawner } = new SmallPool(() => [{ hang: true }]);
      const signal = AbortSignal.abort(reason);
      await rejects(leasePatiently(pool, { ...PROBE, signal }), reason);
      strictEqual(spawner.calls.length, 0);
    });
    await t.step("in the pool's queue", async () => {
      const { pool, clock, spawner } = new SmallPool(() => [{ hang: true }]);
      const off = new AbortController();
      const outcome = rejects(leasePatiently(pool, { ...PROBE, signal: off.signal }), reason);
      off.abort(reason);
      await clock.advance(0);
      await outcome;
      strictEqual(spawner.calls.length, 0);
    });
    await t.step("while the pool is short", async () => {
      const { pool, clock, spawner } = new SmallPool(() => [{ hang: true }], { maxProcesses: 0 });
      const off = new AbortController();
      const outcome = rejects(leasePatiently(pool, { ...PROBE, signal: off.signal }), reason);
      await clock.advance(10_500);
      off.abort(reason);
      await outcome;
      strictEqual(spawner.calls.length, 0);
    });
  },
});

Deno.test({
  name: "leasePatiently() passes on what waiting would not mend",
  permissions: "none",
  async fn() {
    const { pool, clock } = new SmallPool(() => null);
    const missing = rejects(leasePatiently(pool, PROBE), { code: "spawn_failed" });
    await clock.advance(0);
    await missing;
    await pool[Symbol.asyncDispose]();
    await rejects(leasePatiently(pool, PROBE), { code: "shutting_down" });
    const short = new SmallPool(() => null, { maxProcesses: 0 });
    const closed = rejects(leasePatiently(short.pool, PROBE), { code: "shutting_down" });
    await short.pool[Symbol.asyncDispose]();
    await short.clock.advance(1_000);
    await closed;
  },
});
