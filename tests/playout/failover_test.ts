/** What goes wrong with inputs, seen from the viewer's chair: on a fake clock, the output read back by other code. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import type { LadderInput } from "../../src/playout/mod.ts";
import type { FakeItem } from "../fakes/fake_inputs.ts";
import { way } from "../fakes/open_gate.ts";
import { assertSeamless, FRAME_MS, inARow, ORIGIN_MS, programme, SLATE_ITEM, World } from "./world.ts";

/** Every way to play a programme shows pictures of its own mark. */
const [MIRROR, COPY, FILLER] = [10, 20, 90] as const;
const HOUR = [programme(1, ORIGIN_MS, ORIGIN_MS + 3_600_000)];
const GONE = new Fault("tune_failed", "Server returned 404 Not Found");
const FULL = new Fault("pool_full", "all slots are in use");

const primary = (id: number, rest: Partial<LadderInput> = {}) => way(id, "primary", rest);
const mirror = (id: number, rest: Partial<LadderInput> = {}) =>
  way(MIRROR + id, "mirror:0", { rank: 1, kind: "mirror", locator: `/mirror/${id}`, ...rest });
const copy = (id: number) => way(COPY + id, "alternate:0", { rank: 2, kind: "alternate" });
const filler = () => way(FILLER, "filler", { rank: 3, kind: "filler", tier: "substitute" });

const two = (id: number) => [primary(id), mirror(id)];
const three = (id: number) => [...two(id), copy(id)];
const all = (id: number) => [...three(id), filler()];

/** Once it failed, it is opened again only after a good probe. */
const remote = (id: number) => [primary(id, { host: "nas:80", probe: "light" }), filler()];

type Items = Readonly<Record<number, FakeItem>>;

/** The picture that was shown last is where it belongs by the clock, within a second. */
function assertInPlace(world: World, startMs = ORIGIN_MS): void {
  const last = world.shown().pictures.at(-1);
  ok(last !== undefined);
  const offMs = last.frame * FRAME_MS - (last.atMs - startMs);
  ok(Math.abs(offMs) <= 1_000, `item ${last.itemId} is ${offMs} ms off its place`);
}

/** Nothing was late, and nobody was without a byte for longer than the rule allows. */
function assertSmooth(world: World): void {
  assertSeamless(world.shown());
  ok(world.gapMaxMs <= 1_600, `nothing was written for ${world.gapMaxMs} ms`);
}

async function metric(world: World, name: string): Promise<number> {
  const lines = (await world.metrics.expose()).split("\n").filter((line) =>
    line.startsWith(`exstreamtv_${name}{`)
  );
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

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

Deno.test("A primary and a mirror that are not there give way to another copy", async () => {
  const items = { 1: { fault: GONE }, [MIRROR + 1]: { fault: GONE } };
  await using world = new World(HOUR, { ladder: three, items });
  await world.clock.advance(5_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS), [SLATE_ITEM, COPY + 1]);
  assertSmooth(world);
  assertInPlace(world);
  deepStrictEqual(world.switches, ["->alternate:0 error"]);
});

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
  const items: Items = { 1: { fault: GONE }, [FILLER]: { lengthMs: 15_000 } };
  await using world = new World(HOUR, { ladder, items });
  await world.clock.advance(60_000);
  assertSmooth(world);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 2_000), [FILLER]);
  world.items.set(FILLER, { lengthMs: 1_000 });
  await world.clock.advance(60_000);
  assertSmooth(world);
  strictEqual(world.shown().pictures.at(-1)?.itemId, SLATE_ITEM);
});

Deno.test("Without a filler a card covers until something of the programme can be played again", async () => {
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

Deno.test("An input that opens and shows nothing is given up after 10 s, and the mirror airs", async () => {
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

Deno.test("A host that takes one connection never has two, whatever is opened, warmed, or still ending", async () => {
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
  world.inputs.kill(1);
  await world.clock.advance(10_000);
  checkOne();
  // Of the host, and its mirror too.
  world.inputs.kill(2);
  await world.clock.advance(10_000);
  world.playout.operator.switchTo("primary", "until_boundary");
  await world.clock.advance(45_000);
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

Deno.test("Of fifty switches in a row the last one counts, and nothing is left open", async () => {
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

/** Why a switch is refused; null if it is not. */
function refusalOf(world: World, id: string): string | null {
  try {
    world.playout.operator.switchTo(id, "until_boundary");
    return null;
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.code;
    throw thrown;
  }
}

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

Deno.test("A worse way that is added while a card covers airs", async () => {
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

Deno.test("An input that hangs while a card covers it, with a little in hand, is given up too", async () => {
  await using world = new World(HOUR, { ladder: two, items: { 1: { rate: 0.7, hangsAfterMs: 20_000 } } });
  await world.clock.advance(60_000);
  assertSmooth(world);
  strictEqual(world.shown().pictures.at(-1)?.itemId, MIRROR + 1);
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

Deno.test("A remote way that failed is looked at before it is opened again, once at a time", async () => {
  const remote = { host: "nas:80", probe: "light" } as const;
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
  isUp = true;
  world.items.delete(1);
  await world.clock.advance(100_000);
  strictEqual(world.shown().pictures.at(-1)?.itemId, 1);
  assertSmooth(world);
  match(world.switches.at(-1) ?? "", /failback/);
});
