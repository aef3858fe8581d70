import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { readPipe } from "../../src/ffmpeg/pipe.ts";

/** A stream of bytes that gives these pieces, and notes when it is cancelled. */
function pipeOf(pieces: readonly string[], end: "close" | "hang" | Error = "close") {
  const state = { isCancelled: false };
  const left = pieces.map((piece) => new TextEncoder().encode(piece));
  const stream: ReadableStream<Uint8Array<ArrayBuffer>> = new ReadableStream({
    type: "bytes",
    pull(controller: ReadableByteStreamController) {
      const piece = left.shift();
      if (piece !== undefined) return controller.enqueue(piece);
      if (end instanceof Error) return controller.error(end);
      if (end === "hang") return;
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: () => void (state.isCancelled = true),
  });
  return { stream, state };
}

Deno.test({
  name: "readPipe()",
  permissions: "none",
  async fn(t) {
    await t.step("gives everything in order, through one buffer", async () => {
      const { stream } = pipeOf(["one", "two", "x".repeat(100_000), "three"]);
      let text = "";
      const sizes = new Set<number>();
      for await (const bytes of readPipe(stream)) {
        text += new TextDecoder().decode(bytes);
        sizes.add(bytes.buffer.byteLength);
      }
      strictEqual(text, `onetwo${"x".repeat(100_000)}three`);
      deepStrictEqual([...sizes], [65_536]);
      strictEqual(stream.locked, false);
    });
    await t.step("cancels the pipe when its reader stops early", async () => {
      const { stream, state } = pipeOf(["one", "two"], "hang");
      for await (const _ of readPipe(stream)) break;
      ok(state.isCancelled);
    });
    await t.step("passes on what broke the pipe", async () => {
      const { stream } = pipeOf(["one"], new Error("the pipe is broken"));
      await rejects(async () => {
        for await (const bytes of readPipe(stream)) strictEqual(bytes.length, 3);
      }, /the pipe is broken/);
    });
  },
});
