import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { CARD_MS } from "../../src/schedule/cards.ts";
import { ITEM_MS_MAX, loopProgrammes, type LoopRequest } from "../../src/schedule/loop.ts";
import { assertTiles } from "../../src/schedule/mod.ts";
import { LOOP_START } from "../../src/schedule/sequence.ts";
import { playable } from "./samples.ts";

const FROM_MS = Date.UTC(2026, 0, 5, 12, 10, 0, 250);
const HOUR_MS = 3_600_000;

Deno.test({
  name: "loopProgrammes()",
  permissions: "none",
  async fn(t) {
    await t.step("tiles time exactly, whatever the library", () => {
      const library = fc.array(fc.integer({ min: -5, max: 5 * HOUR_MS }), { maxLength: 20 });
      const orders = fc.constantFrom("shuffle" as const, "chronological" as const);
      fc.assert(
        fc.property(
          library,
          orders,
          fc.integer({ min: 1, max: 50 * HOUR_MS }),
          (durations, order, spanMs) => {
            const items = durations.map((durationMs, id) => playable(id, durationMs));
            const untilMs = FROM_MS + spanMs;
            const { programmes, leftOut } = loopProgrammes(
              items,
              request({ order, untilMs, programmesMax: 500 }),
            );
            assertTiles(programmes);
            strictEqual(programmes[0]?.startMs, FROM_MS);
            const endMs = programmes.at(-1)?.stopMs ?? 0;
            ok(endMs >= untilMs || programmes.length === 500, `ends at ${endMs}, not ${untilMs}`);
            strictEqual(leftOut.tooShort, durations.filter((durationMs) => durationMs < 1_000).length);
            for (const { kind, itemId, startMs, stopMs } of programmes) {
              if (kind === "item") strictEqual(stopMs - startMs, durations[itemId ?? -1]);
            }
          },
        ),
      );
    });
    await t.step("in two parts is the same as in one", () => {
      const items = [7_001, 61_234, 3_600_000, 1_000].map((durationMs, id) => playable(id, durationMs));
      const order = "shuffle";
      const whole = loopProgrammes(items, request({ order, untilMs: FROM_MS + 40 * HOUR_MS }));
      const head = loopProgrammes(items, request({ order, untilMs: FROM_MS + 9 * HOUR_MS }));
      const fromMs = head.programmes.at(-1)?.stopMs ?? 0;
      const tail = loopProgrammes(
        items,
        request({ order, fromMs, state: head.state, untilMs: FROM_MS + 40 * HOUR_MS }),
      );
      deepStrictEqual([...head.programmes, ...tail.programmes], whole.programmes);
    });
    await t.step("copies what the guide needs", () => {
      const item = playable(3, 90_000, {
        kind: "episode",
        title: "Pilot",
        show: "Show",
        season: 1,
        episode: 2,
        year: 1999,
      });
      deepStrictEqual(loopProgrammes([item], request({ untilMs: FROM_MS + 1 })).programmes, [{
        channelId: "five",
        startMs: FROM_MS,
        stopMs: FROM_MS + 90_000,
        kind: "item",
        itemId: 3,
        itemOffsetMs: 0,
        title: "Pilot",
        show: "Show",
        season: 1,
        episode: 2,
        year: 1999,
        category: "episode",
      }]);
    });
    await t.step("leaves out, and counts, what cannot air", () => {
      const items = [999, 1_000, 0, NaN, 1_500.5, ITEM_MS_MAX, ITEM_MS_MAX + 1]
        .map((durationMs, id) => playable(id, durationMs));
      const { programmes, leftOut } = loopProgrammes(items, request({ untilMs: FROM_MS + 2_000 }));
      deepStrictEqual(programmes.map(({ itemId }) => itemId), [1, 5]);
      deepStrictEqual(leftOut, { tooShort: 2, tooLong: 3 });
    });
    await t.step("fills with cards on the half hour when there is nothing to play", () => {
      const { programmes, state } = loopProgrammes([], request({ untilMs: FROM_MS + HOUR_MS }));
      deepStrictEqual(programmes.map(({ stopMs }) => stopMs), [
        Date.UTC(2026, 0, 5, 12, 30),
        Date.UTC(2026, 0, 5, 13),
        Date.UTC(2026, 0, 5, 13, 30),
      ]);
      ok(programmes.every((one) => one.kind === "off_air" && one.title === "Off air" && one.itemId === null));
      ok(programmes.every((one) => one.stopMs - one.startMs <= CARD_MS));
      deepStrictEqual(state, LOOP_START);
    });
  },
});

function request(more: Partial<LoopRequest>): LoopRequest {
  return {
    channelId: "five",
    fromMs: FROM_MS,
    untilMs: FROM_MS + HOUR_MS,
    programmesMax: 10_000,
    offAirTitle: "Off air",
    state: LOOP_START,
    order: "chronological",
    seed: "seed",
    ...more,
  };
}
