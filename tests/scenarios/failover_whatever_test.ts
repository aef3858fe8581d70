import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { LadderInput } from "../../src/playout/mod.ts";
import type { FakeItem } from "../fakes/fake_inputs.ts";
import {
  assertSmooth,
  copy,
  FILLER,
  filler,
  FULL,
  GONE,
  metric,
  mirror,
  primary,
  refusalOf,
} from "../playout/ways.ts";
import { FRAME_MS, inARow, ORIGIN_MS, World } from "../playout/world.ts";

const upToMs = (max: number) => fc.integer({ min: 0, max });

const behaviour: fc.Arbitrary<FakeItem> = fc.oneof(
  fc.constant<FakeItem>({}),
  fc.record({ openMs: upToMs(4_000) }),
  fc.record({ queuedMs: upToMs(3_000), endMs: upToMs(1_000) }),
  fc.record({ lengthMs: upToMs(12_000) }),
  fc.record({ diesAfterMs: upToMs(12_000) }),
  fc.record({ hangsAfterMs: upToMs(12_000), rate: fc.constantFrom(0.6, 1.2, 4) }),
  fc.record({ frozenAfterMs: upToMs(12_000), rate: fc.constant(1.5) }),
  fc.record({ soundOnlyAfterMs: upToMs(12_000), rate: fc.constant(1.5) }),
  fc.constant<FakeItem>({ fault: GONE }),
  fc.constant<FakeItem>({ fault: FULL }),
);

/** One programme: how its primary, its mirror and its other copy behave, as many of them as there are. */
const programme = fc.record({
  lengthMs: fc.integer({ min: 1_000, max: 25_000 }),
  ways: fc.array(fc.record({ behaviour, isRemote: fc.boolean(), isProbeGood: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const SWITCHABLE = ["primary", "mirror:0", "alternate:0", "filler"] as const;
const evening = fc.record({
  programmes: fc.array(programme, { minLength: 1, maxLength: 4 }),
  fill: fc.option(behaviour),
  shutFromMs: upToMs(60_000),
  switches: fc.array(fc.tuple(upToMs(60_000), fc.constantFrom(...SWITCHABLE)), { maxLength: 4 }),
});
type Evening = typeof evening extends fc.Arbitrary<infer Value> ? Value : never;

/** The channel of such an evening, behind which a good programme of two minutes follows. */
function worldOf({ programmes, fill }: Evening): World {
  const items: Record<number, FakeItem> = fill === null ? {} : { [FILLER]: fill };
  const bad = new Set<string>();
  const ladders = programmes.map(({ ways }, index) =>
    [primary, mirror, copy].slice(0, ways.length).map((make, place) => {
      const way = make(index + 1);
      const { behaviour = {}, isRemote = false, isProbeGood = true } = ways[place] ?? {};
      items[way.itemId] = behaviour;
      if (!isProbeGood) bad.add(way.locator);
      return isRemote ? { ...way, host: `h${place}:80`, probe: "light" } satisfies LadderInput : way;
    })
  );
  const ladder = (id: number) => [
    ...(ladders[id - 1] ?? [primary(id)]),
    ...(fill === null ? [] : [filler()]),
  ];
  const lengths = [...programmes.map(({ lengthMs }) => lengthMs), 120_000];
  const world = new World(inARow(ORIGIN_MS, lengths), { ladder, items });
  world.probe = ({ locator }) => Promise.resolve(bad.has(locator) ? "refused" : null);
  return world;
}

async function live(world: World, { switches, shutFromMs }: Evening, totalMs: number): Promise<void> {
  for (let atMs = 0; atMs < totalMs; atMs += 500) {
    world.gate.isShut = atMs >= shutFromMs && atMs < shutFromMs + 10_000;
    for (const [switchMs, id] of switches) {
      if (switchMs >= atMs && switchMs < atMs + 500) refusalOf(world, id);
    }
    await world.clock.advance(500);
    ok(world.fanout.leadMs > 0, `output is ${-world.fanout.leadMs} ms late at ${atMs}`);
  }
}

Deno.test("Whatever all ways of every programme do, output is seamless, never late, and on time again afterwards", async () => {
  await fc.assert(
    fc.asyncProperty(evening, async (evening) => {
      const lengths = evening.programmes.map(({ lengthMs }) => lengthMs);
      const totalMs = lengths.reduce((sum, lengthMs) => sum + lengthMs, 0);
      await using world = worldOf(evening);
      await live(world, evening, totalMs + 10_000);
      assertSmooth(world);
      const final = world.shown().pictures.find(({ itemId }) => itemId === lengths.length + 1);
      ok(final !== undefined);
      const offMs = final.atMs - (ORIGIN_MS + totalMs);
      ok(Math.abs(offMs) <= 1_000, `${offMs} ms off`);
      ok(Math.abs(final.frame) * FRAME_MS <= 1_000);
      const told = world.told.filter((word) => word.startsWith("channel_"));
      told.forEach((word, index) =>
        strictEqual(word, index % 2 === 0 ? "channel_exhausted" : "channel_restored")
      );
      strictEqual(world.switches.length, Math.min(20, await metric(world, "failovers_total")));
    }),
    { numRuns: 60 },
  );
});
