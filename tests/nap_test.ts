import { deepStrictEqual } from "node:assert/strict";
import { Nap } from "../src/nap.ts";
import { FakeClock } from "./fakes/fake_clock.ts";

/** Sleeps a second each time, and notes when it got up. */
function sleeper(): { readonly clock: FakeClock; readonly nap: Nap; readonly upAtMs: number[] } {
  const clock = new FakeClock();
  const nap = new Nap(clock);
  const upAtMs: number[] = [];
  const live = async () => {
    for (;;) {
      await nap.sleep(1_000);
      upAtMs.push(clock.monotonicMs());
    }
  };
  void live();
  return { clock, nap, upAtMs };
}

Deno.test({
  name: "Nap sleeps its time, unless it is woken",
  permissions: "none",
  async fn(t) {
    await t.step("undisturbed", async () => {
      const { clock, upAtMs } = sleeper();
      await clock.advance(3_500);
      deepStrictEqual(upAtMs, [1_000, 2_000, 3_000]);
    });
    await t.step("woken while it sleeps, once, however often it is called", async () => {
      const { clock, nap, upAtMs } = sleeper();
      await clock.advance(300);
      nap.wake();
      nap.wake();
      await clock.advance(1_200);
      deepStrictEqual(upAtMs, [300, 1_300]);
    });
    await t.step("woken while it is up: the next sleep ends before it begins", async () => {
      const clock = new FakeClock();
      const nap = new Nap(clock);
      nap.wake();
      await nap.sleep(1_000);
      deepStrictEqual(clock.monotonicMs(), 0);
      let isUp = false;
      void nap.sleep(1_000).then(() => isUp = true);
      await clock.advance(999);
      deepStrictEqual(isUp, false);
    });
  },
});
