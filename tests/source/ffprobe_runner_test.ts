import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { LIMITS } from "../../src/limits.ts";
import { createFfprobeRunner } from "../../src/source/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeSpawner, type Script } from "../fakes/fake_spawner.ts";

function runner(script: Script | null) {
  const clock = new FakeClock();
  const spawner = new FakeSpawner(clock, () => script);
  return { clock, spawner, run: createFfprobeRunner({ spawner, command: "/usr/bin/ffprobe", clock }) };
}
const never = new AbortController().signal;

Deno.test({
  name: "createFfprobeRunner() gives output, complaints and status",
  permissions: "none",
  async fn() {
    const { run, spawner } = runner([{ stdout: "{é" }, { stderr: "odd" }, { stdout: "}" }, { exit: 1 }]);
    deepStrictEqual(await run(["-i", "x"], never), { stdout: "{é}", stderr: "odd", code: 1 });
    deepStrictEqual(spawner.calls, [{ command: "/usr/bin/ffprobe", args: ["-i", "x"] }]);
  },
});

Deno.test({
  name: "createFfprobeRunner() ends an ffprobe that takes too long",
  permissions: "none",
  async fn() {
    const { run, clock, spawner } = runner([{ stdout: "{" }, { hang: true }]);
    const outcome = rejects(run([], never), {
      code: "probe_failed",
      message: "Cannot probe: no answer within 20 s",
    });
    await clock.advance(LIMITS.probeTimeoutMs - 1);
    strictEqual(spawner.alive.length, 1);
    await clock.advance(1);
    await outcome;
    strictEqual(spawner.alive.length, 0);
  },
});

Deno.test({
  name: "createFfprobeRunner() ends an ffprobe that writes too much",
  permissions: "none",
  async fn() {
    const { run, spawner } = runner([{ stdout: "x".repeat(60_000) }, { again: true }]);
    await rejects(run([], never), { code: "probe_failed", message: /longer than 4000000 bytes/ });
    strictEqual(spawner.alive.length, 0);
  },
});

Deno.test({
  name: "createFfprobeRunner() ends its ffprobe when called off, and starts none after that",
  permissions: "none",
  async fn() {
    const { run, clock, spawner } = runner([{ hang: true }]);
    const off = new AbortController();
    const outcome = rejects(run([], off.signal), { message: "called off" });
    await clock.settle();
    off.abort(new Error("called off"));
    await outcome;
    strictEqual(spawner.alive.length, 0);
    await rejects(run([], off.signal), { message: "called off" });
    strictEqual(spawner.calls.length, 1);
  },
});

Deno.test({
  name: "createFfprobeRunner() passes on that ffprobe is missing",
  permissions: "none",
  async fn() {
    await rejects(runner(null).run([], never), { code: "spawn_failed" });
  },
});
