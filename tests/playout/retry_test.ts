import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Retry } from "../../src/playout/retry.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

/** How long each try lives, and how long the next one has to wait. */
type Story = readonly (readonly [lifeMs: number | null, waitMs: number])[];

const STORIES: readonly [name: string, story: Story][] = [
  ["tries that show nothing wait ever longer, but never longer than ten seconds", [
    [null, 1_000],
    [null, 2_000],
    [null, 4_000],
    [null, 8_000],
    [null, 10_000],
    [null, 10_000],
  ]],
  ["a try that showed something begins the count anew", [
    [null, 1_000],
    [null, 2_000],
    [500, 1_000],
    [null, 2_000],
    [null, 4_000],
  ]],
  ["tries that always show a little go on for ever", Array<Story[number]>(30).fill([500, 1_000])],
  ["a long life earns its successor a try at once", [[10_000, 0], [9_999, 1_000], [3_600_000, 0]]],
  ["a long life before does not help a try that shows nothing", [[10_000, 0], [null, 2_000], [null, 4_000]]],
];

/** Runs one try and tells how long the next one has to wait. */
async function tryOnce(retry: Retry, clock: FakeClock, lifeMs: number | null): Promise<number> {
  retry.begin(0);
  if (lifeMs !== null) {
    await clock.advance(lifeMs);
    retry.noteLife();
  }
  retry.noteFailure();
  let waitMs = 0;
  for (; !retry.isDue; waitMs += 500) await clock.advance(500);
  return waitMs;
}

Deno.test({
  name: "Retry spaces the tries of one programme",
  permissions: "none",
  async fn(t) {
    for (const [name, story] of STORIES) {
      await t.step(name, async () => {
        const clock = new FakeClock();
        const retry = new Retry(clock);
        const waits = [];
        for (const [lifeMs] of story) waits.push(await tryOnce(retry, clock, lifeMs));
        deepStrictEqual(waits, story.map(([, waitMs]) => waitMs));
        strictEqual(retry.failures, story.length);
      });
    }
  },
});

Deno.test({
  name: "Retry begins anew with another programme, not with another look at the same one",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    const retry = new Retry(clock);
    for (let failure = 0; failure < 4; failure++) await tryOnce(retry, clock, null);
    retry.begin(0);
    deepStrictEqual([retry.isDue, retry.failures], [true, 4]);
    retry.giveUp();
    retry.begin(0);
    deepStrictEqual([retry.hasGivenUp, retry.isDue, retry.failures], [true, false, 4]);
    retry.begin(60_000);
    deepStrictEqual([retry.hasGivenUp, retry.isDue, retry.failures], [false, true, 0]);
  },
});

Deno.test({
  name: "Retry.giveUp() ends the tries of a programme",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    const retry = new Retry(clock);
    retry.begin(0);
    retry.giveUp();
    await clock.advance(3_600_000);
    deepStrictEqual([retry.isDue, retry.failures], [false, 0]);
  },
});

Deno.test({
  name: "Retry.postpone() makes the next try wait without blaming anybody",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    const retry = new Retry(clock);
    retry.begin(0);
    retry.postpone(10_000);
    await clock.advance(9_999);
    strictEqual(retry.isDue, false);
    await clock.advance(1);
    deepStrictEqual([retry.isDue, retry.failures, retry.hasGivenUp], [true, 0, false]);
  },
});

Deno.test({
  name: "Retry knows since when nothing was heard: from the opening, then from the last sign of life",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    const retry = new Retry(clock);
    await clock.advance(5_000);
    retry.begin(0);
    strictEqual(retry.lastLifeMs, 5_000);
    await clock.advance(1_000);
    retry.noteLife();
    await clock.advance(1_000);
    strictEqual(retry.lastLifeMs, 6_000);
    retry.noteFailure();
    retry.begin(0);
    strictEqual(retry.lastLifeMs, 6_000, "a try that is not due does not count as opened");
    await clock.advance(1_000);
    retry.begin(0);
    strictEqual(retry.lastLifeMs, 8_000);
  },
});
