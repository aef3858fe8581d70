/** What airs when nothing of a programme can be played, and how the programme comes back. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  all,
  assertInPlace,
  assertSmooth,
  COPY,
  FILLER,
  filler,
  GONE,
  HOUR,
  type Items,
  MIRROR,
  primary,
  remote,
  three,
} from "../playout/ways.ts";
import { inARow, ORIGIN_MS, programme, SLATE_ITEM, World } from "../playout/world.ts";

Deno.test("With everything of a programme gone a filler airs, and the programme is back by itself", async () => {
  await using world = new World(HOUR, { ladder: all });
  await world.clock.advance(20_000);
  for (const id of [1, MIRROR + 1, COPY + 1]) world.items.set(id, { fault: GONE });
  world.inputs.kill(1);
  const goneAtMs = world.clock.monotonicMs();
  await world.clock.advance(20_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, FILLER], "no card between");
  for (const id of [1, MIRROR + 1, COPY + 1]) world.items.delete(id);
  const backAtMs = world.clock.wallMs();
  await world.clock.advance(60_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, FILLER, 1]);
  assertSmooth(world);
  assertInPlace(world);
  deepStrictEqual(world.switches, ["primary>filler error", "filler>primary failback"]);
  const [back, away] = world.memory.state.switches;
  ok((back?.wallMs ?? 0) - (away?.wallMs ?? 0) >= 12_000);
  ok((back?.wallMs ?? Infinity) - backAtMs <= 30_000);
  ok(goneAtMs > 0);
});

Deno.test("A programme with less than 20 s left is not returned to", async () => {
  await using world = new World(inARow(ORIGIN_MS, [50_000, 60_000]), { ladder: all });
  await world.clock.advance(20_000);
  for (const id of [1, MIRROR + 1, COPY + 1]) world.items.set(id, { fault: GONE });
  world.inputs.kill(1);
  await world.clock.advance(5_000);
  for (const id of [1, MIRROR + 1, COPY + 1]) world.items.delete(id);
  await world.clock.advance(30_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, FILLER, 2]);
  assertSmooth(world);
  assertInPlace(world, ORIGIN_MS + 50_000);
});

Deno.test("A filler that airs to its programme's end has not failed", async () => {
  const items = { 1: { fault: GONE }, 2: { fault: GONE } };
  await using world = new World(inARow(ORIGIN_MS, [20_000, 20_000, 60_000]), { ladder: remote, items });
  world.probe = () => Promise.resolve("refused");
  await world.clock.advance(45_000);
  deepStrictEqual(world.logged.filter((line) => /"input":"filler"/.test(line)), []);
  deepStrictEqual(world.airedFrom(ORIGIN_MS), [SLATE_ITEM, FILLER, 3], "no card between");
  assertSmooth(world);
});

Deno.test("A filler goes on when the end of its programme is moved", async () => {
  const ladder = (id: number) => [primary(id), filler()];
  await using world = new World(inARow(ORIGIN_MS, [20_000, 60_000]), {
    ladder,
    items: { 1: { fault: GONE } },
  });
  await world.clock.advance(12_000);
  world.programmes = [
    programme(1, ORIGIN_MS, ORIGIN_MS + 40_000),
    programme(2, ORIGIN_MS + 40_000, ORIGIN_MS + 90_000),
  ];
  await world.clock.advance(35_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 2_000), [FILLER, 2]);
});

Deno.test("Short fillers are looped; one that ends at once is given up for the card", async () => {
  const ladder = (id: number) => [primary(id), filler()];
  const items: Items = { 1: { fault: GONE }, [FILLER]: { lengthMs: 6_000 } };
  await using world = new World(HOUR, { ladder, items });
  await world.clock.advance(60_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 2_000), [FILLER]);
  world.items.set(FILLER, { lengthMs: 1_000 });
  await world.clock.advance(60_000);
  assertSmooth(world);
  strictEqual(world.shown().pictures.at(-1)?.itemId, SLATE_ITEM);
});

Deno.test("Hazard 9: without a filler a card covers until something of the programme can be played again", async () => {
  await using world = new World(HOUR, { ladder: three });
  await world.clock.advance(20_000);
  for (const id of [1, MIRROR + 1, COPY + 1]) world.items.set(id, { fault: GONE });
  world.inputs.kill(1);
  await world.clock.advance(15_000);
  strictEqual(world.playout.state, "slate");
  strictEqual(world.shown().pictures.at(-1)?.itemId, SLATE_ITEM);
  deepStrictEqual(world.told, ["channel_exhausted"]);
  world.items.delete(1);
  await world.clock.advance(15_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, SLATE_ITEM, 1]);
  deepStrictEqual(world.told, ["channel_exhausted", "channel_restored"]);
  deepStrictEqual(world.switches, ["primary>primary recovery"]);
  assertSmooth(world);
  assertInPlace(world);
});
