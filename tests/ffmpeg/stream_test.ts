import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { type ProcessRequest, streamProcess } from "../../src/ffmpeg/mod.ts";
import type { Script } from "../fakes/fake_spawner.ts";
import { SmallPool } from "./small_pool.ts";

const REQUEST: ProcessRequest = {
  kind: "ffmpeg",
  channelId: "demo",
  args: [],
  priority: "background",
  isEncode: true,
};

/** Runs a scripted ffmpeg into a sink and lets it come to its end. */
async function stream(script: Script, sink: (bytes: Uint8Array) => Promise<void>) {
  const world = new SmallPool(() => script);
  const outcome = streamProcess(world.pool, REQUEST, sink);
  const settled = outcome.catch(() => "handled below");
  await world.clock.advance(1_000);
  await settled;
  await world.checkEmpty();
  return outcome;
}

Deno.test({
  name: "streamProcess()",
  permissions: "none",
  async fn(t) {
    await t.step("hands on everything that is written, in order", async () => {
      let text = "";
      await stream([{ stdout: "one " }, { waitMs: 5 }, { stdout: "two" }], (bytes) => {
        text += new TextDecoder().decode(bytes);
        return Promise.resolve();
      });
      strictEqual(text, "one two");
    });
    await t.step("fails with the words of the process", async () => {
      const outcome = stream([{ stderr: "Unknown encoder\n" }, { exit: 1 }], () => Promise.resolve());
      await rejects(outcome, { code: "tune_failed", message: "Cannot run ffmpeg: Unknown encoder" });
    });
    await t.step("ends the process when the sink fails", async () => {
      const full = new Error("no space left");
      const outcome = stream([{ stdout: "x" }, { again: true }], () => Promise.reject(full));
      deepStrictEqual(await outcome.catch((thrown) => thrown), full);
    });
  },
});
