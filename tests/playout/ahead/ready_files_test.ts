import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { denoReadyFiles, type ReadyFiles } from "../../../src/playout/ahead/ready_files.ts";
import { MemoryReadyFiles } from "../../fakes/memory_ready_files.ts";

/** Runs a test over every kind of folder, the fake's too. */
function everyFolder(name: string, test: (files: ReadyFiles) => Promise<void>): void {
  Deno.test(`Files of the ready-cache: ${name}`, async (t) => {
    await t.step("in memory", () => test(new MemoryReadyFiles()));
    await t.step("on the disk", async () => {
      const folder = await Deno.makeTempDir();
      try {
        await test(denoReadyFiles(`${folder}/deep/ready`));
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  });
}

const BYTES = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);

async function write(files: ReadyFiles, name: string, bytes: Uint8Array): Promise<void> {
  await using writer = await files.create(name);
  for (let at = 0; at < bytes.length; at += 70_000) await writer.write(bytes.subarray(at, at + 70_000));
}

everyFolder("there are none where there is no folder yet", async (files) => {
  deepStrictEqual(await files.list(), []);
  await files.remove("a");
  await rejects(files.open("a"));
  ok(await files.freeBytes() > 1_000_000);
});

everyFolder("what is written is read again, from anywhere, up to the end", async (files) => {
  await write(files, "a", BYTES);
  await using reader = await files.open("a");
  strictEqual(reader.sizeBytes, BYTES.length);
  for (const [at, wanted, got] of [[0, 1_000, 1_000], [250_000, 50_000, 50_000], [299_000, 9_999, 1_000]]) {
    const into = new Uint8Array(wanted ?? 0);
    strictEqual(await reader.read(at ?? 0, into), got);
    deepStrictEqual(into.subarray(0, got), BYTES.subarray(at, (at ?? 0) + (got ?? 0)));
  }
});

everyFolder("a new file takes the place of an old one", async (files) => {
  await write(files, "a", BYTES);
  await write(files, "a", BYTES.subarray(0, 10));
  await using reader = await files.open("a");
  strictEqual(reader.sizeBytes, 10);
});

everyFolder("a file gets its name, and is removed", async (files) => {
  await write(files, "a.part", BYTES);
  await files.rename("a.part", "a");
  deepStrictEqual(await files.list(), ["a"]);
  await files.remove("a");
  await files.remove("a");
  deepStrictEqual(await files.list(), []);
  await rejects(files.rename("a", "b"));
});

everyFolder("a file that is removed while it is read is read on", async (files) => {
  await write(files, "a", BYTES);
  await using reader = await files.open("a");
  await files.remove("a");
  const into = new Uint8Array(BYTES.length);
  strictEqual(await reader.read(0, into), BYTES.length);
  deepStrictEqual(into, BYTES);
});
