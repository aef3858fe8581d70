import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../../src/fault.ts";
import type { FakeItem } from "../fakes/fake_inputs.ts";
import {
  assertSeamless,
  FRAME_MS,
  inARow,
  OPTIONS,
  ORIGIN_MS,
  programme,
  SLATE_ITEM,
  World,
} from "./world.ts";

Deno.test("Playout shows each programme from its start to its stop, to one group of pictures, for ever", async () => {
  await using world = new World(inARow(ORIGIN_MS, [4_030, 5_070, 3_000, 6_010, 60_000]));
  await world.clock.advance(18_000);
  const shown = world.shown();
  assertSeamless(shown);
  for (const { itemId, startMs } of world.programmes.slice(1)) {
    const first = shown.pictures.find((picture) => picture.itemId === itemId);
    strictEqual(first?.frame, 0);
    ok(
      Math.abs(first.atMs - startMs) <= 2 * FRAME_MS,
      `item ${itemId} began ${first.atMs - startMs} ms late`,
    );
  }
});

Deno.test("Playout joins the middle of a programme at the place that belongs to the clock", async () => {
  const programmes = [programme(1, ORIGIN_MS - 600_000, ORIGIN_MS + 60_000)];
  await using world = new World(programmes);
  await world.clock.advance(5_000);
  const { pictures } = world.shown();
  const first = pictures.find(({ itemId }) => itemId === 1);
  ok(first !== undefined);
  const offByMs = first.frame * FRAME_MS - (first.atMs - (ORIGIN_MS - 600_000));
  ok(Math.abs(offByMs) <= 700, `the item is ${offByMs} ms off the clock`);
  strictEqual(pictures[0]?.itemId, SLATE_ITEM, "a card bridges the time until the first key frame");
});

Deno.test("Playout opens the next input before the joint, from its start, with all its pictures", async () => {
  await using world = new World(inARow(ORIGIN_MS, [6_000, 8_000, 60_000]));
  await world.clock.advance(12_500);
  const { priority, offsetMs, frames } = world.inputs.requests[1] ?? {};
  deepStrictEqual({ priority, offsetMs, frames }, { priority: "warm", offsetMs: 0, frames: 80 });
});

Deno.test("Playout makes output ahead of the clock, and no further than it should", async () => {
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 3_600_000)]);
  await world.clock.advance(2_000);
  for (let second = 0; second < 30; second++) {
    await world.clock.advance(1_000);
    ok(world.fanout.leadMs >= OPTIONS.readAheadMs - 500, `only ${world.fanout.leadMs} ms ahead`);
    ok(world.fanout.leadMs <= OPTIONS.readAheadMs + 500, `${world.fanout.leadMs} ms ahead`);
  }
});

Deno.test("An input that dies is opened again where the output ends, and no viewer sees it", async () => {
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 60_000)], {
    items: { 1: { diesAfterMs: 20_000 } },
  });
  await world.clock.advance(15_000);
  world.items.delete(1);
  await world.clock.advance(15_000);
  const shown = world.shown();
  assertSeamless(shown);
  const after = shown.pictures.filter(({ atMs }) => atMs > ORIGIN_MS + 5_000);
  deepStrictEqual([...new Set(after.map(({ itemId }) => itemId))], [1]);
  const last = after.at(-1);
  ok(last !== undefined && Math.abs(last.frame * FRAME_MS - (last.atMs - ORIGIN_MS)) <= 1_500);
  strictEqual(world.inputs.requests[1]?.mayCopy, false);
});

Deno.test("An item that cannot be opened is tried ever more slowly while a card holds its place", async () => {
  await using world = new World(inARow(ORIGIN_MS, [40_000, 60_000]), {
    items: { 1: { fault: new Fault("tune_failed", "moov atom not found") } },
  });
  await world.clock.advance(35_000);
  const tries = world.inputs.requests.filter(({ itemId }) => itemId === 1);
  strictEqual(tries.length, 5, "after 1, 2, 4 and 8 s; then it is left alone for a while");
  strictEqual(world.playout.state, "slate");
  strictEqual(world.playout.fault, "moov atom not found");
  await world.clock.advance(10_000);
  const shown = world.shown();
  assertSeamless(shown);
  const next = shown.pictures.find(({ itemId }) => itemId === 2);
  ok(next !== undefined && Math.abs(next.atMs - (ORIGIN_MS + 40_000)) <= FRAME_MS);
  strictEqual(world.playout.state, "live");
  strictEqual(world.playout.fault, null);
});

