import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { InvariantError } from "../../src/invariant.ts";
import { Demuxer } from "../../src/mpegts/mod.ts";
import { silenceFrom, SlateLoop } from "../../src/splice/mod.ts";
import { buildTs } from "../fakes/ts_builder.ts";

const FRAME = 3003;
const clip = new Demuxer().push(
  buildTs({ frames: 13, frameTicks: FRAME, depth: 2, gop: 13, startPts: 90_000, audioOffset: 0 }).bytes,
);
const make = () => new SlateLoop({ units: clip, frameRate: { num: 30000, den: 1001 } });

Deno.test({ name: "SlateLoop", permissions: "none" }, async (t) => {
  await t.step("goes on for ever: its pictures tile time over any number of rounds", () => {
    const loop = make();
    const pts = Array.from({ length: 40 }, () => loop.next(1)).flat().map((unit) => unit.pts).sort((a, b) =>
      a - b
    );
    ok(pts.length > 13 * 5);
    deepStrictEqual(pts, pts.map((_, index) => 90_000 + index * FRAME));
  });

  await t.step("gives at least the time asked for, and whole groups", () => {
    const loop = make();
    deepStrictEqual([0, 1, 1, 4 * FRAME, 5 * FRAME].map((ticks) => loop.next(ticks).length), [0, 1, 4, 4, 5]);
  });

  await t.step("gives no more than fits, where no whole group does by repeating its key frame", () => {
    for (const before of [0, 1, 5, 12]) {
      for (let picturesMax = 1; picturesMax <= 14; picturesMax++) {
        const loop = make();
        const units = loop.next(before * FRAME);
        const shown = units.length;
        const last = loop.next(6 * FRAME, picturesMax * FRAME);
        ok(
          last.length <= picturesMax && last.length >= Math.min(6, picturesMax),
          `${last.length} of ${picturesMax}`,
        );
        const pts = [...units, ...last, ...loop.next(20 * FRAME)].map((unit) => unit.pts).sort((a, b) =>
          a - b
        );
        deepStrictEqual(pts, pts.map((_, index) => 90_000 + index * FRAME), `after ${shown}`);
      }
    }
  });

  await t.step("starts over at its key frame", () => {
    const loop = make();
    const first = loop.next(1)[0];
    loop.next(10 * FRAME);
    loop.restart();
    deepStrictEqual(loop.next(1)[0], first);
    strictEqual(first?.isKey, true);
  });

  await t.step("refuses a clip that does not begin with a key frame", () => {
    const units = clip.filter((unit) => !unit.isKey);
    throws(() => new SlateLoop({ units, frameRate: { num: 30, den: 1 } }), InvariantError);
  });
});

Deno.test(
  { name: "silenceFrom() takes the middle frame and only its own bytes", permissions: "none" },
  () => {
    const frames = clip.filter((unit) => unit.kind === "audio");
    const silence = silenceFrom(clip);
    strictEqual(silence.pts, frames[frames.length >> 1]?.pts);
    strictEqual(silence.block.length, silence.packets * 188);
    throws(() => silenceFrom([]), InvariantError);
  },
);
