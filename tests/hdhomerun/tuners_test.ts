import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../../src/fault.ts";
import { InvariantError } from "../../src/invariant.ts";
import { type TunerLease, Tuners } from "../../src/hdhomerun/tuners.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const LINGER_MS = 15_000;
const ADDRESS = "192.168.1.9";

function setUp(count: number) {
  const clock = new FakeClock();
  const tuners = new Tuners(count, { lingerMs: LINGER_MS, clock });
  const acquire = (channelId: string, wanted: number | null = null, address = ADDRESS) =>
    tuners.acquire({ channelId, wanted, address });
  const channels = () => tuners.list().map(({ channelId }) => channelId);
  return { clock, tuners, acquire, channels };
}

function hasCode(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Fault && thrown.code === code;
}

Deno.test({
  name: "Tuners: viewers of one channel share one tuner",
  permissions: "none",
  fn() {
    const { tuners, acquire } = setUp(2);
    const idle = { index: 1, channelId: null, address: null };
    const first = acquire("a");
    const second = acquire("a", null, "192.168.1.10");
    strictEqual(first.index, 0);
    strictEqual(second.index, 0);
    deepStrictEqual(tuners.list(), [{ index: 0, channelId: "a", address: "192.168.1.10" }, idle]);
    second[Symbol.dispose]();
    deepStrictEqual(tuners.list(), [{ index: 0, channelId: "a", address: ADDRESS }, idle]);
  },
});

Deno.test({
  name: "Tuners: with a viewer on each tuner another channel is refused",
  permissions: "none",
  fn() {
    const { acquire } = setUp(2);
    acquire("a");
    acquire("b");
    throws(() => acquire("c"), {
      code: "all_tuners_in_use",
      message: "Cannot tune to channel c: all 2 tuners are in use",
    });
    strictEqual(acquire("b").index, 1);
  },
});

Deno.test({
  name: "Tuners: a tuner lingers after its last viewer, then is idle",
  permissions: "none",
  async fn() {
    const { clock, tuners, acquire } = setUp(1);
    acquire("a")[Symbol.dispose]();
    await clock.advance(LINGER_MS - 1);
    deepStrictEqual(tuners.list(), [{ index: 0, channelId: "a", address: null }]);
    await clock.advance(1);
    deepStrictEqual(tuners.list(), [{ index: 0, channelId: null, address: null }]);
  },
});

Deno.test({
  name: "Tuners: a locked one is for its holder only, until it is given back",
  permissions: "none",
  fn() {
    const { tuners, acquire, channels } = setUp(2);
    tuners.reserve(0, true);
    strictEqual(acquire("a").index, 1, "passed over, though idle");
    throws(() => acquire("b"), { code: "all_tuners_in_use" });
    throws(() => acquire("b", 0), {
      code: "tuner_in_use",
      message: "Cannot tune tuner 0 to channel b: it is locked",
    });
    strictEqual(acquire("a", 0).index, 1, "shared where the channel is");
    const held = tuners.acquire({ channelId: "a", wanted: 0, address: ADDRESS, isHolder: true });
    strictEqual(held.index, 0, "its holder gets it, even for what is on elsewhere");
    deepStrictEqual(channels(), ["a", "a"]);
    strictEqual(acquire("a").index, 1);
    held[Symbol.dispose]();
    tuners.reserve(0, false);
    strictEqual(acquire("b").index, 0);
  },
});

Deno.test({
  name: "Tuners: another channel takes an idle tuner first, then the one that lingers longest",
  permissions: "none",
  async fn() {
    const { clock, acquire, channels } = setUp(3);
    const [a, b] = [acquire("a"), acquire("b")];
    b[Symbol.dispose]();
    await clock.advance(1_000);
    a[Symbol.dispose]();
    strictEqual(acquire("c").index, 2);
    strictEqual(acquire("d").index, 1);
    strictEqual(acquire("e").index, 0);
    deepStrictEqual(channels(), ["e", "d", "c"]);
  },
});

Deno.test({
  name: "Tuners: a lease given back twice, or after its tuner was handed over, changes nothing",
  permissions: "none",
  fn() {
    const { acquire, channels } = setUp(1);
    const lease = acquire("a");
    lease[Symbol.dispose]();
    acquire("b");
    lease[Symbol.dispose]();
    deepStrictEqual(channels(), ["b"]);
    throws(() => acquire("c"), hasCode("all_tuners_in_use"));
  },
});

