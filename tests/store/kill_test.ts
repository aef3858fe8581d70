import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRng } from "../../src/rng.ts";
import { Database } from "../../src/store/database.ts";
import { openStore } from "../../src/store/mod.ts";

const ROUNDS = 20;

Deno.test("the store survives kill -9 at any point: sound, tiling, every transaction whole", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/x.db`;
  const random = seededRng("kill");
  try {
    let wroteBefore = 0;
    for (let round = 0; round < ROUNDS; round++) {
      // The first rounds die while the file is being made and migrated.
      await killAfterLines(path, round < 3 ? 1 : 2 + Math.floor(random() * 40));
      wroteBefore = await check(path, wroteBefore);
    }
    ok(wroteBefore > 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function killAfterLines(path: string, lines: number): Promise<void> {
  const args = [
    "run",
    "--allow-read",
    "--allow-write",
    new URL("./endless_writer.ts", import.meta.url).pathname,
    path,
  ];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "null" }).spawn();
  let seen = 0;
  for await (const chunk of child.stdout) {
    for (const byte of chunk) if (byte === 10) seen++;
    if (seen >= lines) break;
  }
  child.kill("SIGKILL");
  strictEqual((await child.status).signal, "SIGKILL");
}

/** Returns where the timeline ends; it never goes back by more than one rewrite. */
async function check(path: string, wroteBefore: number): Promise<number> {
  {
    using database = new Database(path);
    strictEqual(database.first("PRAGMA integrity_check")?.integrity_check, "ok");
    deepStrictEqual(database.all("PRAGMA foreign_key_check"), []);
  }
  using store = await openStore({ path });
  const endMs = store.timelines.endMs("1") ?? 0;
  if (endMs > 0) strictEqual(store.timelines.state("1"), String(endMs));
  let expectedMs = 0;
  for (const { startMs, stopMs } of store.timelines.read("1", 0, Number.MAX_SAFE_INTEGER)) {
    strictEqual(startMs, expectedMs);
    expectedMs = stopMs;
  }
  strictEqual(expectedMs, endMs);
  const { items } = store.media.list({ limit: 500 });
  const sizes = new Map(items.map((item) => [item.locator, item.sizeBytes]));
  for (const item of items) {
    strictEqual(
      sizes.get(item.locator.replace("left", "right")),
      sizes.get(item.locator.replace("right", "left")),
    );
  }
  ok(endMs >= wroteBefore, `written programmes are lost: ${endMs} after ${wroteBefore}`);
  return endMs;
}