Deno.test("An item that ends early", async (t) => {
  await t.step("by less than a second is followed by the next at once", async () => {
    await using world = new World(inARow(ORIGIN_MS, [10_000, 60_000]), { items: { 1: { lengthMs: 9_400 } } });
    await world.clock.advance(14_000);
    const shown = world.shown();
    assertSeamless(shown);
    const second = shown.pictures.findIndex(({ itemId }) => itemId === 2);
    strictEqual(shown.pictures[second - 1]?.itemId, 1, "no card flashes between them");
    const earlyMs = ORIGIN_MS + 10_000 - (shown.pictures[second]?.atMs ?? NaN);
    ok(earlyMs > 0 && earlyMs <= 1_000, `${earlyMs} ms early`);
  });
  await t.step("by more is followed by a card until the next one's time", async () => {
    await using world = new World(inARow(ORIGIN_MS, [20_000, 60_000]), {
      items: { 1: { lengthMs: 12_000 } },
    });
    await world.clock.advance(24_000);
    const shown = world.shown();
    assertSeamless(shown);
    const second = shown.pictures.findIndex(({ itemId }) => itemId === 2);
    strictEqual(shown.pictures[second - 1]?.itemId, SLATE_ITEM);
    ok(Math.abs((shown.pictures[second]?.atMs ?? NaN) - (ORIGIN_MS + 20_000)) <= FRAME_MS);
    strictEqual(
      world.inputs.requests.filter(({ itemId }) => itemId === 1).length,
      1,
      "it is not tried again",
    );
  });
});

Deno.test("Items that end a little early do not add up: the next one that can makes up for them", async () => {
  const items = Object.fromEntries([1, 2, 4, 5, 7, 8].map((itemId) => [itemId, { lengthMs: 3_700 }]));
  await using world = new World(inARow(ORIGIN_MS, [...Array<number>(8).fill(4_000), 60_000]), { items });
  await world.clock.advance(40_000);
  const shown = world.shown();
  assertSeamless(shown);
  for (const { itemId, startMs } of world.programmes.slice(1)) {
    const first = shown.pictures.find((picture) => picture.itemId === itemId);
    const earlyMs = startMs - (first?.atMs ?? NaN);
    ok(earlyMs > -FRAME_MS && earlyMs <= 3 * 300 + FRAME_MS, `item ${itemId} began ${earlyMs} ms early`);
  }
  ok(shown.pictures.slice(10).every(({ itemId }) => itemId !== SLATE_ITEM), "no card flashes");
});

Deno.test("An item that is longer than its programme is cut at the joint", async () => {
  await using world = new World(inARow(ORIGIN_MS, [8_000, 60_000]));
  await world.clock.advance(12_000);
  const shown = world.shown();
  assertSeamless(shown);
  const second = shown.pictures.find(({ itemId }) => itemId === 2);
  ok(second !== undefined && Math.abs(second.atMs - (ORIGIN_MS + 8_000)) <= 2 * FRAME_MS);
});

Deno.test("An input that falls silent counts as failed after the stall time, and a card covers the gap", async () => {
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)], {
    items: { 1: { hangsAfterMs: 10_000 } },
  });
  await world.clock.advance(9_000);
  world.items.set(1, {});
  await world.clock.advance(20_000);
  const shown = world.shown();
  assertSeamless(shown);
  strictEqual(shown.pictures.at(-1)?.itemId, 1);
  ok(world.inputs.requests.length === 2);
  ok(world.logged.some((line) => line.includes("Media time stood still for 5")));
});

Deno.test("Without a free process", async (t) => {
  const full = new Fault("pool_full", "Cannot lease ffmpeg for c1: all 4 slots are in use");
  await t.step("a channel nobody watches sleeps, and asks again from time to time", async () => {
    await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)], {
      isWatched: false,
      items: { 1: { fault: full } },
    });
    await world.clock.advance(25_000);
    strictEqual(world.playout.state, "dormant");
    ok(world.inputs.requests.length <= 4, `${world.inputs.requests.length} tries in 25 s`);
    strictEqual(world.fanout.bytes, 0, "nothing is made for nobody");
  });
  await t.step("a channel somebody watches asks another one to make room, and shows a card", async () => {
    await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)], {
      items: { 1: { fault: full } },
    });
    await world.clock.advance(2_000);
    ok(world.roomsMade >= 2);
    world.items.delete(1);
    await world.clock.advance(3_000);
    assertSeamless(world.shown());
    strictEqual(world.playout.state, "live");
  });
  await t.step("a sleeping channel wakes as soon as somebody watches", async () => {
    await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)], {
      isWatched: false,
      items: { 1: { fault: full } },
    });
    await world.clock.advance(5_000);
    world.items.delete(1);
    world.watch();
    await world.clock.advance(1_000);
    strictEqual(world.playout.state, "live");
  });
});

