import { strictEqual } from "node:assert/strict";
import { TargetLife } from "../../src/hdhomerun/target_life.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { NEIGHBOUR } from "./home.ts";

const OTHER_CONNECTION = { ...NEIGHBOUR, port: 1 };
const OTHER_CLIENT = { ...NEIGHBOUR, address: "192.168.1.10" };

function setUp() {
  const clock = new FakeClock();
  return { clock, life: new TargetLife(NEIGHBOUR, clock) };
}

Deno.test({
  name:
    "TargetLife: a target whose connection is open stays; closed, it has until its client was silent for long",
  permissions: "none",
  async fn() {
    const { clock, life } = setUp();
    life.noteClosed(OTHER_CONNECTION);
    life.noteClosed(OTHER_CLIENT);
    await clock.advance(LIMITS.targetUnattendedMs * 10);
    strictEqual(life.isOver, false);
    life.noteClosed(NEIGHBOUR);
    await clock.advance(LIMITS.targetUnattendedMs - 1);
    strictEqual(life.isOver, false);
    life.noteRequest(OTHER_CONNECTION);
    await clock.advance(LIMITS.targetUnattendedMs - 1);
    strictEqual(life.isOver, false);
    life.noteRequest(OTHER_CLIENT);
    life.noteClosed(NEIGHBOUR);
    await clock.advance(1);
    strictEqual(life.isOver, true);
  },
});

Deno.test({
  name: "TargetLife: once a keep-alive came only keep-alives count",
  permissions: "none",
  async fn() {
    const { clock, life } = setUp();
    life.noteKeepAlive();
    await clock.advance(LIMITS.targetSilentMs - 1);
    life.noteKeepAlive();
    life.noteClosed(NEIGHBOUR);
    await clock.advance(LIMITS.targetSilentMs - 1);
    strictEqual(life.isOver, false);
    life.noteRequest(NEIGHBOUR);
    await clock.advance(1);
    strictEqual(life.isOver, true);
  },
});
