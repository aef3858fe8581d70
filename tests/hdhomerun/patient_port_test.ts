import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { keepOpen } from "../../src/hdhomerun/patient_port.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { listLogger } from "./home.ts";

function setUp() {
  const clock = new FakeClock();
  const { log, lines } = listLogger(clock);
  const state = { isTaken: false, opened: 0, closed: 0, asked: 0, breakIt: (_reason: Error) => {} };
  const port = keepOpen({
    name: "Test",
    port: "UDP 1",
    open() {
      if (state.isTaken) throw new Error("Address already in use");
      state.opened += 1;
      const end = Promise.withResolvers<void>();
      state.breakIt = end.reject;
      let isOpen = true;
      return {
        end: end.promise,
        [Symbol.dispose]() {
          state.asked += 1;
          if (isOpen) state.closed += 1;
          isOpen = false;
          end.resolve();
        },
      };
    },
    serve: ({ end }) => end,
  }, { clock, log });
  return { clock, lines, state, port };
}

Deno.test({
  name: "keepOpen(): a port that is free is opened once and closed at the end",
  permissions: "none",
  async fn() {
    const { clock, lines, state, port } = setUp();
    await clock.advance(1_000);
    await port[Symbol.asyncDispose]();
    deepStrictEqual([state.opened, state.closed], [1, 1]);
    deepStrictEqual(lines, ["debug Listening"]);
  },
});

Deno.test({
  name: "keepOpen(): a port that is taken is told once, tried slowly and told when it works",
  permissions: "none",
  async fn() {
    const { clock, lines, state, port } = setUp();
    await clock.settle();
    state.isTaken = true;
    state.breakIt(new Error("Network is down"));
    await clock.advance(5 * LIMITS.portRetryMs);
    deepStrictEqual(lines.slice(1), ["warn Test is off: cannot use UDP 1"]);
    state.isTaken = false;
    await clock.advance(LIMITS.portRetryMs);
    deepStrictEqual(lines.slice(2), ["debug Listening", "info Test works now"]);
    await port[Symbol.asyncDispose]();
    deepStrictEqual([state.opened, state.closed], [2, 2]);
  },
});

Deno.test({
  name: "keepOpen(): it ends at once while it waits for its next try",
  permissions: "none",
  async fn() {
    const { clock, state, port } = setUp();
    await clock.settle();
    state.isTaken = true;
    state.breakIt(new Error("Network is down"));
    await clock.settle();
    await port[Symbol.asyncDispose]();
    strictEqual(state.opened, 1);
  },
});

Deno.test({
  name: "keepOpen(): a socket that broke is let go of",
  permissions: "none",
  async fn() {
    const { clock, state, port } = setUp();
    for (let broken = 0; broken < 3; broken++) {
      await clock.settle();
      state.breakIt(new Error("Network is down"));
      await clock.advance(LIMITS.portRetryMs);
    }
    deepStrictEqual([state.opened, state.asked], [4, 3]);
    await port[Symbol.asyncDispose]();
    // Those three are not asked to close again; the last one is by the end, and by its scope.
    strictEqual(state.asked, 5);
  },
});
