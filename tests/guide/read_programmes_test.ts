import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { readProgrammes } from "../../src/guide/read_programmes.ts";
import { LIMITS } from "../../src/limits.ts";
import type { Programme } from "../../src/programme.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

const HOUR_MS = 3_600_000;
const NOON_MS = Date.UTC(2026, 0, 5, 12);
const WINDOW = { fromMs: NOON_MS, toMs: NOON_MS + 48 * HOUR_MS };

Deno.test("readProgrammes() reads the day before, the window and six hours more, each programme once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 60_000, max: 9 * HOUR_MS }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 0, max: 50 * HOUR_MS }),
      async (lengthsMs, earlierMs) => {
        const programmes = inARow(NOON_MS - earlierMs, lengthsMs);
        const { read } = timelineOf(programmes);
        const wanted = programmes.filter(({ startMs, stopMs }) =>
          startMs < WINDOW.toMs + 6 * HOUR_MS && stopMs > WINDOW.fromMs - 24 * HOUR_MS
        );
        deepStrictEqual(await read(), wanted);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("readProgrammes() reads what is on, and little at once, of a channel of one-second clips", async () => {
  const clips = inARow(NOON_MS - 8 * HOUR_MS, Array.from({ length: 16 * 3_600 }, () => 1_000));
  const { read, counts } = timelineOf(clips);
  const programmes = await read();
  const firstAt = programmes.findIndex(({ startMs }) => startMs === NOON_MS);
  ok(firstAt >= LIMITS.guideProgrammesRememberedMax && firstAt < LIMITS.guideProgrammesRememberedMax + 2_000);
  ok(programmes.length - firstAt >= LIMITS.guideProgrammesReadMax);
  ok(Math.max(...counts) <= 1_800, `${Math.max(...counts)} at once`);
  for (const [at, { startMs }] of programmes.entries()) {
    strictEqual(startMs, programmes[at - 1]?.stopMs ?? startMs);
  }
});

function inARow(fromMs: number, lengthsMs: readonly number[]): Programme[] {
  let stopMs = fromMs;
  return lengthsMs.map((lengthMs, itemId) => {
    const startMs = stopMs;
    stopMs += lengthMs;
    return plainProgramme({ channelId: "five", startMs, stopMs, itemId });
  });
}

/** Counts how many programmes each look at a timeline gave. */
function timelineOf(
  programmes: readonly Programme[],
): { readonly read: () => Promise<Programme[]>; readonly counts: number[] } {
  const counts: number[] = [];
  const clock = Object.assign(new FakeClock(), { sleep: () => Promise.resolve() });
  const timeline = {
    getTimeline: (_: string, fromMs: number, toMs: number) => {
      const found = programmes.filter(({ startMs, stopMs }) => startMs < toMs && stopMs > fromMs);
      counts.push(found.length);
      return found;
    },
  };
  return { read: () => readProgrammes("five", { timeline, clock }, WINDOW), counts };
}
