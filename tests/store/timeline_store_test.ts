import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { InvariantError } from "../../src/invariant.ts";
import type { Programme } from "../../src/programme.ts";
import { openStore, type TimelineStore } from "../../src/store/mod.ts";
import { programme } from "./samples.ts";

async function withTimelines(work: (timelines: TimelineStore) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    work(store.timelines);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const spans = (programmes: readonly Programme[]) =>
  programmes.map(({ startMs, stopMs }) => [startMs, stopMs]);
const tiles = (channelId: string, ...instants: number[]) =>
  instants.slice(1).map((stopMs, index) => programme(channelId, instants[index] ?? 0, stopMs));

Deno.test("TimelineStore.read() gives what overlaps the span, by start", () =>
  withTimelines((timelines) => {
    timelines.append("1", tiles("1", 100, 200, 300, 400), "s");
    timelines.append("2", tiles("2", 0, 1_000), "s");
    const cases: [number, number, number[][]][] = [
      [0, 100, []],
      [0, 101, [[100, 200]]],
      [150, 160, [[100, 200]]],
      [199, 201, [[100, 200], [200, 300]]],
      [200, 201, [[200, 300]]],
      [0, 9_999, [[100, 200], [200, 300], [300, 400]]],
      [399, 500, [[300, 400]]],
      [400, 500, []],
      [250, 250, []],
    ];
    for (const [fromMs, toMs, want] of cases) deepStrictEqual(spans(timelines.read("1", fromMs, toMs)), want);
    deepStrictEqual(timelines.read("1", 100, 101), tiles("1", 100, 200));
    deepStrictEqual(timelines.read("none", 0, 9_999), []);
  }));

Deno.test("TimelineStore.at() gives the programme that covers the instant", () =>
  withTimelines((timelines) => {
    timelines.append("1", tiles("1", 100, 200, 300), "s");
    const cases: [number, number | undefined][] = [[99, undefined], [100, 100], [199, 100], [200, 200], [
      300,
      undefined,
    ]];
    for (const [atMs, want] of cases) strictEqual(timelines.at("1", atMs)?.startMs, want);
  }));

Deno.test("TimelineStore.append() refuses a gap, an overlap and a programme of another channel, and keeps nothing", () =>
  withTimelines((timelines) => {
    timelines.append("1", tiles("1", 100, 200), "first");
    const version = timelines.version();
    const refused = [
      tiles("1", 201, 300),
      tiles("1", 199, 300),
      tiles("2", 200, 300),
      [...tiles("1", 200, 300), ...tiles("1", 310, 400)],
      tiles("1", 200, 200),
      tiles("1", 200, 250.5),
    ];
    for (const programmes of refused) {
      throws(() => timelines.append("1", programmes, "second"), InvariantError);
    }
    deepStrictEqual(spans(timelines.read("1", 0, 9_999)), [[100, 200]]);
    strictEqual(timelines.state("1"), "first");
    strictEqual(timelines.version(), version);
  }));

Deno.test("TimelineStore.replaceFrom() cuts, shortens what spans the cut, and appends", () =>
  withTimelines((timelines) => {
    timelines.append("1", tiles("1", 100, 200, 300, 400), "first");
    timelines.replaceFrom("1", 250, tiles("1", 250, 600), "second");
    deepStrictEqual(spans(timelines.read("1", 0, 9_999)), [[100, 200], [200, 250], [250, 600]]);
    strictEqual(timelines.state("1"), "second");
    timelines.replaceFrom("1", 200, [], "third");
    strictEqual(timelines.endMs("1"), 200);
    throws(() => timelines.replaceFrom("1", 150, tiles("1", 160, 170), "fourth"), InvariantError);
    deepStrictEqual(spans(timelines.read("1", 0, 9_999)), [[100, 200]]);
    strictEqual(timelines.state("1"), "third");
  }));

Deno.test("TimelineStore.prune() forgets the past and keeps what still runs", () =>
  withTimelines((timelines) => {
    timelines.append("1", tiles("1", 100, 200, 300, 400), "s");
    timelines.prune("1", 299);
    deepStrictEqual(spans(timelines.read("1", 0, 9_999)), [[200, 300], [300, 400]]);
    timelines.prune("1", 400);
    strictEqual(timelines.endMs("1"), null);
    strictEqual(timelines.state("1"), "s");
    timelines.append("1", tiles("1", 900, 950), "s");
    strictEqual(timelines.endMs("1"), 950);
  }));

Deno.test("TimelineStore.version() rises with every change and only then", () =>
  withTimelines((timelines) => {
    const rises = (work: () => void) => {
      const before = timelines.version();
      work();
      return timelines.version() > before;
    };
    strictEqual(rises(() => timelines.append("1", tiles("1", 0, 10, 20), "s")), true);
    strictEqual(rises(() => timelines.replaceFrom("1", 10, tiles("1", 10, 30), "s")), true);
    strictEqual(rises(() => timelines.prune("1", 5)), false);
    strictEqual(rises(() => timelines.prune("1", 10)), true);
    strictEqual(rises(() => timelines.remove("2")), false);
    strictEqual(rises(() => timelines.remove("1")), true);
    strictEqual(rises(() => void timelines.read("1", 0, 10)), false);
  }));

Deno.test("TimelineStore.remove() forgets programmes and state", () =>
  withTimelines((timelines) => {
    timelines.append("1", tiles("1", 0, 10), "s");
    timelines.append("2", tiles("2", 0, 10), "s");
    deepStrictEqual(timelines.channels(), ["1", "2"]);
    timelines.remove("1");
    deepStrictEqual(timelines.channels(), ["2"]);
    strictEqual(timelines.at("1", 5), null);
    strictEqual(timelines.state("1"), null);
  }));

Deno.test("TimelineStore tiles time after any appends, cuts and prunes, and agrees with a plain list", () =>
  withTimelines((timelines) => {
    const change = fc.record({
      kind: fc.constantFrom("append", "replace", "prune"),
      at: fc.nat(500),
      lengths: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        timelines.remove("1");
        let model: number[][] = [];
        for (const { kind, at, lengths } of changes) {
          if (kind === "prune") {
            timelines.prune("1", at);
            model = model.filter(([, stop = 0]) => stop > at);
            continue;
          }
          const endMs = model.at(-1)?.[1];
          const fromMs = endMs === undefined
            ? at
            : kind === "append"
            ? endMs
            : Math.min(Math.max(at, model[0]?.[0] ?? 0), endMs);
          const instants = lengths.reduce((all, length) => [...all, (all.at(-1) ?? 0) + length], [fromMs]);
          const next = tiles("1", ...instants);
          if (kind === "append") timelines.append("1", next, "s");
          else timelines.replaceFrom("1", fromMs, next, "s");
          model = [
            ...model.filter(([start = 0]) => start < fromMs).map((
              [start = 0, stop = 0],
            ) => [start, Math.min(stop, fromMs)]),
            ...spans(next),
          ];
        }
        deepStrictEqual(spans(timelines.read("1", -1_000, 100_000)), model);
        strictEqual(timelines.endMs("1"), model.at(-1)?.[1] ?? null);
        for (const atMs of [0, 50, 250, 499]) {
          const want = model.find(([start = 0, stop = 0]) => start <= atMs && atMs < stop);
          strictEqual(timelines.at("1", atMs)?.startMs, want?.[0]);
        }
      }),
      { numRuns: 40 },
    );
  }));
