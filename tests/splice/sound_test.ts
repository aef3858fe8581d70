/** Sound across joints: no hole, no overlap, at its picture's side; silence where a programme has none. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { airAll, evenings, outputStarts, rates, sourceStarts } from "../fakes/random_programmes.ts";
import { AUDIO, Channel, PROGRAMME_IDS } from "../fakes/splice_channel.ts";
import { checkPictures, checkSound, checkTimes, picturesOf, soundOf } from "../fakes/splice_checks.ts";
import { SILENCE_ID } from "../fakes/ts_builder.ts";
import type { ReadUnit } from "../fakes/ts_reader.ts";

Deno.test({
  name: "One frame of sound follows the other, without hole or overlap, over any joints",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(evenings, rates, outputStarts, (list, rate, startTicks) => {
        checkSound(airAll(list, { rate, startTicks }).run());
      }),
      { numRuns: 80 },
    );
  },
});

Deno.test({
  name: "Splicer keeps sound within half a frame of its picture at every joint, and never lets it creep",
  permissions: "none",
  fn() {
    const parts = fc.tuple(
      fc.integer({ min: 5, max: 40 }),
      fc.integer({ min: -1920, max: 1919 }),
      sourceStarts,
    );
    fc.assert(
      fc.property(fc.array(parts, { minLength: 2, maxLength: 6 }), rates, (list, rate) => {
        const channel = new Channel({ rate });
        const built = list.map(([frames, audioOffset, startPts]) =>
          channel.air({ frames, audioOffset, startPts })
        );
        const run = channel.run();
        built.forEach((units, index) => {
          const key = picturesOf(run).find((unit) => isOf(unit, index + 1));
          const firstPts = units.find((unit) => unit.id === key?.id)?.pts ?? NaN;
          for (const unit of soundOf(run).filter((unit) => isOf(unit, index + 1))) {
            const sourcePts = units.find(({ id }) => id === unit.id)?.pts ?? NaN;
            const error = unit.pts - (key?.pts ?? NaN) - (sourcePts - firstPts);
            ok(Math.abs(error) <= AUDIO / 2 + 2, `${error} ticks off in programme ${index}`);
          }
        });
        checkSound(run);
      }),
      { numRuns: 50 },
    );
  },
});

Deno.test({
  name: "Sound that came in time airs whole: no frame is lost, sent twice or replaced by silence",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 90 }),
        fc.integer({ min: -6000, max: 6000 }),
        fc.constantFrom(0, 1, 2, 3),
        rates,
        (frames, audioOffset, depth, rate) => {
          const channel = new Channel({ rate });
          channel.air({ frames: 7 });
          const units = channel.air({ frames, audioOffset, depth });
          channel.air({ frames: 7 });
          const run = channel.run();
          const fromPts = 126_000 + AUDIO / 2;
          const toPts = 126_000 + frames * channel.frameTicks - AUDIO;
          const due = units.filter(({ kind, pts }) => kind === "audio" && pts >= fromPts && pts <= toPts);
          const aired = soundOf(run).filter((unit) => isOf(unit, 2)).map(({ id }) => id);
          const middle = aired.filter((id) => due.some((unit) => unit.id === id));
          deepStrictEqual(middle, due.map(({ id }) => id));
          ok(aired.length - due.length <= 3, `${aired.length - due.length} frames beyond those due`);
          strictEqual(new Set(aired).size, aired.length);
        },
      ),
      { numRuns: 60 },
    );
  },
});

Deno.test({
  name: "A programme without sound gets silence from its first picture to its last",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 90 }), rates, fc.boolean(), (frames, rate, isDeclared) => {
        const channel = new Channel({ rate });
        channel.air({ frames: 20, depth: 0 });
        const fromTicks = channel.splicer.endTicks;
        channel.air(isDeclared ? { frames, lostAudio: () => true } : { frames, audioOffset: null });
        const toTicks = channel.splicer.endTicks;
        channel.air({ frames: 20 });
        const run = channel.run();
        const within = soundOf(run).filter(({ pts }) =>
          pts - run.startTicks >= fromTicks + AUDIO && pts - run.startTicks <= toTicks - AUDIO
        );
        ok(within.every(({ id }) => id === SILENCE_ID));
        ok(soundOf(run).filter(({ id }) => id === SILENCE_ID).length - within.length <= 4);
        checkSound(run);
        checkTimes(run);
        checkPictures(run);
      }),
      { numRuns: 40 },
    );
  },
});

Deno.test({
  name: "Sound that ends before its picture, or has holes, is filled up and takes its place again",
  permissions: "none",
  fn() {
    const spans = fc.array(fc.tuple(fc.nat({ max: 120 }), fc.integer({ min: 2, max: 60 })), { maxLength: 4 });
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 150 }), rates, (holes, endFrame, rate) => {
        const lostAudio = (frame: number) =>
          frame >= endFrame || holes.some(([from, length]) => frame >= from && frame < from + length);
        const channel = new Channel({ rate });
        const units = channel.air({ frames: 90, gop: 30, lostAudio });
        channel.air({});
        const run = channel.run();
        checkSound(run);
        checkTimes(run);
        checkPictures(run);
        for (const unit of soundOf(run).filter((unit) => isOf(unit, 1))) {
          const sourcePts = units.find(({ id }) => id === unit.id)?.pts ?? NaN;
          const error = unit.pts - run.startTicks - (sourcePts - 126_000);
          ok(Math.abs(error) <= AUDIO + 1, `${error} ticks off after a hole`);
        }
      }),
      { numRuns: 60 },
    );
  },
});

/** True when a unit was made for the n-th programme or slate, counted from 1. */
function isOf(unit: ReadUnit, programme: number): boolean {
  return Math.floor(unit.id / PROGRAMME_IDS) === programme && unit.id !== SILENCE_ID;
}