Deno.test({
  name: "Tuners: a tuner asked for by its index",
  permissions: "none",
  async fn(t) {
    await t.step("is taken when idle", () => strictEqual(setUp(3).acquire("a", 2).index, 2));
    await t.step("is refused when it shows another channel", () => {
      const { acquire } = setUp(2);
      acquire("a", 1);
      throws(() => acquire("b", 1), {
        code: "tuner_in_use",
        message: "Cannot tune tuner 1 to channel b: it shows channel a",
      });
    });
    await t.step("is handed over when it only lingers", () => {
      const { acquire, channels } = setUp(2);
      acquire("a", 1)[Symbol.dispose]();
      strictEqual(acquire("b", 1).index, 1);
      deepStrictEqual(channels(), [null, "b"]);
    });
    await t.step("draws a channel away from the tuner it lingers on", () => {
      const { acquire, channels } = setUp(2);
      acquire("a", 0)[Symbol.dispose]();
      strictEqual(acquire("a", 1).index, 1);
      deepStrictEqual(channels(), [null, "a"]);
    });
    await t.step("gives way to the tuner the channel has viewers on", () => {
      const { acquire, channels } = setUp(2);
      acquire("a", 0);
      strictEqual(acquire("a", 1).index, 0);
      deepStrictEqual(channels(), ["a", null]);
    });
    for (const wanted of [-1, 2, 0.5, Number.NaN]) {
      await t.step(`does not exist: ${wanted}`, () => {
        throws(() => setUp(2).acquire("a", wanted), hasCode("unknown_tuner"));
      });
    }
  },
});

Deno.test({
  name: "Tuners: a table without tuners is a bug",
  permissions: "none",
  fn() {
    for (const count of [0, -1, 1.5]) throws(() => setUp(count), InvariantError);
  },
});

/** What a viewer may do next. */
type Step =
  | { kind: "acquire"; channelId: string; wanted: number | null }
  | { kind: "release"; lease: number }
  | { kind: "wait"; durationMs: number };

const STEPS: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("acquire" as const),
      channelId: fc.constantFrom("a", "b", "c", "d", "e"),
      wanted: fc.option(fc.nat(3), { nil: null, freq: 1 }),
    }),
    fc.record({ kind: fc.constant("release" as const), lease: fc.nat(9) }),
    fc.record({ kind: fc.constant("wait" as const), durationMs: fc.constantFrom(1, 7_000, LINGER_MS) }),
  ),
  { maxLength: 60, size: "max" },
);

Deno.test({
  name: "Tuners: whatever viewers do, a channel has one tuner and only watched tuners refuse",
  permissions: "none",
  async fn() {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3 }), STEPS, async (count, steps) => {
      const { clock, tuners, acquire } = setUp(count);
      const leases: { channelId: string; lease: TunerLease }[] = [];
      for (const step of steps) {
        if (step.kind === "wait") await clock.advance(step.durationMs);
        if (step.kind === "release") {
          leases.splice(step.lease % Math.max(1, leases.length), 1)[0]?.lease[Symbol.dispose]();
        }
        if (step.kind === "acquire") {
          const { channelId, wanted } = step;
          const watched = new Map(leases.map(({ channelId, lease }) => [lease.index, channelId]));
          try {
            const lease = acquire(channelId, wanted);
            ok(
              [undefined, channelId].includes(watched.get(lease.index)),
              "a watched tuner changed its channel",
            );
            leases.push({ channelId, lease });
          } catch (thrown) {
            ok(thrown instanceof Fault);
            if (thrown.code === "unknown_tuner") {
              ok(wanted !== null && wanted >= count);
              continue;
            }
            ok(![...watched.values()].includes(channelId), "a watched channel was refused");
            if (wanted === null) strictEqual(watched.size, count);
            else ok(watched.has(wanted));
          }
        }
        const shown = tuners.list();
        const tuned = shown.flatMap(({ channelId }) => channelId === null ? [] : [channelId]);
        strictEqual(new Set(tuned).size, tuned.length, "a channel sits on two tuners");
        for (const { channelId, lease } of leases) {
          strictEqual(shown[lease.index]?.channelId, channelId);
          strictEqual(shown[lease.index]?.address, ADDRESS);
        }
        for (const { index, address } of shown) {
          strictEqual(address !== null, leases.some(({ lease }) => lease.index === index));
        }
      }
    }));
  },
});