Deno.test("A sleeping channel costs next to nothing, and a viewer does not wait for it", async () => {
  const items = { 1: { fault: new Fault("pool_full", "all slots are in use") } };
  const world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 3_600_000)], { isWatched: false, items });
  await using _ = world;
  await world.clock.advance(60_000);
  strictEqual(world.playout.state, "dormant");
  world.asked = 0;
  await world.clock.advance(60_000);
  ok(world.asked <= 130, `the timeline was asked ${world.asked} times in a minute`);
  await world.clock.advance(333);
  world.items.delete(1);
  world.watch();
  await world.clock.advance(0);
  ok(world.shown().pictures.length > 0, "the first card comes in no time");
  await world.clock.advance(150);
  strictEqual(world.playout.state, "live");
});

Deno.test("A channel that waits for room is told when there is some", async () => {
  const items = { 1: { openMs: 0, fault: new Fault("pool_full", "all slots are in use") } };
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 3_600_000)], { items });
  world.roomAfterMs = 120;
  await world.clock.advance(100);
  world.items.delete(1);
  await world.clock.advance(150);
  strictEqual(world.playout.state, "live", "half a second would have been the next try");
  strictEqual(world.roomsMade, 1);
});

Deno.test("A programme whose end is moved is played on", async () => {
  await using world = new World(inARow(ORIGIN_MS, [15_000, 60_000]));
  await world.clock.advance(10_000);
  world.programmes = [
    programme(1, ORIGIN_MS, ORIGIN_MS + 40_000),
    programme(2, ORIGIN_MS + 40_000, ORIGIN_MS + 90_000),
  ];
  await world.clock.advance(40_000);
  const shown = world.shown();
  assertSeamless(shown);
  const around = shown.pictures.filter(({ atMs }) => atMs > ORIGIN_MS + 5_000);
  deepStrictEqual([...new Set(around.map(({ itemId }) => itemId))], [1, 2], "without a card");
  const second = around.find(({ itemId }) => itemId === 2);
  ok(second !== undefined && Math.abs(second.atMs - (ORIGIN_MS + 40_000)) <= 2 * FRAME_MS);
});

Deno.test("Playout.rest() gives the processes up; the clock runs on", async () => {
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)], { isWatched: false });
  await world.clock.advance(5_000);
  strictEqual(world.inputs.open.size, 1);
  world.playout.rest();
  await world.clock.advance(2_000);
  strictEqual(world.inputs.open.size, 0);
  world.watch();
  await world.clock.advance(4_000);
  const { pictures } = world.shown();
  const last = pictures.at(-1);
  strictEqual(last?.itemId, 1);
});

Deno.test("A channel that is off air shows a card while somebody watches, and opens nothing", async () => {
  await using world = new World([programme(null, ORIGIN_MS, ORIGIN_MS + 60_000)]);
  await world.clock.advance(10_000);
  const shown = world.shown();
  assertSeamless(shown);
  ok(shown.pictures.length >= 100);
  deepStrictEqual(world.inputs.requests, []);
  strictEqual(world.playout.state, "slate");
  ok((await world.metrics.expose()).includes('slate_seconds_total{channel_id="c1",reason="off_air"}'));
});

Deno.test("Viewers with a reserve do not starve when a card takes over: it keeps pace with the clock", async () => {
  await using world = new World([
    programme(1, ORIGIN_MS, ORIGIN_MS + 20_000),
    programme(null, ORIGIN_MS + 20_000, ORIGIN_MS + 60_000),
  ]);
  await world.clock.advance(16_000);
  for (let atMs = 16_000; atMs < 30_000; atMs += 100) {
    await world.clock.advance(100);
    const isOnCard = atMs > 18_500;
    if (isOnCard) {
      ok(world.fanout.leadMs >= OPTIONS.burstMs - 500, `${world.fanout.leadMs} ms ahead at ${atMs}`);
    }
  }
  assertSeamless(world.shown());
});

Deno.test("An encoder that cannot keep up is shown in long stretches, not in flashes between cards", async () => {
  for (const [rate, shareMin] of [[0.95, 0.8], [0.8, 0.5]] as const) {
    const items = { 1: { rate } };
    await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)], { items });
    await world.clock.advance(60_000);
    const shown = world.shown();
    assertSeamless(shown);
    const share = shown.pictures.filter(({ itemId }) => itemId === 1).length / shown.pictures.length;
    ok(share >= shareMin, `at ${rate} of real time only ${Math.round(share * 100)} % is the programme`);
    const changes = shown.pictures.filter(({ itemId }, index) =>
      itemId !== shown.pictures[index + 1]?.itemId
    ).length;
    ok(changes <= 40, `${changes} changes between programme and card in a minute`);
  }
});

