import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import { LIMITS } from "../../src/limits.ts";
import { OTHER, rest, setUp, TARGET } from "./control_home.ts";
import { NEIGHBOUR } from "./home.ts";

const REFUSED = `ERROR: resource locked by ${NEIGHBOUR.address}`;
/** Another connection of the same machine. */
const SECOND = { ...NEIGHBOUR, port: 7_777 };

/** Time passes as for a client that says something now and then. */
async function passWhile(
  say: () => Promise<unknown>,
  durationMs: number,
  clock: ReturnType<typeof setUp>["clock"],
) {
  for (let passedMs = 0; passedMs < durationMs; passedMs += 60_000) {
    await clock.advance(60_000);
    await say();
  }
}

Deno.test({
  name: "startControl(): a target without keep-alives stays while its connection does, then for some minutes",
  permissions: "none",
  async fn() {
    const { ask, on, connect, tuning, clock, control } = setUp();
    await ask("/tuner0/vchannel", "7");
    const client = connect();
    strictEqual(await on(client)("/tuner0/target", TARGET), TARGET);
    // A connection that asks for whatever else is open all the same.
    await passWhile(() => on(client)("/sys/model"), LIMITS.targetUnattendedMs * 3, clock);
    strictEqual(tuning.opened[0]?.isCancelled, false);
    client.leave();
    await clock.advance(LIMITS.targetUnattendedMs - 2_000);
    strictEqual(tuning.opened[0]?.isCancelled, false);
    await clock.advance(4_000);
    strictEqual(tuning.opened[0]?.isCancelled, true);
    strictEqual(await ask("/tuner0/target"), "none");
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name:
    "startControl(): only what the target's client says of that very tuner keeps a target without keep-alives",
  permissions: "none",
  async fn(t) {
    const cases = [
      { name: "its client, of the tuner", variable: "/tuner0/status", from: SECOND, isKept: true },
      { name: "its client, of another tuner", variable: "/tuner1/status", from: SECOND, isKept: false },
      { name: "its client, of the device", variable: "/sys/model", from: SECOND, isKept: false },
      { name: "another client", variable: "/tuner0/status", from: OTHER, isKept: false },
    ];
    for (const { name, variable, from, isKept } of cases) {
      await t.step(name, async () => {
        const { ask, tuning, clock, control } = setUp();
        await ask("/tuner0/vchannel", "7");
        await ask("/tuner0/target", TARGET);
        const say = () => ask(variable, null, undefined, from);
        await passWhile(say, LIMITS.targetUnattendedMs + 60_000, clock);
        strictEqual(tuning.opened[0]?.isCancelled, !isKept);
        await control[Symbol.asyncDispose]();
      });
    }
  },
});

Deno.test({
  name: "startControl(): who polls for a receiver that crashed does not keep its target",
  permissions: "none",
  async fn() {
    const { ask, on, connect, network, tuning, clock, control } = setUp();
    await ask("/tuner0/vchannel", "7");
    const client = connect();
    await on(client)("/tuner0/target", TARGET);
    network.throwAt(5_004, new Uint8Array(4), { address: NEIGHBOUR.address, port: 5_000 });
    for (let passedMs = 0; passedMs < LIMITS.targetSilentMs + 4_000; passedMs += 1_000) {
      await clock.advance(1_000);
      await on(client)("/tuner0/status");
    }
    strictEqual(tuning.opened[0]?.isCancelled, true);
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): an unlocked tuner that streams is its client's; others may only force it",
  permissions: "none",
  async fn() {
    const { ask, tuning, control } = setUp();
    await ask("/tuner0/vchannel", "7");
    await ask("/tuner0/target", TARGET);
    const other = (name: string, value: string | null) => ask(name, value, undefined, OTHER);
    strictEqual(await other("/tuner0/lockkey", null), NEIGHBOUR.address);
    strictEqual(await other("/tuner0/lockkey", "99"), REFUSED);
    strictEqual(await other("/tuner0/target", "none"), REFUSED);
    strictEqual(await other("/tuner0/target", "udp://192.168.1.10:5000"), REFUSED);
    strictEqual(await other("/tuner0/vchannel", "7.1"), REFUSED);
    strictEqual(await other("/tuner0/channel", "none"), REFUSED);
    strictEqual(await other("/tuner0/lockkey", "none"), "none");
    strictEqual(tuning.opened[0]?.isCancelled, false);
    strictEqual(await ask("/tuner0/vchannel", "7.1"), "7.1");
    strictEqual(await ask("/tuner0/lockkey", "1234"), NEIGHBOUR.address);
    strictEqual(await ask("/tuner0/lockkey", "none", 1234), "none");
    await ask("/tuner0/target", TARGET);
    strictEqual(await other("/tuner0/lockkey", "force"), "none");
    deepStrictEqual(tuning.opened.map(({ isCancelled }) => isCancelled), [true, true, true]);
    strictEqual(await other("/tuner0/vchannel", "7"), "7");
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name:
    "startControl(): who waits for a tuner keeps nobody waiting for another, nor for an answer, nor the end",
  permissions: "none",
  async fn() {
    const { ask, on, connect, tuning, clock, control } = setUp();
    await ask("/tuner0/vchannel", "7");
    await ask("/tuner1/vchannel", "7.1");
    tuning.awaited.add(0);
    const waiting = connect();
    strictEqual(await on(waiting)("/tuner0/target", TARGET), null);
    strictEqual(await ask("/sys/model"), "hdhomerun5_atsc");
    strictEqual(await ask("/tuner0/channel"), "auto:v7");
    strictEqual(await ask("/tuner1/target", TARGET), TARGET);
    let isOver = false;
    const end = control[Symbol.asyncDispose]().then(() => isOver = true);
    await rest(clock);
    strictEqual(isOver, true);
    await end;
    deepStrictEqual(tuning.opened.map(({ isCancelled }) => isCancelled), [true]);
  },
});

Deno.test({
  name: "startControl(): one address may connect twice for each tuner, and some times beside",
  permissions: "none",
  async fn() {
    const { connect, clock, control } = setUp(32);
    const own = Array.from({ length: 80 }, () => connect());
    await rest(clock);
    await rest(clock);
    strictEqual(own.filter(({ isClosed }) => !isClosed).length, 72);
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name:
    "startControl(): where to send survives a channel that fails or ends, for the same client's next channel",
  permissions: "none",
  async fn(t) {
    const { ask, tuning, clock, control } = setUp();
    const live = () =>
      tuning.opened.filter(({ isCancelled }) => !isCancelled).map(({ request }) => request.number);
    await ask("/tuner0/vchannel", "7");
    await ask("/tuner0/target", TARGET);
    await t.step("a channel that cannot be had", async () => {
      tuning.fault = new Fault("tune_failed", "no");
      strictEqual(await ask("/tuner0/vchannel", "7.1"), "ERROR: tune failed");
      strictEqual(await ask("/tuner0/target"), TARGET);
      tuning.fault = null;
      strictEqual(await ask("/tuner0/vchannel", "7"), "7");
      deepStrictEqual(live(), ["7"]);
    });
    await t.step("a channel that ends", async () => {
      tuning.bodies.at(-1)?.close();
      await clock.settle();
      strictEqual(await ask("/tuner0/target"), TARGET);
      strictEqual(await ask("/tuner0/lockkey"), "none");
      const { length } = tuning.opened;
      strictEqual(await ask("/tuner0/vchannel", "7.1"), "7.1");
      strictEqual(tuning.opened.length, length + 1);
    });
    await t.step("but another client's channel is not sent there, nor one long after", async () => {
      tuning.bodies.at(-1)?.close();
      await clock.settle();
      const { length } = tuning.opened;
      await ask("/tuner0/vchannel", "7", undefined, OTHER);
      strictEqual(await ask("/tuner0/target"), "none");
      await ask("/tuner0/channel", "none");
      await ask("/tuner0/target", TARGET);
      await clock.advance(LIMITS.targetUnattendedMs + 2_000);
      strictEqual(await ask("/tuner0/target"), "none");
      strictEqual(tuning.opened.length, length);
    });
    await control[Symbol.asyncDispose]();
  },
});
