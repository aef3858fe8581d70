/** Invariant 21: where inputs meet, a decoder can begin, and a change of parameters is told exactly once. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { airAll, evenings, outputStarts, rates } from "../fakes/random_programmes.ts";
import { Channel, PROGRAMME_IDS, type Run } from "../fakes/splice_channel.ts";
import { checkChunks, checkStarts, picturesOf } from "../fakes/splice_checks.ts";
import type { ReadUnit } from "../fakes/ts_reader.ts";

Deno.test({
  name: "The first picture of every input is a marked key with PAT and PMT in front, where the event says",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(evenings, rates, outputStarts, (list, rate, startTicks) => {
        const run = airAll(list, { rate, startTicks }).run();
        checkStarts(run);
        checkChunks(run);
        const firsts = firstOfEach(picturesOf(run));
        const joints = run.events.filter((event) => event.kind === "joint");
        strictEqual(joints.length, firsts.length);
        firsts.forEach((unit, index) => {
          ok(unit.isKey && unit.hasRandomAccess && unit.followsTables, `input ${index} begins with no key`);
          const atTicks = joints[index]?.atTicks ?? NaN;
          ok(Math.abs(unit.pts - (firsts[0]?.pts ?? NaN) - atTicks) <= 1, `joint ${index} at ${atTicks}`);
          ok(run.chunks.some((chunk) => chunk.isKey && chunk.startTicks === atTicks));
        });
      }),
      { numRuns: 80 },
    );
  },
});

Deno.test({
  name: "Each change of the parameter sets bumps the PMT once, flags it once, and marks exactly one chunk",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(evenings, (list) => {
        const run = airAll(list).run();
        const sets = picturesOf(run).filter((unit) => unit.isKey).map((unit) => unit.stream[PARAMETER_SEED]);
        const changes = sets.filter((set, index) => index > 0 && set !== sets[index - 1]).length;
        checkChanges(run, changes);
        strictEqual(run.splicer.counters.parameterChanges, changes);
      }),
      { numRuns: 80 },
    );
  },
});

Deno.test(
  { name: "An input that changes its parameter sets on the way is told of too", permissions: "none" },
  () => {
    const channel = new Channel();
    channel.air({ parameters: 1 });
    const units = [1, 2, 2].flatMap((parameters, index) =>
      channel.unitsOf({ parameters, depth: 0, startPts: 126_000 + index * 30 * 3000 })
    );
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    channel.take(channel.splicer.push(units));
    channel.take(channel.splicer.cut());
    deepStrictEqual(
      channel.events.filter((event) => event.kind === "parameters"),
      [{ kind: "parameters", atTicks: 60 * 3000 }],
    );
    checkChanges(channel.run(), 1);
  },
);

/** Where `ts_builder` puts what tells two SPS apart. */
const PARAMETER_SEED = 11;

/** The HLS tag follows the chunk that begins at a change: one chunk, one version, one flag for each. */
function checkChanges(run: Run, changes: number): void {
  const changedAt = run.events.flatMap((event) =>
    event.kind === "parameters" || event.kind === "joint" && event.parametersChanged ? [event.atTicks] : []
  );
  strictEqual(changedAt.length, changes);
  const marked = run.chunks.filter((chunk) => chunk.isKey && changedAt.includes(chunk.startTicks));
  strictEqual(marked.length, changes);
  const versions = run.read.pmtVersions.filter((version, index, all) => version !== all[index - 1]);
  deepStrictEqual(
    versions,
    Array.from({ length: versions.length === 0 ? 0 : changes + 1 }, (_, at) => at & 31),
  );
  deepStrictEqual(run.read.flagged, Array<number>(changes).fill(0x1000));
}

/** The first picture of each programme and slate, in the order of the output. */
function firstOfEach(pictures: readonly ReadUnit[]): ReadUnit[] {
  const inputOf = (unit: ReadUnit | undefined) => Math.floor((unit?.id ?? -1) / PROGRAMME_IDS);
  return pictures.filter((unit, index) => inputOf(unit) !== inputOf(pictures[index - 1]));
}
