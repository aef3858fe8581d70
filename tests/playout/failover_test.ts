/** What goes wrong with inputs, seen from the viewer's chair: on a fake clock, the output read back by other code. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { FakeItem } from "../fakes/fake_inputs.ts";
import { assertInPlace, assertSmooth, COPY, GONE, HOUR, metric, MIRROR, three, two } from "./ways.ts";
import { inARow, ORIGIN_MS, programme, SLATE_ITEM, World } from "./world.ts";

Deno.test("A primary that is killed amid its programme: the mirror goes on in its place, and nobody sees a card", async () => {
  await using world = new World(HOUR, { ladder: two });
  await world.clock.advance(20_000);
  world.inputs.kill(1);
  await world.clock.advance(20_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, MIRROR + 1]);
  assertSmooth(world);
  assertInPlace(world);
  deepStrictEqual(world.switches, ["primary>mirror:0 error"]);
  strictEqual(await metric(world, "failovers_total"), 1);
  strictEqual(await metric(world, "stream_failure_total"), 1);
  strictEqual(world.gate.failures, 0, "the channel shows its programme");
});

Deno.test("An input without another that dies after a long life is opened again at once, and counts", async () => {
  await using world = new World(HOUR, {});
  await world.clock.advance(20_000);
  world.inputs.kill(1);
  await world.clock.advance(20_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1]);
  assertSmooth(world);
  strictEqual(world.gate.failures, 1);
});

for (const backAfterMs of [3_000, 15_000]) {
  Deno.test(`A primary that is back after ${backAfterMs / 1_000} s is back at the next programme, not within this one`, async () => {
    await using world = new World(inARow(ORIGIN_MS, [60_000, 60_000]), { ladder: two });
    await world.clock.advance(20_000);
    world.items.set(1, { fault: GONE });
    world.inputs.kill(1);
    await world.clock.advance(backAfterMs);
    world.items.delete(1);
    await world.clock.advance(60_000 - backAfterMs);
    deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, MIRROR + 1, 2]);
    assertSmooth(world);
    assertInPlace(world, ORIGIN_MS + 60_000);
    deepStrictEqual(world.switches, ["primary>mirror:0 error"]);
  });
}

const STILL: Readonly<Record<string, FakeItem>> = {
  "whose bytes flow while their time stands still": { frozenAfterMs: 20_000, rate: 1.5 },
  "whose sound goes on without a picture": { soundOnlyAfterMs: 20_000, rate: 1.5 },
  "that falls silent": { hangsAfterMs: 20_000 },
};
for (const [what, item] of Object.entries(STILL)) {
  Deno.test(`A primary ${what} has stalled, and the mirror takes over`, async () => {
    await using world = new World(HOUR, { ladder: two, items: { 1: item } });
    await world.clock.advance(45_000);
    assertSmooth(world);
    deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, SLATE_ITEM, MIRROR + 1]);
    assertInPlace(world);
    deepStrictEqual(world.switches, ["primary>mirror:0 stall"]);
  });
}

Deno.test("Hazard 6: a primary and a mirror that are not there give way to another copy", async () => {
  const items = { 1: { fault: GONE }, [MIRROR + 1]: { fault: GONE } };
  await using world = new World(HOUR, { ladder: three, items });
  await world.clock.advance(5_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS), [SLATE_ITEM, COPY + 1]);
  assertSmooth(world);
  assertInPlace(world);
  deepStrictEqual(world.switches, ["->alternate:0 error"]);
});

Deno.test("Hazard 2: an input that opens and shows nothing is given up after 10 s, and the mirror airs", async () => {
  await using world = new World(HOUR, { ladder: two, items: { 1: { openMs: 1e9 } } });
  await world.clock.advance(15_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS), [SLATE_ITEM, MIRROR + 1]);
  deepStrictEqual(world.switches, ["->mirror:0 open_timeout"]);
  assertInPlace(world);
});

Deno.test("An input that waits for a process is not taken for one that shows nothing", async () => {
  await using world = new World(HOUR, { ladder: two, items: { 1: { queuedMs: 14_000, openMs: 3_000 } } });
  await world.clock.advance(20_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS), [SLATE_ITEM, 1]);
  strictEqual(world.gate.failures, 0);
});

Deno.test("An input that waits for a process without end is given up all the same", async () => {
  await using world = new World(HOUR, { ladder: two, items: { 1: { queuedMs: 1e9 } } });
  await world.clock.advance(35_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS), [SLATE_ITEM, MIRROR + 1]);
});

Deno.test("An item that ends five minutes early goes on from the mirror", async () => {
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 330_000)], {
    ladder: two,
    items: { 1: { lengthMs: 30_000 } },
  });
  await world.clock.advance(45_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, MIRROR + 1]);
  assertInPlace(world);
  deepStrictEqual(world.switches, ["primary>mirror:0 premature_end"]);
});

Deno.test("An item that ends on time has not failed", async () => {
  const items = { 1: { lengthMs: 30_000 }, 2: { lengthMs: 29_200 } };
  await using world = new World(inARow(ORIGIN_MS, [30_000, 30_000, 60_000]), { ladder: two, items });
  await world.clock.advance(70_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, 2, 3]);
  deepStrictEqual(world.switches, []);
  strictEqual(await metric(world, "stream_failure_total"), 0);
});

Deno.test("An input that hangs while a card covers it, with a little in hand, is given up too", async () => {
  await using world = new World(HOUR, { ladder: two, items: { 1: { rate: 0.7, hangsAfterMs: 20_000 } } });
  await world.clock.advance(60_000);
  assertSmooth(world);
  strictEqual(world.shown().pictures.at(-1)?.itemId, MIRROR + 1);
});
