import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { LeakWatch } from "../../src/health/leak_watch.ts";
import { Ward } from "./ward.ts";

const MB = 1_000_000;

/** Figures: minutes since the last one, and megabytes; and the rises that are warned of. */
const STORIES: readonly [name: string, figures: readonly (readonly [number, number])[], rises: number[]][] = [
  ["nothing of memory that stays", [[0, 300], [5, 300], [5, 300]], []],
  ["nothing of a rise just too small", [[0, 100], [5, 199.9]], []],
  ["of 100 MB at once", [[0, 100], [0, 200]], [100]],
  ["of 100 MB in exactly ten minutes", [[0, 100], [10, 200]], [100]],
  ["nothing of 100 MB in a little more", [[0, 100], [10.01, 200]], []],
  ["nothing of memory that falls", [[0, 900], [5, 100]], []],
  ["of a rise from the lowest, not the first", [[0, 180], [4, 100], [5, 200]], [100]],
  ["once, until another 100 MB came", [[0, 100], [1, 210], [1, 250], [1, 309], [1, 310], [1, 350]], [
    110,
    100,
  ]],
  ["again when it fell and rose again", [[0, 100], [1, 200], [1, 100], [1, 200]], [100, 100]],
  ["nothing of slow growth for hours", Array.from({ length: 60 }, (_, index) => [5, 100 + index * 40]), []],
];

/** The watch of a program that has run for five minutes. */
async function settled(ward: Ward): Promise<LeakWatch> {
  const watch = new LeakWatch(ward);
  await ward.clock.advance(300_000);
  return watch;
}

Deno.test({
  name: "LeakWatch warns",
  permissions: "none",
  async fn(t) {
    for (const [name, figures, rises] of STORIES) {
      await t.step(name, async () => {
        const ward = new Ward();
        const watch = await settled(ward);
        for (const [minutes, megabytes] of figures) {
          await ward.clock.advance(minutes * 60_000);
          watch.note(megabytes * MB);
        }
        deepStrictEqual(ward.lines.map((line) => line["rise_mb"]), rises);
      });
    }
    await t.step("nothing of a program that has just begun: it fills its caches", async () => {
      const ward = new Ward();
      const watch = new LeakWatch(ward);
      for (const megabytes of [4, 108, 250]) {
        watch.note(megabytes * MB);
        await ward.clock.advance(100_000);
      }
      watch.note(250 * MB);
      deepStrictEqual([ward.lines, watch.riseBytes], [[], 0]);
    });
    await t.step("by exact phrase, with figures", async () => {
      const ward = new Ward();
      const watch = await settled(ward);
      watch.note(200 * MB);
      await ward.clock.advance(4.5 * 60_000);
      watch.note(312 * MB);
      deepStrictEqual(ward.lines.map(({ at: _, ...line }) => line), [{
        level: "warn",
        msg: "Long-run leak detection: main's memory grew fast",
        "rise_mb": 112,
        "from_mb": 200,
        "to_mb": 312,
        minutes: 4.5,
      }]);
    });
    await t.step("never twice without 100 MB between the lowest since and now", async () => {
      const figure = fc.tuple(fc.nat(200_000), fc.nat(800));
      await fc.assert(fc.asyncProperty(fc.array(figure, { maxLength: 80 }), async (figures) => {
        const ward = new Ward();
        const watch = await settled(ward);
        let lowestSince = Infinity;
        for (const [waitMs, megabytes] of figures) {
          await ward.clock.advance(waitMs);
          const before = ward.lines.length;
          watch.note(megabytes * MB);
          lowestSince = Math.min(lowestSince, megabytes);
          if (ward.lines.length === before) continue;
          ok(megabytes - lowestSince >= 100);
          lowestSince = megabytes;
        }
      }));
    });
  },
});

Deno.test({
  name: "LeakWatch tells the rise of the last ten minutes, warned of or not",
  permissions: "none",
  async fn() {
    const ward = new Ward();
    const watch = await settled(ward);
    deepStrictEqual([watch.riseBytes, watch.isRising], [0, false]);
    watch.note(100 * MB);
    await ward.clock.advance(60_000);
    watch.note(220 * MB);
    deepStrictEqual([watch.riseBytes, watch.isRising], [120 * MB, true]);
    await ward.clock.advance(540_000);
    deepStrictEqual([watch.riseBytes, watch.isRising], [120 * MB, true]);
    await ward.clock.advance(1);
    deepStrictEqual([watch.riseBytes, watch.isRising], [0, false]);
    await ward.clock.advance(3_600_000);
    strictEqual(watch.riseBytes, 0);
  },
});
