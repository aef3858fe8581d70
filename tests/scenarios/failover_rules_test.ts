/** Whom the failover of a channel listens to: the operator, the breaker, parks, and hosts that take one connection. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import {
  assertInPlace,
  assertSmooth,
  COPY,
  GONE,
  HOUR,
  metric,
  MIRROR,
  mirror,
  primary,
  refusalOf,
  three,
  two,
} from "../playout/ways.ts";
import { inARow, ORIGIN_MS, programme, SLATE_ITEM, World } from "../playout/world.ts";

Deno.test("Hazard 11: a host that takes one connection never has two, whatever is opened, warmed, or still ending", async () => {
  const only = { host: "tv:80", isSingleConnection: true, probe: "light" } as const;
  const ladder = (id: number) => [
    primary(id, id % 2 === 1 ? {} : { ...only, locator: `http://tv/${id}` }),
    mirror(id, { ...only, locator: `http://tv/m${id}` }),
  ];
  const items = Object.fromEntries(
    [1, 2, 3, 4, 5].flatMap((id) => [[id, { endMs: 700 }], [MIRROR + id, { endMs: 700 }]]),
  );
  await using world = new World(inARow(ORIGIN_MS, [20_000, 20_000, 20_000, 20_000, 600_000]), {
    ladder,
    items,
  });
  const checkOne = () => {
    for (const places of world.inputs.together) {
      ok(places.filter((place) => place.startsWith("http://tv/")).length <= 1, places.join(" "));
    }
  };
  // Local; the next one, of the host, is warmed when it dies, and the mirror is of the host as well.
  await world.clock.advance(15_700);
  world.items.set(1, { fault: GONE });
  world.inputs.kill(1);
  await world.clock.advance(10_000);
  checkOne();
  // Of the host, and its mirror too.
  world.inputs.kill(2);
  await world.clock.advance(5_000);
  world.playout.operator.switchTo("primary", "until_boundary");
  await world.clock.advance(50_000);
  for (let round = 0; round < 6; round++) {
    world.playout.operator.switchTo(round % 2 === 0 ? "mirror:0" : "primary", "until_failure");
    await world.clock.advance(300);
  }
  await world.clock.advance(10_000);
  checkOne();
  assertSmooth(world);
  deepStrictEqual(world.probed, []);
  ok(world.shown().pictures.some(({ itemId }) => itemId === MIRROR + 1));
  ok(world.shown().pictures.some(({ itemId }) => itemId === 2 || itemId === MIRROR + 2));
  await world.stop();
  await world.clock.advance(1_000);
});

Deno.test("Hazard 5: of fifty switches in a row the last one counts, and nothing is left open", async () => {
  await using world = new World(HOUR, { ladder: three });
  await world.clock.advance(10_000);
  const ids = ["mirror:0", "alternate:0", "primary"];
  for (let round = 0; round < 50; round++) {
    world.playout.operator.switchTo(ids[round % 3] ?? "", "until_cleared");
    if (round % 7 === 0) await world.clock.advance(40);
  }
  ok(world.inputs.open.size <= 2, `${world.inputs.open.size} are open`);
  await world.clock.advance(10_000);
  strictEqual(world.inputs.open.size, 1);
  assertSmooth(world);
  assertInPlace(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, COPY + 1], "fifty: the second of the three");
  deepStrictEqual(world.switches, ["primary>alternate:0 manual"]);
});

Deno.test("The operator's choice airs until it is taken back", async () => {
  await using world = new World(inARow(ORIGIN_MS, [60_000, 600_000]), { ladder: three });
  await world.clock.advance(10_000);
  world.playout.operator.switchTo("mirror:0", "until_cleared");
  await world.clock.advance(60_000);
  world.playout.operator.clearOverride();
  await world.clock.advance(20_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 5_000), [1, MIRROR + 1, MIRROR + 2, 2]);
  deepStrictEqual(world.switches, ["primary>mirror:0 manual", "mirror:0>primary override_cleared"]);
  assertSmooth(world);
  assertInPlace(world, ORIGIN_MS + 60_000);
});

Deno.test("A switch close to the end of a programme fails nobody", async () => {
  await using world = new World(inARow(ORIGIN_MS, [20_000, 60_000]), { ladder: two });
  for (let atMs = 0; atMs < 16_000; atMs += 100) await world.clock.advance(100);
  for (let round = 0; round < 10; round++) {
    const refusal = refusalOf(world, round % 2 === 0 ? "mirror:0" : "primary");
    ok(refusal === null || refusal === "no_programme", `${refusal}`);
    await world.clock.advance(200);
  }
  await world.clock.advance(10_000);
  assertSmooth(world);
  strictEqual(await metric(world, "stream_failure_total"), 0);
  strictEqual(world.shown().pictures.at(-1)?.itemId, 2);
});

Deno.test("An operator is told why not", async () => {
  await using world = new World(HOUR, { ladder: two, items: { [MIRROR + 1]: { fault: GONE } } });
  await world.clock.advance(5_000);
  strictEqual(refusalOf(world, "nobody"), "unknown_input");
  strictEqual(refusalOf(world, "mirror:0"), null);
  await world.clock.advance(700);
  strictEqual(refusalOf(world, "mirror:0"), "input_degraded");
  await world.clock.advance(3_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 2_000), [1], "what aired goes on");
});

Deno.test("While the breaker is open what failed is not tried, but the next programme's first is", async () => {
  const items = { 1: { fault: GONE } };
  await using world = new World(inARow(ORIGIN_MS, [60_000, 60_000]), { items });
  await world.clock.advance(500);
  world.gate.isShut = true;
  const tries = () => world.inputs.requests.filter(({ itemId }) => itemId === 1).length;
  const before = tries();
  await world.clock.advance(45_000);
  strictEqual(tries(), before);
  world.items.delete(1);
  await world.clock.advance(25_000);
  strictEqual(tries(), before);
  deepStrictEqual(world.airedFrom(ORIGIN_MS), [SLATE_ITEM, 2]);
  assertSmooth(world);
});

Deno.test("While the breaker is open, a programme of the item that failed just before is begun all the same", async () => {
  const programmes = [
    programme(1, ORIGIN_MS, ORIGIN_MS + 30_000),
    programme(1, ORIGIN_MS + 30_000, ORIGIN_MS + 90_000),
  ];
  await using world = new World(programmes, { items: { 1: { fault: GONE } } });
  await world.clock.advance(500);
  world.gate.isShut = true;
  await world.clock.advance(20_000);
  world.items.delete(1);
  await world.clock.advance(15_000);
  strictEqual(world.shown().pictures.at(-1)?.itemId, 1);
  assertSmooth(world);
});

Deno.test("While the breaker is open, a warm input that failed is not warmed again", async () => {
  await using world = new World(inARow(ORIGIN_MS, [60_000, 60_000]), { items: { 2: { fault: GONE } } });
  world.gate.isShut = true;
  await world.clock.advance(56_500);
  strictEqual(world.inputs.requests.filter(({ itemId }) => itemId === 2).length, 1);
});

Deno.test("An encoder that crashes again and again is left alone, and the next programme is fine", async () => {
  const items = { 1: { diesAfterMs: 500 } };
  await using world = new World(inARow(ORIGIN_MS, [120_000, 60_000]), {
    ladder: (id) => [primary(id)],
    items: { 1: { fault: new Fault("tune_failed", "Segmentation fault") } },
  });
  await world.clock.advance(100_000);
  const tries = world.inputs.requests.filter(({ itemId }) => itemId === 1).length;
  strictEqual(tries, 5);
  deepStrictEqual(world.told, ["channel_exhausted", "input_parked primary"].toSorted(), `${items}`);
  strictEqual(world.playout.state, "slate");
  await world.clock.advance(30_000);
  strictEqual(world.shown().pictures.at(-1)?.itemId, 2);
  strictEqual(world.inputs.requests.filter(({ itemId }) => itemId === 1).length, 5);
  deepStrictEqual(world.told.filter((word) => word.startsWith("channel")), [
    "channel_exhausted",
    "channel_restored",
  ]);
  assertSmooth(world);
});

Deno.test("What the gate lets through and is not tried after all is given back", async () => {
  const items = { 1: { fault: new Fault("tune_failed", "broken") } };
  await using world = new World([programme(1, ORIGIN_MS, ORIGIN_MS + 600_000)], { items });
  await world.clock.advance(500);
  strictEqual(world.gate.failures, 1);
  world.items.set(1, { fault: new Fault("pool_full", "all slots are in use") });
  await world.clock.advance(3_000);
  ok(world.gate.shortages >= 1);
  strictEqual(world.gate.failures, 1, "nobody failed for want of a process");
});