Deno.test("A picture that stands still while the sound goes on counts as failed after the stall time", async () => {
  const items = { 1: { soundOnlyAfterMs: 10_000 } };
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)], { items });
  await world.clock.advance(9_000);
  world.items.set(1, {});
  await world.clock.advance(20_000);
  const shown = world.shown();
  assertSeamless(shown);
  strictEqual(world.inputs.requests.length, 2);
  strictEqual(shown.pictures.at(-1)?.itemId, 1);
});

Deno.test("A channel that wakes shows nothing of what it made before it slept", async () => {
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 7_200_000)], { isWatched: false });
  await world.clock.advance(10_000);
  void world.playout.rest();
  world.items.set(1, { fault: new Fault("pool_full", "all slots are in use") });
  await world.clock.advance(300_000);
  world.items.delete(1);
  world.watch();
  await world.clock.advance(4_000);
  const first = world.shown().pictures.find(({ itemId }) => itemId === 1);
  ok(
    first !== undefined && first.frame * FRAME_MS > 300_000,
    `it showed second ${(first?.frame ?? 0) / 10}`,
  );
});

Deno.test("A clock that is set takes the channel to the programme of the new time", async () => {
  await using world = new World(inARow(ORIGIN_MS, [30_000, 30_000, 30_000]));
  await world.clock.advance(5_000);
  world.clock.jumpWall(60_000);
  await world.clock.advance(6_000);
  const shown = world.shown();
  assertSeamless(shown);
  strictEqual(shown.pictures.at(-1)?.itemId, 3);
});

Deno.test("A timeline that is rebuilt takes effect where the output ends", async () => {
  await using world = new World([programme(null, ORIGIN_MS, ORIGIN_MS + 60_000)]);
  await world.clock.advance(5_000);
  const nowMs = world.clock.wallMs();
  world.programmes = [programme(null, ORIGIN_MS, nowMs), programme(1, nowMs, nowMs + 60_000)];
  await world.clock.advance(3_000);
  const shown = world.shown();
  assertSeamless(shown);
  strictEqual(shown.pictures.at(-1)?.itemId, 1);
});

Deno.test("Whatever inputs do, a watched channel's output is seamless, never late, and on time again afterwards", async () => {
  const behaviour = fc.oneof(
    fc.constant<FakeItem>({}),
    fc.record({ openMs: fc.integer({ min: 0, max: 4_000 }) }),
    fc.record({ lengthMs: fc.integer({ min: 0, max: 8_000 }) }),
    fc.record({ diesAfterMs: fc.integer({ min: 0, max: 8_000 }) }),
    fc.record({ hangsAfterMs: fc.integer({ min: 0, max: 8_000 }) }),
    fc.constant<FakeItem>({ fault: new Fault("tune_failed", "broken") }),
    fc.constant<FakeItem>({ fault: new Fault("pool_full", "all slots are in use") }),
  );
  const programmes = fc.array(fc.tuple(fc.integer({ min: 1_000, max: 9_000 }), behaviour), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(programmes, async (programmes) => {
      const lengths = programmes.map(([lengthMs]) => lengthMs);
      const totalMs = lengths.reduce((sum, lengthMs) => sum + lengthMs, 0);
      const items = Object.fromEntries(programmes.map(([, item], index) => [index + 1, item]));
      await using world = new World(inARow(ORIGIN_MS, [...lengths, 120_000]), { items });
      for (let atMs = 0; atMs < totalMs + 10_000; atMs += 500) {
        await world.clock.advance(500);
        ok(world.fanout.leadMs > 0, `output is ${-world.fanout.leadMs} ms late at ${atMs}`);
      }
      const shown = world.shown();
      assertSeamless(shown);
      const final = shown.pictures.find(({ itemId }) => itemId === lengths.length + 1);
      ok(final !== undefined);
      ok(Math.abs(final.atMs - (ORIGIN_MS + totalMs)) <= 1_000, `${final.atMs - ORIGIN_MS - totalMs} ms off`);
    }),
    { numRuns: 40 },
  );
});

Deno.test("A channel whose memory is used up makes no more output ahead than viewers need", async () => {
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)]);
  await world.clock.advance(20_000);
  world.bytesMax = 1;
  await world.clock.advance(20_000);
  ok(world.fanout.leadMs < 1_500, `${world.fanout.leadMs} ms ahead`);
  ok(world.fanout.leadMs > 500, `only ${world.fanout.leadMs} ms ahead`);
  assertSeamless(world.shown());
});
