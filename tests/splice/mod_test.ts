/** What must hold for every output, however its inputs were: on synthetic programmes, read back by other code. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Demuxer } from "../../src/mpegts/mod.ts";
import {
  AUDIO,
  Channel,
  checkClock,
  checkOutput,
  type Programme,
  RATES,
  TURN,
} from "../fakes/splice_channel.ts";
import { buildTs, SILENCE_ID } from "../fakes/ts_builder.ts";
import type { ReadUnit } from "../fakes/ts_reader.ts";

const programmes: fc.Arbitrary<Programme> = fc.record({
  frames: fc.integer({ min: 1, max: 50 }),
  depth: fc.constantFrom(0, 1, 2, 3),
  gop: fc.integer({ min: 1, max: 30 }),
  startPts: fc.integer({ min: 0, max: TURN - 1 }),
  audioOffset: fc.option(fc.integer({ min: -6000, max: 6000 })),
  pictureBytes: fc.integer({ min: 0, max: 700 }).map((most) => (slot: number) => (slot * 7919) % (most + 1)),
  alwaysDts: fc.boolean(),
  hasLength: fc.boolean(),
  pcr: fc.constantFrom("all", "keys", "none"),
  isInterleaved: fc.boolean(),
  parameters: fc.integer({ min: 1, max: 2 }),
  killAt: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  slatePictures: fc.integer({ min: 0, max: 20 }),
  readBytes: fc.integer({ min: 1, max: 20_000 }),
});

Deno.test({
  name: "Splicer joins any programmes, killed at any byte, slate between, without a flaw",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        fc.array(programmes, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...RATES),
        fc.constantFrom(900_000, TURN - 1, TURN - 45_000, TURN - 200_000),
        (list, rate, startTicks) => {
          const channel = new Channel({ rate, startTicks });
          for (const programme of list) {
            channel.air(programme);
            if (programme.slatePictures > 0) {
              channel.slate(programme.slatePictures, programme.depth > 1 ? 2 : 0);
            }
          }
          checkOutput(channel.run());
          strictEqual(channel.splicer.counters.holes, 0);
        },
      ),
      { numRuns: 120 },
    );
  },
});

Deno.test({
  name: "Splicer sends each picture once, in decoding order, and after a kill loses at most its last group",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, (programme) => {
        const channel = new Channel();
        channel.air({ ...programme, hasLength: true });
        const ids = channel.run().read.units.filter((unit) => unit.kind === "video").map((unit) =>
          unit.id % 1_000_000
        );
        const sent = buildTs({ ...programme, frameTicks: channel.frameTicks }).units
          .filter((unit) => unit.kind === "video").map((unit) => unit.slot);
        deepStrictEqual(ids, sent.slice(0, ids.length));
        if (programme.killAt === 1) strictEqual(ids.length, programme.frames);
        strictEqual(new Set(ids).size, ids.length);
      }),
      { numRuns: 80 },
    );
  },
});

Deno.test({
  name: "Splicer keeps sound within half a frame of its picture at every joint, and never lets it creep",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 40 }), fc.integer({ min: -1920, max: 1919 })), {
          minLength: 2,
          maxLength: 6,
        }),
        fc.constantFrom(...RATES),
        (list, rate) => {
          const channel = new Channel({ rate });
          for (const [frames, audioOffset] of list) channel.air({ frames, audioOffset });
          const { units } = channel.run().read;
          list.forEach(([, audioOffset], index) => {
            const isHere = (unit: ReadUnit) =>
              Math.floor(unit.id / 1_000_000) === index + 1 && unit.id !== SILENCE_ID;
            const key = units.find((unit) => isHere(unit) && unit.kind === "video" && unit.isKey);
            for (const unit of units.filter((unit) => isHere(unit) && unit.kind === "audio")) {
              const frame = unit.id % 1_000_000 - 500_000;
              const error = unit.pts - (key?.pts ?? 0) - audioOffset - frame * AUDIO;
              ok(Math.abs(error) <= AUDIO / 2 + 2, `${error} ticks off in programme ${index}`);
            }
          });
          checkOutput(channel.run());
        },
      ),
      { numRuns: 50 },
    );
  },
});

Deno.test({
  name: "Splicer stays valid when pictures and sound are missing in the input",
  permissions: "none",
  fn() {
    const lost = fc.uniqueArray(fc.integer({ min: 1, max: 49 }), { maxLength: 12 });
    fc.assert(
      fc.property(programmes, lost, lost, fc.constantFrom(...RATES), (programme, pictures, frames, rate) => {
        const channel = new Channel({ rate });
        channel.air({
          ...programme,
          lostVideo: (slot) => pictures.includes(slot),
          lostAudio: (frame) => frames.some((start) => frame >= start * 2 && frame < start * 2 + 3),
        });
        channel.slate(5);
        channel.air({});
        checkOutput(channel.run(), true);
      }),
      { numRuns: 120 },
    );
  },
});

Deno.test({
  name: "Splicer writes valid packets whatever damaged bytes the demuxer was given",
  permissions: "none",
  fn() {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 30 });
    fc.assert(
      fc.property(programmes, flips, (programme, list) => {
        const channel = new Channel();
        const bytes = Uint8Array.from(buildTs({ ...programme, frameTicks: 3000 }).bytes);
        for (const [at, value] of list) bytes[at % bytes.length] = value;
        const demuxer = new Demuxer();
        channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
        channel.take(channel.splicer.push([...demuxer.push(bytes), ...demuxer.end(true)]));
        channel.take(channel.splicer.cut());
        channel.air({});
        const { read } = channel.run();
        // A flipped byte inside a unit is not ours to mend; everything around it is.
        deepStrictEqual(read.faults, []);
        checkClock(read, 3000);
        const video = read.units.filter((unit) => unit.kind === "video");
        for (const unit of video) ok(unit.pts >= unit.dts);
        video.slice(1).forEach((unit, index) => ok(unit.dts > (video[index]?.dts ?? 0)));
      }),
      { numRuns: 120 },
    );
  },
});
