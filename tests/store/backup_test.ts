import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { Logger } from "../../src/log.ts";
import { copyDatabase } from "../../src/store/copy_database.ts";
import { backUp, openStore, startBackups } from "../../src/store/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { found, INFO } from "./samples.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name)).sort();
}

/** Resolves `next()` with the message of each line in turn. */
function listeningLogger(): { log: Logger; next: () => Promise<string> } {
  const lines: string[] = [];
  let wake = () => {};
  const hear = (message: string) => {
    lines.push(message);
    wake();
  };
  const log: Logger = { debug: hear, info: hear, warn: hear, error: hear, with: () => log };
  const next = async () => {
    if (lines.length === 0) await new Promise<void>((resolve) => wake = resolve);
    return lines.shift() ?? "";
  };
  return { log, next };
}

Deno.test("backUp() copies a database in use, and the copy opens as a store", () =>
  inFolder(async (folder) => {
    using store = await openStore({ path: `${folder}/x.db` });
    store.media.upsert(found("/media/a.mkv"), INFO);
    const path = await backUp({
      path: store.path,
      folder: `${folder}/backups`,
      keep: 3,
      clock: new FakeClock(),
    });
    strictEqual(path, `${folder}/backups/backup-2026-01-05T12-00-00Z.db`);
    deepStrictEqual(await names(`${folder}/backups`), ["backup-2026-01-05T12-00-00Z.db"]);
    using copy = await openStore({ path });
    deepStrictEqual(copy.media.find(1), store.media.find(1));
  }));

Deno.test("backUp() keeps the newest copies and never touches other files", () =>
  inFolder(async (folder) => {
    using store = await openStore({ path: `${folder}/x.db` });
    const clock = new FakeClock();
    const backups = `${folder}/backups`;
    await Deno.mkdir(backups);
    await Deno.writeTextFile(`${backups}/backup-notes.db`, "mine");
    await Deno.writeTextFile(`${backups}/backup-2026-01-01T00-00-00Z.db.part`, "half");
    for (let day = 0; day < 4; day++) {
      await backUp({ path: store.path, folder: backups, keep: 2, clock });
      await clock.advance(86_400_000);
    }
    deepStrictEqual(await names(backups), [
      "backup-2026-01-07T12-00-00Z.db",
      "backup-2026-01-08T12-00-00Z.db",
      "backup-notes.db",
    ]);
  }));

Deno.test("backUp() tells why it failed and keeps the older copies", () =>
  inFolder(async (folder) => {
    using store = await openStore({ path: `${folder}/x.db` });
    const clock = new FakeClock();
    await backUp({ path: store.path, folder, keep: 1, clock });
    await clock.advance(60_000);
    await Deno.mkdir(`${folder}/backup-2026-01-05T12-01-00Z.db.part`);
    await rejects(backUp({ path: store.path, folder, keep: 1, clock }), {
      code: "store_failed",
      message: /^Cannot back up the database to .*: unable to open database file/,
    });
    ok((await names(folder)).includes("backup-2026-01-05T12-00-00Z.db"));
  }));

Deno.test("copyDatabase() refuses a damaged database", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.db`;
    {
      using store = await openStore({ path });
      for (let n = 0; n < 300; n++) store.media.upsert(found(`/media/${n}.mkv`), INFO);
    }
    using file = await Deno.open(path, { read: true, write: true });
    await file.seek(4096 * 12, Deno.SeekMode.Start);
    await file.write(crypto.getRandomValues(new Uint8Array(4096 * 4)));
    await rejects(copyDatabase(path, `${folder}/copy.db`));
    ok(!(await names(folder)).includes("copy.db"));
  }));

Deno.test("startBackups() makes one when due, waits out the interval, and continues over a restart", () =>
  inFolder(async (folder) => {
    using store = await openStore({ path: `${folder}/x.db` });
    const clock = new FakeClock();
    const { log, next } = listeningLogger();
    const backups = `${folder}/backups`;
    const options = { path: store.path, folder: backups, intervalMs: 3_600_000, keep: 5, clock, log };
    {
      await using _running = startBackups(options);
      strictEqual(await next(), "Database backed up");
      await clock.advance(3_599_000);
      strictEqual((await names(backups)).length, 1);
    }
    {
      await using _running = startBackups(options);
      // The first look is asynchronous; the timer it sets must exist before time moves.
      await names(backups);
      await clock.settle();
      await clock.advance(2_000);
      strictEqual(await next(), "Database backed up");
    }
    strictEqual((await names(backups)).length, 2);
  }));

Deno.test("startBackups() logs a failure and tries again", () =>
  inFolder(async (folder) => {
    using store = await openStore({ path: `${folder}/x.db` });
    const clock = new FakeClock();
    const { log, next } = listeningLogger();
    const backups = `${folder}/backups`;
    await Deno.writeTextFile(backups, "a file where the folder should be");
    await using _running = startBackups({
      path: store.path,
      folder: backups,
      intervalMs: 60_000,
      keep: 5,
      clock,
      log,
    });
    strictEqual(await next(), "Database backup failed");
    await Deno.remove(backups);
    await clock.settle();
    await clock.advance(60_000);
    strictEqual(await next(), "Database backed up");
  }));

Deno.test("store and backup work with nothing but the data folder and the program's own files", () =>
  inFolder(async (folder) => {
    const root = new URL("../../", import.meta.url).pathname;
    const script = `
      import { openStore, backUp } from "${root}src/store/mod.ts";
      import { systemClock } from "${root}src/clock.ts";
      using store = await openStore({ path: "${folder}/data/x.db" });
      console.log(await backUp({ path: store.path, folder: "${folder}/data/backups", keep: 1, clock: systemClock }));`;
    await Deno.writeTextFile(`${folder}/script.ts`, script);
    await Deno.mkdir(`${folder}/data`);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--ignore-env",
        `--allow-read=${folder}/data,${root}src`,
        `--allow-write=${folder}/data`,
        `${folder}/script.ts`,
      ],
    }).output();
    strictEqual(new TextDecoder().decode(stderr), "");
    strictEqual(code, 0);
    ok(new TextDecoder().decode(stdout).startsWith(`${folder}/data/backups/backup-`));
  }));
