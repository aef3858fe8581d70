import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Programme } from "../../src/programme.ts";
import { build, type BuildRequest, type BuiltSchedule } from "../../src/schedule/build.ts";
import { firstState } from "../../src/schedule/build_state.ts";
import { assertTiles, nowPlaying } from "../../src/schedule/mod.ts";
import type { Catalogue } from "../../src/schedule/stock.ts";
import { catalogueOf, instants, libraries, schedules } from "./random_schedules.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

Deno.test({
  name: "build(), whatever the library and the schedule,",
  permissions: "none",
  async fn(t) {
    const cases = fc.record({ library: libraries, schedule: schedules, fromMs: instants });
    await t.step("tiles time exactly from the first instant to the last", () => {
      fc.assert(
        fc.property(cases, ({ library, schedule, fromMs }) => {
          const untilMs = fromMs + 2 * DAY_MS;
          const { programmes } = built(schedule, { catalogue: catalogueOf(library), fromMs, untilMs });
          assertTiles(programmes);
          strictEqual(programmes[0]?.startMs, fromMs);
          const endMs = programmes.at(-1)?.stopMs ?? 0;
          ok(endMs >= untilMs, `it ends ${untilMs - endMs} ms too early`);
        }),
        { numRuns: 300 },
      );
    });
    await t.step("is the same on another day and another machine, in one part or in many", () => {
      fc.assert(
        fc.property(cases, fc.array(fc.nat(40 * HOUR_MS), { maxLength: 4 }), (one, cuts) => {
          const { library, schedule, fromMs } = one;
          const untilMs = fromMs + 2 * DAY_MS;
          const catalogue = catalogueOf(library);
          const whole = built(schedule, { catalogue, fromMs, untilMs }).programmes;
          let state = firstState(schedule);
          const inParts: Programme[] = [];
          for (const cut of [...cuts.toSorted((a, b) => a - b), 2 * DAY_MS]) {
            const startMs = inParts.at(-1)?.stopMs ?? fromMs;
            if (fromMs + cut <= startMs) continue;
            const part = built(schedule, { catalogue, fromMs: startMs, untilMs: fromMs + cut, state });
            inParts.push(...part.programmes);
            state = JSON.parse(JSON.stringify(part.state));
          }
          const differs = inParts.findIndex((programme, at) => !isDeepStrictEqual(programme, whole[at]));
          deepStrictEqual(inParts[differs], whole[differs]);
          strictEqual(inParts.length, whole.length);
        }),
        { numRuns: 150 },
      );
    });
    await t.step(
      "depends neither on the order items are handed in nor on that of a schedule's fields",
      () => {
        fc.assert(
          fc.property(cases, ({ library, schedule, fromMs }) => {
            const untilMs = fromMs + DAY_MS;
            const turned = new Map([...library].map(([folder, items]) => [folder, items.toReversed()]));
            const one = built(schedule, { catalogue: catalogueOf(library), fromMs, untilMs });
            const other = built(inOtherOrder(schedule), { catalogue: catalogueOf(turned), fromMs, untilMs });
            deepStrictEqual(other.programmes, one.programmes);
          }),
          { numRuns: 100 },
        );
      },
    );
    await t.step("plays every item within itself, and what it skips was a recorded commercial", () => {
      fc.assert(
        fc.property(cases, ({ library, schedule, fromMs }) => {
          const catalogue = catalogueOf(library);
          const { programmes } = built(schedule, { catalogue, fromMs, untilMs: fromMs + DAY_MS });
          for (const { kind, itemOffsetMs, itemDurationMs, startMs, stopMs, itemId } of programmes) {
            strictEqual(kind === "item", itemId !== null && itemDurationMs !== null);
            if (itemDurationMs === null) continue;
            const heldMs = itemOffsetMs + stopMs - startMs - itemDurationMs;
            ok(itemOffsetMs < itemDurationMs && heldMs < 1_000, `an item is held for ${heldMs} ms`);
          }
        }),
        { numRuns: 150 },
      );
    });
    await t.step("answers what is on from the programme that covers the instant", () => {
      fc.assert(
        fc.property(cases, fc.array(fc.nat(DAY_MS - 1), { minLength: 20 }), (one, offsets) => {
          const { library, schedule, fromMs } = one;
          const catalogue = catalogueOf(library);
          const { programmes } = built(schedule, { catalogue, fromMs, untilMs: fromMs + DAY_MS });
          const endMs = programmes.at(-1)?.stopMs ?? fromMs;
          for (const atMs of offsets.map((offset) => fromMs + offset).filter((at) => at < endMs)) {
            const covering = programmes.filter(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
            const answer = nowPlaying(programmes, atMs);
            deepStrictEqual(covering, [answer?.programme]);
            strictEqual(answer?.positionMs, atMs - (covering[0]?.startMs ?? 0));
          }
        }),
        { numRuns: 60 },
      );
    });
  },
});

/** More than two days of the shortest clips. */
const PROGRAMMES_MAX = 100_000;

function built(
  schedule: BuiltSchedule,
  request: Pick<BuildRequest, "fromMs" | "untilMs"> & { catalogue: Catalogue; state?: BuildRequest["state"] },
) {
  return build({ id: "five", name: "Five" }, schedule, {
    programmesMax: PROGRAMMES_MAX,
    titles: { gettingReady: "Getting ready…", offAir: "Off air" },
    state: firstState(schedule),
    hasItems: true,
    ...request,
  });
}

/** The same with the fields of all its objects the other way round. */
function inOtherOrder<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(
      value,
      (_, part) =>
        typeof part === "object" && part !== null && !Array.isArray(part)
          ? Object.fromEntries(Object.entries(part).toReversed())
          : part,
    ),
  );
}
