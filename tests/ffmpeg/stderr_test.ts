import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { StderrTail } from "../../src/ffmpeg/stderr.ts";
import { LIMITS } from "../../src/limits.ts";

Deno.test({
  name: "StderrTail",
  permissions: "none",
  async fn(t) {
    await t.step("puts lines together that arrive in pieces", () => {
      const tail = new StderrTail();
      for (const piece of ["no su", "ch file\nsecond ", "line\r\n"]) tail.add(piece);
      deepStrictEqual(tail.lines(), ["no such file", "second line"]);
    });
    await t.step("hands on every line, also those it does not keep", () => {
      const told: string[] = [];
      const tail = new StderrTail((line) => told.push(line));
      const lines = Array.from({ length: LIMITS.stderrLinesMax + 5 }, (_, n) => `line ${n}`);
      for (const line of lines) tail.add(`${line}\n`);
      deepStrictEqual([told, tail.lines()], [lines, lines.slice(5)]);
    });
    await t.step("names the last line as the reason, without ffmpeg's address of the speaker", () => {
      const tail = new StderrTail();
      tail.add("first\n[mov,mp4 @ 0x55d0c0ffee] moov atom not found\n");
      strictEqual(tail.reason(), "moov atom not found");
    });
    await t.step("passes over what only follows from the reason", () => {
      const tail = new StderrTail();
      tail.add("[h264_nvenc @ 0x55d0c0ffee] No capable devices found\n");
      tail.add(
        "Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0\n",
      );
      tail.add("Conversion failed!\n");
      strictEqual(tail.reason(), "No capable devices found");
      tail.add("http://host/a.mkv: Connection reset by peer\n    Last message repeated 2 times\n");
      strictEqual(tail.reason(), "http://host/a.mkv: Connection reset by peer");
      const bare = new StderrTail();
      bare.add("Conversion failed!\n");
      strictEqual(bare.reason(), "Conversion failed!", "better than nothing");
    });
    await t.step(
      "has a reason when nothing was said",
      () => strictEqual(new StderrTail().reason(), "no message"),
    );
    await t.step("keeps the newest lines of a chatterbox, each bounded", () => {
      const tail = new StderrTail();
      for (let line = 0; line < 1_000; line++) tail.add(`${line} ${"x".repeat(10_000)}\n`);
      strictEqual(tail.lines().length, LIMITS.stderrLinesMax);
      strictEqual(tail.lines()[0]?.startsWith("950 "), true);
      strictEqual(tail.lines().every((line) => line.length <= LIMITS.stderrLineBytesMax), true);
    });
    await t.step("does not grow with a line that never ends", () => {
      const tail = new StderrTail();
      for (let piece = 0; piece < 1_000; piece++) tail.add("y".repeat(1_000));
      tail.add("\n");
      strictEqual(tail.lines()[0]?.length, LIMITS.stderrLineBytesMax);
    });
    await t.step("keeps no secret of an address, wherever its pieces are cut", () => {
      const said = "x".repeat(LIMITS.stderrLineBytesMax - 30) +
        ` http://user:password@host/a.ts?token=${"t".repeat(3_000)}&password=1: Connection refused\n`;
      for (let cut = 1; cut < said.length; cut += 97) {
        const tail = new StderrTail();
        for (const piece of [said.slice(0, cut), said.slice(cut)]) tail.add(piece);
        strictEqual(/password|ttt/.test(tail.lines()[0] ?? ""), false, tail.lines()[0]);
      }
    });
    await t.step("keeps what was said last without a line break", async () => {
      const tail = new StderrTail();
      await tail.drain(ReadableStream.from([new TextEncoder().encode("killed")]));
      strictEqual(tail.reason(), "killed");
    });
  },
});
