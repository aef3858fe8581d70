/** Failover while everything around it changes: ladders, programmes, sleep and the end. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import {
  all,
  assertInPlace,
  assertSmooth,
  COPY,
  FILLER,
  filler,
  FULL,
  GONE,
  HOUR,
  type Items,
  MIRROR,
  mirror,
  primary,
  two,
} from "../playout/ways.ts";
import { FRAME_MS, inARow, ORIGIN_MS, SLATE_ITEM, World } from "../playout/world.ts";

Deno.test("A programme that changes while a candidate opens takes it along", async () => {
  await using world = new World(inARow(ORIGIN_MS, [20_000, 60_000]), {
    ladder: two,
    items: { [MIRROR + 1]: { openMs: 8_000 } },
  });
  await world.clock.advance(14_000);
  world.inputs.kill(1);
  await world.clock.advance(15_000);
  assertSmooth(world);
  strictEqual(world.inputs.open.size, 1);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000).filter((id) => id !== SLATE_ITEM), [1, 2]);
  assertInPlace(world, ORIGIN_MS + 20_000);
});

Deno.test("A mirror that is added while on air changes nothing, until it is needed", async () => {
  await using world = new World(HOUR, { ladder: (id) => [primary(id)] });
  await world.clock.advance(10_000);
  world.ladders.change(1, two(1));
  await world.clock.advance(10_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1]);
  world.inputs.kill(1);
  await world.clock.advance(10_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, MIRROR + 1]);
  assertSmooth(world);
});

Deno.test("A mirror that is taken out while on air gives way to what is left", async () => {
  await using world = new World(HOUR, { ladder: two, items: { 1: { fault: GONE } } });
  await world.clock.advance(10_000);
  world.items.delete(1);
  await world.clock.advance(5_000);
  world.ladders.change(1, [primary(1)]);
  await world.clock.advance(10_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 2_000), [MIRROR + 1, 1]);
  assertSmooth(world);
  assertInPlace(world);
  deepStrictEqual(world.switches.at(-1), "mirror:0>primary input_removed");
});

Deno.test("Hazard 7: a worse way that is added while a card covers airs", async () => {
  await using world = new World(HOUR, { ladder: (id) => [primary(id)], items: { 1: { fault: GONE } } });
  await world.clock.advance(10_000);
  world.ladders.change(1, two(1));
  await world.clock.advance(3_000);
  strictEqual(world.shown().pictures.at(-1)?.itemId, MIRROR + 1);
  assertSmooth(world);
});

Deno.test("A channel with a ladder that rests gives everything up, and wakes where it belongs", async () => {
  const world = new World(HOUR, { ladder: all, isWatched: false });
  await using _ = world;
  await world.clock.advance(10_000);
  world.playout.operator.switchTo("mirror:0", "until_cleared");
  await world.clock.advance(300);
  strictEqual(world.inputs.open.size, 2);
  void world.playout.rest();
  await world.clock.advance(1_000);
  strictEqual(world.inputs.open.size, 0);
  for (const id of [1, MIRROR + 1, COPY + 1]) world.items.set(id, { fault: FULL });
  await world.clock.advance(60_000);
  strictEqual(world.playout.state, "dormant");
  for (const id of [1, MIRROR + 1, COPY + 1]) world.items.delete(id);
  world.watch();
  await world.clock.advance(5_000);
  strictEqual(world.playout.state, "live");
  strictEqual(world.gate.failures, 0, "want of a process is no failure");
  const last = world.shown().pictures.at(-1);
  // What was made before it slept was thrown away, so pictures are numbered by the clock that ran on.
  const offMs = ORIGIN_MS + (last?.frame ?? 0) * FRAME_MS - (world.clock.wallMs() + world.fanout.leadMs);
  ok(Math.abs(offMs) <= 1_000, `${offMs} ms off`);
  deepStrictEqual(last?.itemId, MIRROR + 1, "the operator's choice holds");
});

Deno.test("Whenever a playout is ended, no input, timer or probe is left, and the next one begins well", async () => {
  const remote = { host: "nas:80", probe: "light" } as const;
  const ladder = (
    id: number,
  ) => [primary(id, remote), mirror(id, { host: "spare:80", probe: "light" }), filler()];
  for (let atMs = 0; atMs <= 24_000; atMs += 450) {
    const items: Items = {
      1: { diesAfterMs: 6_000, queuedMs: 150 },
      [MIRROR + 1]: { diesAfterMs: 8_000, openMs: 900 },
      2: { fault: FULL },
    };
    const world = new World(inARow(ORIGIN_MS, [20_000, 60_000]), { ladder, items });
    world.roomAfterMs = 700;
    const asked: AbortSignal[] = [];
    world.probe = async (_, __, signal) => {
      asked.push(signal);
      await world.clock.sleep(3_000, signal);
      return signal.aborted ? "ended" : null;
    };
    await world.clock.advance(atMs);
    await world.stop();
    const known = world.memory.state;
    const requests = world.inputs.requests.length;
    ok(asked.every((signal) => signal.aborted || known.health.every(({ isProbing }) => !isProbing)));
    ok(known.health.every(({ isProbing }) => !isProbing), `a probe is awaited for ever, at ${atMs} ms`);
    await world.clock.advance(30_000);
    strictEqual(world.inputs.requests.length, requests);
    strictEqual(world.memory.state, known, `somebody went on thinking, at ${atMs} ms`);
    await world[Symbol.asyncDispose]();
    await using next = new World(HOUR, { ladder, memory: world.memory });
    await next.clock.advance(20_000);
    ok([1, MIRROR + 1, FILLER].includes(next.shown().pictures.at(-1)?.itemId ?? -1), `at ${atMs} ms`);
  }
});

for (const host of [null, "nas:80"]) {
  const what = host === null ? "file of this machine" : "remote file";
  Deno.test(`A ${what} that was gone is looked at before it is opened again, and fails nobody meanwhile`, async () => {
    const remote = { host, probe: "light" } as const;
    const ladder = (id: number) => [primary(id, remote), filler()];
    await using world = new World(HOUR, { ladder });
    let isUp = false;
    world.probe = () => Promise.resolve(isUp ? null : "refused");
    await world.clock.advance(10_000);
    world.items.set(1, { fault: GONE });
    world.inputs.kill(1);
    await world.clock.advance(60_000);
    const tries = world.inputs.requests.filter(({ itemId }) => itemId === 1).length;
    ok(tries <= 3, `${tries} openings of what is not there`);
    ok(world.probed.length >= 3 && world.probed.length <= 8, `${world.probed.length} probes`);
    strictEqual(world.gate.failures, 1, "a bad probe is no failure");
    isUp = true;
    world.items.delete(1);
    await world.clock.advance(100_000);
    strictEqual(world.shown().pictures.at(-1)?.itemId, 1);
    assertSmooth(world);
    match(world.switches.at(-1) ?? "", /failback/);
  });
}
