import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { EARLY_END_MS, framesBetween, instantAtHead } from "../../src/playout/joint_times.ts";

const FRAME_MS = [1_000 / 24, 1_001 / 24, 40, 1_001 / 30, 1_000 / 30, 20, 1_001 / 60, 100, 1_000];
/** Somewhere in this century. */
const instant = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2099, 0) });
const spanMs = fc.integer({ min: 0, max: 12 * 3_600_000 });
const frame = fc.constantFrom(...FRAME_MS);

Deno.test({
  name: "framesBetween() covers a span to half a picture on each side, however long it is",
  permissions: "none",
  fn() {
    fc.assert(fc.property(instant, spanMs, frame, (fromMs, lengthMs, frameMs) => {
      const offMs = framesBetween(fromMs, fromMs + lengthMs, frameMs) * frameMs - lengthMs;
      ok(Math.abs(offMs) <= frameMs + 0.01, `${offMs} ms off`);
    }));
  },
});

Deno.test({
  name: "framesBetween() adds up: spans that touch have as many pictures as the whole",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        instant,
        fc.array(spanMs, { minLength: 1, maxLength: 50 }),
        frame,
        (fromMs, spans, frameMs) => {
          let [atMs, frames] = [fromMs, 0];
          for (const lengthMs of spans) {
            frames += framesBetween(atMs, atMs + lengthMs, frameMs);
            atMs += lengthMs;
          }
          strictEqual(frames, framesBetween(fromMs, atMs, frameMs));
        },
      ),
    );
  },
});

Deno.test({
  name: "A chain of joints whose heads are known to a millisecond never drifts by more than half a picture",
  permissions: "none",
  fn() {
    const jitter = fc.double({ min: -1, max: 1, noNaN: true });
    const spans = fc.array(fc.tuple(spanMs.map((ms) => ms + 200), jitter), { minLength: 1, maxLength: 300 });
    fc.assert(fc.property(instant, spans, frame, (startMs, spans, frameMs) => {
      let [headMs, stopMs] = [startMs, startMs];
      for (const [lengthMs, jitterMs] of spans) {
        stopMs += lengthMs;
        headMs += framesBetween(headMs + jitterMs, stopMs, frameMs) * frameMs;
        ok(Math.abs(headMs - stopMs) <= frameMs + 1.1, `${headMs - stopMs} ms off the guide`);
      }
    }));
  },
});

Deno.test({
  name: "instantAtHead()",
  permissions: "none",
  async fn(t) {
    const stopMs = 100_000;
    const CASES: [name: string, headMs: number, doneUntilMs: number, want: number][] = [
      ["is the middle of the next picture", 50_000, -Infinity, 50_020],
      [
        "is in the old programme while more than half a picture is missing",
        stopMs - 21,
        -Infinity,
        stopMs - 1,
      ],
      ["is in the new one when less is missing", stopMs - 20, -Infinity, stopMs],
      ["is in the new one when the old one is over early", stopMs - EARLY_END_MS, stopMs, stopMs],
      ["and at any moment from then on", stopMs - 500, stopMs, stopMs],
      ["also when the clock says a little less the next time", stopMs - EARLY_END_MS - 5, stopMs, stopMs],
      ["but not when it is clearly another time", stopMs - 2_001, stopMs, stopMs - 1_981],
      ["goes on behind the stop", stopMs + 1_000, stopMs, stopMs + 1_020],
    ];
    for (const [name, headMs, doneUntilMs, want] of CASES) {
      await t.step(name, () => strictEqual(instantAtHead({ headMs, frameMs: 40, doneUntilMs }), want));
    }
  },
});
