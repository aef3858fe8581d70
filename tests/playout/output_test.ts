import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Fanout, type MediaChunk } from "../../src/fanout/mod.ts";
import { known } from "../../src/invariant.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { type Input, Output, type SlateReason, SlateShelf } from "../../src/playout/mod.ts";
import { silenceFrom, Splicer } from "../../src/splice/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { markOf } from "../fakes/fake_inputs.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { readTs } from "../fakes/ts_reader.ts";
import { CHANNEL_OPTIONS, channelOf, logInto, PROFILE } from "./samples.ts";

const FRAME_MS = 100;
const CARD = 9;

/** Pictures of an item with their sound, marked with their number; `parameters` stand for its SPS and PPS. */
function unitsOf(itemId: number, count: number, parameters = 1, depth: 0 | 1 = 0): AccessUnit[] {
  const { bytes } = buildTs({
    ...{ frames: count, depth, frameTicks: 9_000, gop: 10, startPts: 1_000_000, audioOffset: 0 },
    ...{ parameters, firstId: markOf(itemId, 0), pictureBytes: () => 10 },
  });
  const demuxer = new Demuxer();
  return [...demuxer.push(bytes), ...demuxer.end(true)];
}

/** An input as far as an output looks at it. */
function inputOf(): Input {
  return {
    ...{
      state: "ready",
      waiting: 0,
      lossPercent: 0,
      fault: null,
      frameRate: PROFILE.frameRate,
      hasAudio: true,
    },
    take: () => [],
    changed: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** An output whose chunks are kept. */
class World {
  readonly clock = new FakeClock();
  readonly metrics = createMetrics();
  readonly chunks: MediaChunk[] = [];
  readonly fanout = new Fanout({
    clock: this.clock,
    metrics: this.metrics,
    onLeave: () => {},
    onFreed: () => {},
  }, {
    ...CHANNEL_OPTIONS,
    bytesMax: () => 1e9,
  });
  readonly watching = this.fanout.observe((chunk) => this.chunks.push(chunk));
  readonly output: Output;

  /**
   * @param depth Of the card: with 1, its pictures come in pairs that are not taken apart.
   * @param slates Other cards than the one.
   */
  constructor(depth: 0 | 1 = 0, slates: SlateShelf | null = null) {
    const { clock, metrics, fanout } = this;
    const card = unitsOf(CARD, 20, 1, depth);
    const splicer = new Splicer({
      ...{ frameRate: PROFILE.frameRate, sampleRate: 48_000, serviceName: "One" },
      silence: silenceFrom(card),
    });
    this.output = new Output({
      ...{ channel: channelOf("1"), profile: PROFILE, slates: slates ?? SlateShelf.of(card) },
      ...{ splicer, fanout, clock, metrics },
    });
  }

  /** Puts an item on air and pushes all its units. */
  play(units: readonly AccessUnit[], frames = 600): void {
    this.output.join(inputOf(), frames);
    this.output.push(units);
  }

  /** Shows a piece of the card of each reason. */
  show(...reasons: SlateReason[]): void {
    for (const reason of reasons) this.output.showSlate({ reason, untilMs: null, nextTitle: null });
  }

  /** Item and frame of every picture that went out, in order of presentation; checks the stream as a whole. */
  shown(): string[] {
    const bytes = Uint8Array.from(this.chunks.flatMap((chunk) => [...chunk.bytes]));
    const { faults, units } = readTs(bytes);
    deepStrictEqual(faults, []);
    return units.filter(({ kind }) => kind === "video").sort((one, other) => one.pts - other.pts)
      .map(({ id }) => `${Math.floor(id / 1_000_000)}:${id % 1_000_000}`);
  }

  metric(series: string): Promise<number> {
    return metricOf(this.metrics, series);
  }
}

function names(itemId: number, count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `${itemId}:${from + index}`);
}

Deno.test("An output's head is where its media ends, on the wall clock", async () => {
  const { clock, output, ...world } = new World();
  const originMs = clock.wallMs();
  deepStrictEqual([output.leadMs, output.headMs, output.frameMs], [0, originMs, FRAME_MS]);
  output.join(inputOf(), 600);
  output.push(unitsOf(1, 20));
  deepStrictEqual([output.leadMs, output.headMs], [2_000, originMs + 2_000]);
  await clock.advance(500);
  deepStrictEqual([output.leadMs, output.headMs], [1_500, originMs + 2_000]);
  clock.jumpWall(60_000);
  strictEqual(output.headMs, originMs + 62_000, "a wall clock that is set takes the head along");
  await clock.advance(10_000);
  strictEqual(output.leadMs, -8_500);
  deepStrictEqual([output.catchUp(), output.leadMs, output.catchUp()], [true, 0, false]);
  world.watching[Symbol.dispose]();
  strictEqual(output.isWatched, false);
});

Deno.test("An output sends as many pictures of an input as were wanted, then is full", () => {
  const world = new World();
  const input = inputOf();
  world.output.join(input, 12);
  const units = unitsOf(1, 30);
  world.output.push(units.slice(0, 10));
  deepStrictEqual([world.output.isFull, world.output.isOnAir(input)], [false, true]);
  world.output.push(units.slice(10));
  strictEqual(world.output.isFull, true);
  world.output.leave();
  deepStrictEqual([world.output.isOnAir(input), world.output.isOnAir(null)], [false, false]);
  deepStrictEqual(world.shown(), names(1, 12));
});

Deno.test("One input after another, and cards between, make one stream without a hole", async () => {
  const world = new World();
  world.play(unitsOf(1, 15));
  world.show("unavailable", "unavailable");
  world.play(unitsOf(2, 15));
  world.output.leave();
  deepStrictEqual(world.shown(), [...names(1, 15), ...names(CARD, 2), ...names(2, 15)]);
  const { chunks } = world;
  chunks.slice(1).forEach(({ startMs }, index) => strictEqual(startMs, chunks[index]?.endMs));
  strictEqual(await world.metric("splice_joints_total"), 3);
  strictEqual(await world.metric("splice_gap_seconds_count"), 3);
  strictEqual(await world.metric("splice_gap_seconds_sum"), 0);
});

Deno.test("A card goes on where its last piece ended, and begins anew after content", () => {
  const world = new World();
  world.show("tuning", "tuning", "off_air", "off_air");
  world.play(unitsOf(1, 5));
  world.show("off_air");
  deepStrictEqual(world.shown(), [...names(CARD, 4), ...names(1, 5), ...names(CARD, 1)]);
});

Deno.test("A better card takes over at the next piece, without a break", async () => {
  const offers: PromiseWithResolvers<AccessUnit[]>[] = [];
  const press = {
    render: () => Promise.resolve(unitsOf(CARD, 20)),
    offer: () => {
      offers.push(Promise.withResolvers());
      return known(offers.at(-1), "offer").promise;
    },
  };
  const clock = new FakeClock();
  const parts = { press, clock, log: logInto([], clock), zone: "UTC" };
  const slates = await SlateShelf.open(parts, PROFILE);
  await slates.fill(new AbortController().signal);
  const world = new World(0, slates);
  const wish = { reason: "between", untilMs: null, nextTitle: "Bars" } as const;
  for (let piece = 0; piece < 3; piece++) world.output.showSlate(wish);
  strictEqual(offers.length, 1);
  offers[0]?.resolve(unitsOf(8, 20));
  await clock.settle();
  for (let piece = 0; piece < 3; piece++) world.output.showSlate(wish);
  world.show("off_air");
  world.output.leave();
  deepStrictEqual(world.shown(), [...names(CARD, 3), ...names(8, 3), ...names(CARD, 1)]);
  ok(world.chunks.every(({ isDiscontinuity, isSlate }) => !isDiscontinuity && isSlate));
  world.chunks.slice(1).forEach(({ startMs }, index) => strictEqual(startMs, world.chunks[index]?.endMs));
});

Deno.test("A card is loops of its clip, for as long as it is needed", () => {
  const world = new World();
  for (let piece = 0; piece < 50; piece++) world.show("off_air");
  deepStrictEqual(world.shown(), [...names(CARD, 20), ...names(CARD, 20), ...names(CARD, 10)]);
});

Deno.test("Cards are counted by reason with what was really shown, which is whole groups of pictures", async () => {
  const world = new World(1);
  world.show("tuning", "tuning", "off_air");
  const shownMs = async (reason: string) =>
    Math.round(1_000 * await world.metric(`slate_seconds_total{channel_id="c1",reason="${reason}"}`));
  deepStrictEqual([await shownMs("tuning"), await shownMs("off_air")], [300, 200]);
  strictEqual(Math.round(world.output.leadMs), 500);
});

Deno.test("A card keeps viewers, but it is no sign of life", async () => {
  const world = new World();
  strictEqual(world.output.silentMs, Infinity);
  await world.clock.advance(1_000);
  world.show("tuning");
  deepStrictEqual([world.output.silentMs, world.output.lastOutputMs], [0, null]);
  ok(world.chunks.every(({ isSlate }) => isSlate));
  await world.clock.advance(1_000);
  world.play(unitsOf(1, 10));
  const livedAtMs = world.clock.wallMs();
  strictEqual(world.output.lastOutputMs, livedAtMs);
  ok(known(world.chunks.at(-1), "chunk").isSlate === false);
  await world.clock.advance(5_000);
  world.show("unavailable");
  await world.clock.advance(700);
  deepStrictEqual([world.output.silentMs, world.output.lastOutputMs], [700, livedAtMs]);
});

Deno.test("Decoders are warned exactly where parameters change", async (t) => {
  const warnedAtMs = (world: World) =>
    world.chunks.filter(({ isDiscontinuity }) => isDiscontinuity).map(({ startMs }) => startMs);
  await t.step("not at a joint of equals", () => {
    const world = new World();
    world.play(unitsOf(1, 10, 5));
    world.play(unitsOf(2, 10, 5));
    deepStrictEqual(warnedAtMs(world), []);
  });
  await t.step("at a joint with another input", () => {
    const world = new World();
    world.play(unitsOf(1, 15, 5));
    world.play(unitsOf(2, 25, 6));
    world.play(unitsOf(3, 10, 6));
    deepStrictEqual(warnedAtMs(world), [1_500]);
    ok(world.chunks.filter(({ isDiscontinuity }) => isDiscontinuity).every(({ isKey }) => isKey));
  });
  await t.step("at a joint with a card of other parameters, and back", () => {
    const world = new World();
    world.play(unitsOf(1, 10, 5));
    world.show("tuning");
    world.play(unitsOf(1, 10, 5));
    deepStrictEqual(warnedAtMs(world), [1_000, 1_100]);
  });
  await t.step("inside an input, at the key frame that brings them", () => {
    const world = new World();
    const changed = unitsOf(1, 10, 6).map((unit) => ({
      ...unit,
      ...{ pts: unit.pts + 90_000, dts: unit.dts + 90_000 },
    }));
    world.play([...unitsOf(1, 10, 5), ...changed]);
    deepStrictEqual(warnedAtMs(world), [1_000]);
  });
});
