import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Restarts } from "../../src/health/mod.ts";
import { Ward } from "../health/ward.ts";

async function ask(restarts: Restarts, channelId: string): Promise<string> {
  const verdict = await restarts.requestChannelRestart(channelId, "test");
  return verdict.kind === "refused" ? verdict.reason : verdict.kind;
}

/** Opens a channel's breaker. */
function fail(restarts: Restarts, channelId: string): void {
  for (let failure = 0; failure < 5; failure++) restarts.noteFailure(channelId);
}

Deno.test({
  name: "requestChannelRestart() keeps R1, R2 and R3 for any requests in time, in any window",
  permissions: "none",
  async fn() {
    const step = fc.record({
      waitMs: fc.oneof(fc.constantFrom(0, 1, 30_000, 60_000, 120_000), fc.nat(3_000), fc.nat(40_000)),
      act: fc.constantFrom("ask", "ask", "ask", "fail", "hiccup", "success", "respawn"),
      channel: fc.nat(14),
      takesMs: fc.oneof(fc.constant(0), fc.nat(40_000)),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 200 }), async (steps) => {
        const ward = new Ward();
        using restarts = ward.restarts();
        const pending: Promise<unknown>[] = [];
        for (const { waitMs, act, channel, takesMs, fails } of steps) {
          await ward.clock.advance(waitMs);
          const channelId = `c${channel}`;
          ward.restart = async () => {
            await ward.clock.sleep(takesMs);
            if (fails) throw new Error("no");
          };
          if (act === "ask") pending.push(ask(restarts, channelId).catch(String));
          if (act === "fail") fail(restarts, channelId);
          if (act === "hiccup") restarts.noteFailure(channelId);
          if (act === "success") restarts.noteSuccess(channelId);
          if (act === "respawn") restarts.mayRespawn(channelId);
        }
        await ward.clock.advance(60_000);
        await Promise.all(pending);
        keepsRules(ward);
      }),
      { numRuns: 200 },
    );
  },
});

/** Looks at every window that begins with a restart: there is no fuller one. */
function keepsRules({ restarted, lines }: Ward): void {
  const openedAtMs = new Map<string, number>();
  for (const { at, msg } of lines) {
    const channel = msg.split(" ").at(-1) ?? "";
    if (msg.startsWith("Circuit breaker OPEN")) openedAtMs.set(channel, Date.parse(at));
    if (!msg.startsWith("Restart of channel")) continue;
    const openForMs = Date.parse(at) - (openedAtMs.get(channel) ?? -Infinity);
    ok(openForMs >= 120_000, `R3: channel ${channel} restarted ${openForMs} ms after its breaker opened`);
  }

  for (const [index, { atMs, channelId }] of restarted.entries()) {
    const minute = restarted.slice(index).filter((other) => other.atMs - atMs <= 60_000);
    ok(minute.length <= 10, `R1: ${minute.length} restarts within 60 s of ${atMs}`);
    const next = restarted.slice(index + 1).find((other) => other.channelId === channelId);
    ok((next?.atMs ?? Infinity) - atMs >= 30_000, `R2: ${channelId} at ${atMs} and ${next?.atMs}`);
  }
}

Deno.test({
  name: "A channel whose programmes begin well again is forgiven, and one hiccup weeks later bars nothing",
  permissions: "none",
  async fn() {
    for (const successAtMs of [0, 119_999, 120_000, 3_600_000]) {
      const ward = new Ward();
      using restarts = ward.restarts();
      fail(restarts, "c1");
      await ward.clock.advance(successAtMs);
      restarts.noteSuccess("c1");
      await ward.clock.advance(14 * 86_400_000);
      restarts.noteFailure("c1");
      strictEqual(restarts.state("c1")?.breaker, "closed", `success after ${successAtMs} ms`);
      strictEqual(await ask(restarts, "c1"), "restarted");
    }
  },
});

Deno.test({
  name: "requestChannelRestart() admits one of many who ask a half-open breaker at once (U3)",
  permissions: "none",
  async fn() {
    const asker = fc.record({ isRespawn: fc.boolean(), turns: fc.nat(6) });
    const askers = fc.array(asker, { minLength: 2, maxLength: 40 });
    await fc.assert(fc.asyncProperty(askers, fc.nat(6), async (askers, restartTurns) => {
      const ward = new Ward();
      using restarts = ward.restarts();
      fail(restarts, "c1");
      await ward.clock.advance(120_000);
      ward.restart = () => turn(restartTurns);
      const answers = await Promise.all(askers.map(async ({ isRespawn, turns }) => {
        await turn(turns);
        if (!isRespawn) return await ask(restarts, "c1");
        return restarts.mayRespawn("c1") ? "respawned" : "breaker";
      }));
      const count = (word: string) => answers.filter((answer) => answer === word).length;
      ok(count("restarted") <= 1 && count("respawned") <= 1, answers.join());
      ok(count("restarted") + count("respawned") >= 1, answers.join());
      // Both only where the respawn is the restart's own: it came after.
      const order = answers.map((answer, index) => ({ answer, turns: askers[index]?.turns ?? 0 }));
      const restartedAt = order.find(({ answer }) => answer === "restarted")?.turns ?? -1;
      const respawnedAt = order.find(({ answer }) => answer === "respawned")?.turns ?? Infinity;
      ok(restartedAt <= respawnedAt, answers.join());
      strictEqual(ward.restarted.length, count("restarted"));
    }));
  },
});

Deno.test({
  name:
    "requestChannelRestart() and mayRespawn() grant one of a hundred of their kind, not a single await later",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    using restarts = ward.restarts();
    fail(restarts, "c1");
    fail(restarts, "c2");
    await ward.clock.advance(120_000);
    const hundred = Array.from({ length: 100 }, (_, index) => index);
    const verdicts = hundred.map(() => restarts.requestChannelRestart("c1", "test"));
    strictEqual(ward.restarted.length, 1);
    strictEqual((await Promise.all(verdicts)).filter(({ kind }) => kind === "restarted").length, 1);
    strictEqual(hundred.filter(() => restarts.mayRespawn("c2")).length, 1);
  },
});

async function turn(times: number): Promise<void> {
  for (let time = 0; time < times; time++) await Promise.resolve();
}
