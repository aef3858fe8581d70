/** Invariants 19 and 20: counters that never skip, DTS that always rises, a PCR every 40 ms, whatever the inputs' clocks. */
import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { airAll, evenings, outputStarts, programmes, rates } from "../fakes/random_programmes.ts";
import { AUDIO, Channel, TURN } from "../fakes/splice_channel.ts";
import {
  checkPackets,
  checkPictures,
  checkSound,
  checkTables,
  checkTimes,
  picturesOf,
} from "../fakes/splice_checks.ts";

Deno.test({
  name: "Every packet is whole and every PID's counter goes up by one, over any sequence of joints",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(evenings, rates, (list, rate) => checkPackets(airAll(list, { rate }).run())),
      { numRuns: 50 },
    );
  },
});

Deno.test({
  name:
    "DTS rises by one frame, PTS never lies before it, the PCR comes every 40 ms and before all it is for",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(evenings, rates, outputStarts, (list, rate, startTicks) => {
        const run = airAll(list, { rate, startTicks }).run();
        checkTimes(run);
        checkTables(run);
        checkPictures(run);
      }),
      { numRuns: 80 },
    );
  },
});

Deno.test({
  name: "The PCR goes on every 40 ms while pictures are missing",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, rates, fc.integer({ min: 1, max: 40 }), (programme, rate, lost) => {
        const channel = new Channel({ rate });
        channel.air({
          ...programme,
          ...{ frames: 80, gop: 20, killAt: 1, lostVideo: (slot: number) => slot >= 5 && slot < 5 + lost },
        });
        channel.air({});
        const run = channel.run();
        checkPackets(run);
        checkTimes(run);
        checkTables(run);
        ok(channel.splicer.counters.holes + channel.splicer.counters.jumps > 0);
      }),
      { numRuns: 60 },
    );
  },
});

Deno.test({
  name: "Pictures off their grid stay where they are, and none is to be decoded after it is shown",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        programmes,
        rates,
        fc.array(fc.integer({ min: -49, max: 49 }), { minLength: 50, maxLength: 50 }),
        fc.integer({ min: 1, max: 4 }),
        (programme, rate, percents, dtsDelayFrames) => {
          const channel = new Channel({ rate, dtsDelayFrames });
          const jitter = (kind: string, slot: number) =>
            kind === "video" ? Math.round((percents[slot] ?? 0) / 100 * channel.frameTicks) : 0;
          channel.air({ ...programme, jitter });
          channel.air({});
          const run = channel.run();
          checkPackets(run);
          checkTimes(run);
          checkTables(run);
        },
      ),
      { numRuns: 80 },
    );
  },
});

Deno.test({
  name: "Times that a container rounded to milliseconds come out exact, picture and sound",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        programmes,
        rates,
        fc.array(fc.integer({ min: -45, max: 45 }), { minLength: 200, maxLength: 200 }),
        (programme, rate, ticks) => {
          const jitter = (kind: string, slot: number) =>
            ticks[(slot * 2 + (kind === "video" ? 0 : 1)) % 200] ?? 0;
          const channel = new Channel({ rate });
          // At half a frame of sound beside the picture a frame must not fall now here, now there.
          channel.air({ ...programme, frames: 60, killAt: 1, audioOffset: AUDIO / 2, jitter });
          const run = channel.run();
          checkPackets(run);
          checkTimes(run);
          checkPictures(run);
          checkSound(run);
          ok(channel.splicer.counters.silenceFrames <= 2, `${channel.splicer.counters.silenceFrames} silent`);
        },
      ),
      { numRuns: 60 },
    );
  },
});

Deno.test({
  name: "What lies on the wire does not depend on where the inputs' clocks began",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, fc.integer({ min: 0, max: TURN - 1 }), (programme, startPts) => {
        const [here, there] = [programme.startPts, startPts].map((start) => {
          const channel = new Channel();
          channel.air({ ...programme, hasLength: true, startPts: start });
          return channel.chunks.flatMap(({ bytes }) => [...bytes]);
        });
        strictEqual(String(here), String(there));
      }),
      { numRuns: 40 },
    );
  },
});

Deno.test({
  name: "An output that runs over the clock's turn shows its pictures on one grid before and after",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), rates, (beforeTurn, rate) => {
        const channel = new Channel({ rate, startTicks: TURN - beforeTurn });
        const seconds = 1 + Math.ceil(beforeTurn / 90_000);
        for (let second = 0; second < seconds; second++) {
          channel.air({ frames: Math.ceil(rate.num / rate.den), gop: 15 });
        }
        const run = channel.run();
        checkTimes(run);
        checkPictures(run);
        const pts = picturesOf(run).map((unit) => unit.pts % TURN);
        ok(pts.some((at) => at > TURN / 2) && pts.some((at) => at < TURN / 2), "it never came to the turn");
      }),
      { numRuns: 25 },
    );
  },
});
