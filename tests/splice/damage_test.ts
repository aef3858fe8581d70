/** Damaged input: it is skipped, never passed on as a damaged output, and costs no more than it must. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { damage, damages, withoutPacket } from "../fakes/damage.ts";
import { outputStarts, programmes, rates } from "../fakes/random_programmes.ts";
import { AUDIO, Channel, PROGRAMME_IDS } from "../fakes/splice_channel.ts";
import { checkOutput, checkPackets, checkTimes, picturesOf, soundOf } from "../fakes/splice_checks.ts";

Deno.test({
  name: "Whatever happened to an input's bytes, the output is valid and the next programme airs whole",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, damages, rates, outputStarts, (programme, list, rate, startTicks) => {
        const channel = new Channel({ rate, startTicks });
        channel.air(programme, null, (bytes) => damage(bytes, list));
        const units = channel.air({ frames: 40 });
        const run = channel.run();
        // A flipped byte inside a unit is not ours to mend; everything around it is.
        checkPackets(run);
        checkTimes(run);
        const next = picturesOf(run).slice(-40);
        deepStrictEqual(
          next.map(({ id }) => id),
          units.filter(({ kind }) => kind === "video").map(({ id }) => id),
        );
        ok(next[0]?.isKey && next[0].hasRandomAccess);
        ok(picturesOf(run).every((unit) => !unit.hasRandomAccess || unit.followsTables));
      }),
      { numRuns: 150 },
    );
  },
});

Deno.test({
  name: "Splicer stays valid when pictures and sound are missing in the input",
  permissions: "none",
  fn() {
    const lost = fc.uniqueArray(fc.integer({ min: 1, max: 49 }), { maxLength: 12 });
    fc.assert(
      fc.property(programmes, lost, lost, rates, (programme, pictures, frames, rate) => {
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
      { numRuns: 100 },
    );
  },
});

Deno.test({
  name:
    "One lost packet costs one picture, two of unknown length, or two frames of sound; the rest airs as it is",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, fc.nat(), rates, (programme, at, rate) => {
        const options = {
          ...programme,
          frames: 45,
          gop: 15,
          killAt: 1,
          isInterleaved: false,
          audioOffset: programme.audioOffset === null ? null : Math.abs(programme.audioOffset),
        };
        const whole = new Channel({ rate });
        whole.air(options);
        const hurt = new Channel({ rate });
        // The first key and the tables before it are what the input begins with; without them it begins later.
        hurt.air(options, null, (bytes) => withoutPacket(bytes, 10 + at % (bytes.length / 188 - 10)));
        const [before, after] = [whole.run(), hurt.run()];
        checkOutput(after, true);
        const wanted = new Map(picturesOf(before).map((unit) => [unit.id, unit]));
        for (const { id, pts, stream } of picturesOf(after)) {
          strictEqual(pts, wanted.get(id)?.pts, `picture ${id} moved`);
          // Nothing tells that the last packet of all is missing from a picture of unknown length; that picture comes
          // last, but may be shown before others.
          if (id % PROGRAMME_IDS >= 44 - programme.depth) continue;
          strictEqual(String(stream), String(wanted.get(id)?.stream), `picture ${id} is damaged`);
        }
        const seen = new Set(picturesOf(after).map(({ id }) => id));
        // Near the end what waits behind the gap goes with it: nothing tells a clean end from a kill.
        const gone = [...wanted.keys()].filter((id) => !seen.has(id) && id % PROGRAMME_IDS < 45 - 6);
        ok(gone.length <= (programme.hasLength === true ? 1 : 2), `pictures ${gone} are gone`);
        const heard = new Set(soundOf(after).map(({ id }) => id));
        const endPts = after.startTicks + hurt.splicer.endTicks - AUDIO;
        const missing = soundOf(before).filter(({ id, pts }) => !heard.has(id) && pts < endPts);
        ok(missing.length <= 2, `${missing.length} frames of sound are gone`);
      }),
      { numRuns: 80 },
    );
  },
});

Deno.test({
  name:
    "Nothing is lost uncounted: what was pushed was sent or is told as dropped, what is missing as a hole",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, damages, (programme, list) => {
        const channel = new Channel();
        channel.air(programme, null, (bytes) => damage(bytes, list));
        channel.air({ audioOffset: -5 * AUDIO });
        const { counters } = channel.splicer;
        const told = { video: 0, audio: 0, silence: 0, holes: 0 };
        for (const event of channel.events) {
          if (event.kind === "dropped") {
            told.video += event.video;
            told.audio += event.audio;
          } else if (event.kind === "silence") told.silence += event.frames;
          else if (event.kind === "hole") told.holes++;
        }
        deepStrictEqual(told, {
          video: counters.droppedPictures,
          audio: counters.droppedAudio,
          silence: counters.silenceFrames,
          holes: counters.holes,
        });
        deepStrictEqual(channel.pushed, {
          video: counters.pictures + counters.droppedPictures,
          audio: counters.audioFrames - counters.silenceFrames + counters.droppedAudio,
        });
      }),
      { numRuns: 60 },
    );
  },
});
