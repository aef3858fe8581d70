import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { runProcess, type RunResult } from "../../src/ffmpeg/mod.ts";
import { probe } from "../../src/source/mod.ts";
import type { Script } from "../fakes/fake_spawner.ts";
import { PROBE, SmallPool } from "./small_pool.ts";

const NEVER = new AbortController().signal;

/** Runs of a scripted ffprobe beside an ffmpeg that goes on for ever. */
class Runs extends SmallPool {
  constructor(script: Script | null) {
    super(({ command }) => command.endsWith("ffmpeg") ? [{ hang: true }] : script);
  }

  run(signal: AbortSignal = NEVER): Promise<RunResult> {
    const bounds = { clock: this.clock, timeoutMs: 20_000, outputBytesMax: 1_000_000 };
    return runProcess(this.pool, { ...PROBE, signal }, bounds);
  }

  /** Checks that nothing is left: no process, no slot taken. */
  checkTidy(): void {
    deepStrictEqual([this.spawner.alive.length, this.pool.processes().length], [0, 0]);
  }
}

Deno.test({
  name: "runProcess() gives output, complaints and status, and the slot back",
  permissions: "none",
  async fn() {
    const runs = new Runs([{ stdout: "{é" }, { stderr: "odd\n" }, { stdout: "}" }, { exit: 1 }]);
    const outcome = runs.run();
    await runs.clock.advance(0);
    deepStrictEqual(await outcome, { stdout: "{é}", stderr: "odd", code: 1 });
    deepStrictEqual(runs.spawner.calls, [{ command: "/usr/bin/ffprobe", args: ["-i", "x"] }]);
    runs.checkTidy();
  },
});

Deno.test({
  name: "runProcess() puts characters together that arrive in pieces",
  permissions: "none",
  async fn() {
    const [first, second] = [Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac)];
    const runs = new Runs([{ stdout: first }, { waitMs: 5 }, { stdout: second }]);
    const outcome = runs.run();
    await runs.clock.advance(5);
    strictEqual((await outcome).stdout, "€");
  },
});

Deno.test({
  name: "runProcess() ends a process that takes too long",
  permissions: "none",
  async fn() {
    const runs = new Runs([{ stdout: "{" }, { hang: true }]);
    const outcome = rejects(runs.run(), {
      code: "probe_failed",
      message: "Cannot probe: no answer within 20 s",
    });
    await runs.clock.advance(19_999);
    strictEqual(runs.spawner.alive.length, 1);
    await runs.clock.advance(1);
    await outcome;
    runs.checkTidy();
  },
});

Deno.test({
  name: "runProcess() ends a process that writes too much",
  permissions: "none",
  async fn() {
    const runs = new Runs([{ stdout: "x".repeat(60_000) }, { again: true }]);
    const outcome = rejects(runs.run(), { code: "probe_failed", message: /longer than 1000000 bytes/ });
    await runs.clock.advance(1);
    await outcome;
    runs.checkTidy();
  },
});

Deno.test({
  name: "runProcess() ends its process when called off, and starts none after that",
  permissions: "none",
  async fn() {
    const runs = new Runs([{ hang: true }]);
    const off = new AbortController();
    const outcome = rejects(runs.run(off.signal), { message: "called off" });
    await runs.clock.advance(1_000);
    off.abort(new Error("called off"));
    await outcome;
    runs.checkTidy();
    await rejects(runs.run(off.signal), { message: "called off" });
    strictEqual(runs.spawner.calls.length, 1);
  },
});

Deno.test({
  name: "runProcess() ends a process that started in the very moment it was called off",
  permissions: "none",
  async fn() {
    const off = new AbortController();
    const pool = new SmallPool(() => {
      off.abort(new Error("called off"));
      return [{ hang: true }];
    });
    const bounds = { clock: pool.clock, timeoutMs: 20_000, outputBytesMax: 1_000_000 };
    const outcome = rejects(runProcess(pool.pool, { ...PROBE, signal: off.signal }, bounds), /called off/);
    await pool.clock.advance(0);
    await outcome;
    strictEqual(pool.spawner.alive.length, 0);
  },
});

Deno.test({
  name: "runProcess() passes on that the program is missing",
  permissions: "none",
  async fn() {
    const runs = new Runs(null);
    const outcome = rejects(runs.run(), { code: "spawn_failed" });
    await runs.clock.advance(0);
    await outcome;
    runs.checkTidy();
  },
});

Deno.test({
  name: "runProcess() under a probe: what says nothing of the file becomes no verdict on it",
  permissions: "none",
  async fn(t) {
    await t.step("a shortage of the pool", async () => {
      const runs = new Runs([{ stdout: '{"streams": []}' }]);
      // The slot is free when the probe asks, and taken when its turn comes.
      const stream = runs.pool.acquireProcess({ ...PROBE, kind: "ffmpeg", priority: "viewer" });
      const verdict = ask(runs);
      await runs.clock.advance(600_000);
      strictEqual(runs.spawner.calls.length, 1);
      await (await stream)[Symbol.asyncDispose]();
      await runs.clock.advance(1_000);
      strictEqual(await verdict, "It has no streams");
    });
    await t.step("being called off", async () => {
      const runs = new Runs([{ hang: true }]);
      const off = new AbortController();
      const verdict = rejects(ask(runs, off.signal), /called off/);
      off.abort(new Error("called off"));
      await runs.clock.advance(0);
      await verdict;
    });
    await t.step("an ffprobe that is not there", async () => {
      const runs = new Runs(null);
      const verdict = rejects(ask(runs), { code: "spawn_failed" });
      await runs.clock.advance(0);
      await verdict;
    });
  },
});

function ask(runs: Runs, signal = NEVER): Promise<unknown> {
  return probe("/media/x.mkv", { signal, run: (_args, signal) => runs.run(signal) });
}
