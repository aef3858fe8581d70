import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { TunerLock } from "../../src/hdhomerun/tuner_lock.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const HOLDER = { address: "192.168.1.9", lockKey: 1234 };
const OTHER = { address: "192.168.1.10", lockKey: 99 };
const KEYLESS = { address: "192.168.1.9", lockKey: null };

function locked() {
  const clock = new FakeClock();
  const lock = new TunerLock(clock);
  deepStrictEqual(lock.set("1234", KEYLESS), { answer: { value: "192.168.1.9" }, isReleased: false });
  return { clock, lock };
}

Deno.test({
  name: "TunerLock: only the key opens it, whoever brings it; force opens it without",
  permissions: "none",
  fn() {
    const { lock } = locked();
    strictEqual(lock.owner, "192.168.1.9");
    deepStrictEqual([HOLDER, OTHER, KEYLESS].map((caller) => lock.admits(caller)), [true, false, false]);
    const refused = { answer: { error: "resource locked by 192.168.1.9" }, isReleased: false };
    deepStrictEqual(lock.set("none", KEYLESS), refused);
    deepStrictEqual(lock.set("99", OTHER), refused);
    deepStrictEqual(lock.set("none", HOLDER), { answer: { value: "none" }, isReleased: true });
    strictEqual(lock.owner, null);
    strictEqual(lock.admits(KEYLESS), true);
    lock.set("1234", HOLDER);
    deepStrictEqual(lock.set("force", OTHER), { answer: { value: "none" }, isReleased: true });
  },
});

Deno.test({
  name: "TunerLock: its key is a number of 32 bits, from 1",
  permissions: "none",
  async fn(t) {
    for (const value of ["0", "-1", "4294967296", "12a", "", "1e3"]) {
      await t.step(JSON.stringify(value), () => {
        const { answer } = new TunerLock(new FakeClock()).set(value, KEYLESS);
        deepStrictEqual(answer, { error: "invalid lockkey" });
      });
    }
    const lock = new TunerLock(new FakeClock());
    deepStrictEqual(lock.set("4294967295", KEYLESS).answer, { value: "192.168.1.9" });
    deepStrictEqual(new TunerLock(new FakeClock()).set("none", KEYLESS).isReleased, false);
  },
});

Deno.test({
  name: "TunerLock: it opens by itself when its holder neither uses it nor streams",
  permissions: "none",
  async fn() {
    const { clock, lock } = locked();
    await clock.advance(LIMITS.tunerLockIdleMs - 1);
    lock.expire(false);
    strictEqual(lock.owner, "192.168.1.9");
    lock.admits(HOLDER);
    await clock.advance(LIMITS.tunerLockIdleMs);
    lock.expire(true);
    await clock.advance(LIMITS.tunerLockIdleMs - 1);
    lock.expire(false);
    strictEqual(lock.owner, "192.168.1.9");
    await clock.advance(1);
    lock.expire(false);
    strictEqual(lock.owner, null);
  },
});
