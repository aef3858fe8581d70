import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { MediaProcess } from "../../src/ffmpeg/mod.ts";
import { known } from "../../src/invariant.ts";
import { LIMITS } from "../../src/limits.ts";
import type { Child } from "../../src/spawner.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeSpawner, type Script } from "../fakes/fake_spawner.ts";

function setUp(script: Script) {
  const clock = new FakeClock();
  const spawner = new FakeSpawner(clock, () => script);
  const process = new MediaProcess(spawner.spawn("ffmpeg", []), clock);
  const child = known(spawner.children[0], "child");
  return { clock, child, process };
}

/** Ends a process and tells whether that is over yet. */
function ending(process: MediaProcess): { isDone: boolean; readonly done: Promise<void> } {
  const state = { isDone: false, done: process.end().then(() => void (state.isDone = true)) };
  return state;
}

Deno.test({
  name: "MediaProcess.end() asks first",
  permissions: "none",
  async fn() {
    const { clock, child, process } = setUp([{ hang: true }]);
    const end = ending(process);
    await clock.settle();
    strictEqual(end.isDone, true, "no time had to pass");
    deepStrictEqual(child.signals, ["SIGTERM"]);
    strictEqual(process.isOver, true);
    deepStrictEqual(await process.exit, { code: 143, signal: "SIGTERM" });
  },
});

Deno.test({
  name: "MediaProcess.end() makes a deaf process end, and not before its time",
  permissions: "none",
  async fn() {
    const { clock, child, process } = setUp([{ hang: true }]);
    child.kill("SIGSTOP");
    const end = ending(process);
    await clock.advance(LIMITS.killAfterMs - 1);
    deepStrictEqual([end.isDone, child.isAlive], [false, true]);
    await clock.advance(1);
    deepStrictEqual([end.isDone, child.isAlive], [true, false]);
    deepStrictEqual(child.signals, ["SIGSTOP", "SIGTERM", "SIGKILL"]);
  },
});

Deno.test({
  name: "MediaProcess.end() called twice waits for one end",
  permissions: "none",
  async fn() {
    const { clock, child, process } = setUp([{ hang: true }]);
    child.kill("SIGSTOP");
    const ends = [ending(process), ending(process)];
    await clock.advance(500);
    ends.push(ending(process));
    await clock.advance(LIMITS.killAfterMs - 500);
    deepStrictEqual(ends.map(({ isDone }) => isDone), [true, true, true]);
    deepStrictEqual(child.signals, ["SIGSTOP", "SIGTERM", "SIGKILL"]);
  },
});

Deno.test({
  name: "MediaProcess.end() signals nobody when the process is gone already",
  permissions: "none",
  async fn() {
    const { clock, child, process } = setUp([{ exit: 3 }]);
    await clock.settle();
    strictEqual(process.isOver, true);
    await process.end();
    deepStrictEqual(child.signals, []);
    deepStrictEqual(await process.exit, { code: 3, signal: null });
  },
});

Deno.test({
  name: "MediaProcess.end() ends a process that waits for somebody to read, and frees what it wrote",
  permissions: "none",
  async fn() {
    const { clock, child, process } = setUp([{ stdout: "x".repeat(200_000) }]);
    await clock.settle();
    strictEqual(child.isAlive, true, "the pipe is full");
    await process.end();
    strictEqual(child.isAlive, false);
    const { done } = await process.output.getReader().read();
    strictEqual(done, true, "nothing is kept");
  },
});

Deno.test({
  name: "MediaProcess.end() leaves output that is being read to its reader",
  permissions: "none",
  async fn() {
    const { clock, process } = setUp([{ stdout: "hello" }, { hang: true }]);
    const reader = process.output.getReader();
    await clock.settle();
    await process.end();
    strictEqual(new TextDecoder().decode((await reader.read()).value), "hello");
    strictEqual((await reader.read()).done, true);
  },
});

Deno.test({
  name: "MediaProcess.end() copes with pipes that break",
  permissions: "none",
  async fn() {
    const broken = (message: string) =>
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (controller) => controller.error(new Error(message)),
      });
    const child: Child = {
      pid: 7,
      stdout: broken("stdout broke"),
      stderr: broken("stderr broke"),
      exit: Promise.resolve({ code: 0, signal: null }),
      kill: () => {},
    };
    const process = new MediaProcess(child, new FakeClock());
    await process.end();
    strictEqual(await process.complaints(), "stderr broke\nstdout broke");
  },
});

Deno.test({
  name: "MediaProcess reads complaints all along, so that they never block the process",
  permissions: "none",
  async fn() {
    const chatter = Array.from({ length: 40 }, (_, line) => ({ stderr: `${line} ${"x".repeat(10_000)}\n` }));
    const last = { stderr: "[mov @ 0x55d0c0ffee] moov atom not found" };
    const { clock, process } = setUp([...chatter, last, { exit: 1 }]);
    for (let turn = 0; turn < 50 && !process.isOver; turn++) await clock.settle();
    strictEqual(process.isOver, true);
    strictEqual(await process.reason(), "moov atom not found");
    const lines = (await process.complaints()).split("\n");
    strictEqual(lines.length, 41);
    strictEqual(lines.every((line) => line.length <= LIMITS.stderrLineBytesMax), true);
    await process.end();
  },
});

Deno.test({
  name: "MediaProcess has no reason before the end, and no message when nothing was said",
  permissions: "none",
  async fn() {
    const { clock, child, process } = setUp([{ hang: true }]);
    let reason: string | null = null;
    const asked = process.reason().then((told) => reason = told);
    await clock.advance(1_000);
    strictEqual(reason, null);
    child.crash(1);
    await asked;
    strictEqual(reason, "no message");
    await process.end();
  },
});

Deno.test({
  name: "MediaProcess.failure() tells a process that failed from one that was killed",
  permissions: "none",
  async fn() {
    const words = { stderr: "http://u:p@host/a.ts?k=v: Connection refused\n" };
    const failed = setUp([words, { exit: 1 }]);
    const want = { code: "refused", isFatal: false, scope: "host" };
    deepStrictEqual(await failed.process.failure(), {
      ...want,
      text: "http://host/a.ts?…: Connection refused",
    });
    const killed = setUp([words, { hang: true }]);
    await killed.clock.settle();
    killed.child.kill("SIGKILL");
    strictEqual((await killed.process.failure()).code, "killed");
    await Promise.all([failed.process.end(), killed.process.end()]);
  },
});
