import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Fault } from "../../src/fault.ts";
import { InvariantError } from "../../src/invariant.ts";
import { Database } from "../../src/store/database.ts";
import { migrate, schemaOf } from "../../src/store/migrate.ts";
import { MIGRATIONS } from "../../src/store/migrations.ts";
import { openStore } from "../../src/store/mod.ts";
import { VIDEO_STREAM } from "../fakes/video_stream.ts";
import { found, INFO } from "./samples.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openStore() makes the folder and the file, and finds everything again", () =>
  inFolder(async (folder) => {
    const path = `${folder}/deep/er/x.db`;
    {
      using store = await openStore({ path });
      strictEqual(store.identity.getOrCreate("device_id", () => "ABC"), "ABC");
      strictEqual(store.identity.next("guide_version"), 1);
      strictEqual(store.media.upsert(found("/media/a.mkv"), INFO), 1);
    }
    using store = await openStore({ path });
    strictEqual(store.identity.getOrCreate("device_id", () => "other"), "ABC");
    strictEqual(store.identity.next("guide_version"), 2);
    deepStrictEqual(store.media.find(1)?.info, INFO);
  }));

Deno.test("openStore() uses the write-ahead log, checks foreign keys and waits for other writers", () =>
  inFolder(async (folder) => {
    using _store = await openStore({ path: `${folder}/x.db` });
    using database = new Database(`${folder}/x.db`);
    deepStrictEqual({ ...database.first("PRAGMA journal_mode") }, { journal_mode: "wal" });
    deepStrictEqual({ ...database.first("PRAGMA foreign_keys") }, { foreign_keys: 1 });
    deepStrictEqual({ ...database.first("PRAGMA synchronous") }, { synchronous: 1 });
    throws(() => {
      database.run(
        `INSERT INTO programme (channel_id, start_ms, stop_ms, kind, item_offset_ms, category, title)
           VALUES ('no such', 0, 1, 'off_air', 0, 'other', 'x')`,
      );
    }, /FOREIGN KEY constraint failed/);
  }));

Deno.test("openStore() refuses a file written by a newer program and names both schemas", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.db`;
    {
      using future = new DatabaseSync(path);
      future.exec("PRAGMA user_version = 99");
    }
    await rejects(openStore({ path }), {
      code: "schema_too_new",
      message:
        `Cannot open the database ${path}: it has schema 99, this program knows up to ${MIGRATIONS.length}`,
    });
  }));

Deno.test("openStore() refuses what is no database, leaving it as it was", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.db`;
    await Deno.writeTextFile(path, "dear diary ".repeat(500));
    await rejects(openStore({ path }), (thrown) => {
      ok(thrown instanceof Fault);
      strictEqual(thrown.code, "store_failed");
      ok(
        thrown.message.startsWith(`Cannot open the database ${path}: file is not a database`),
        thrown.message,
      );
      return true;
    });
    strictEqual(await Deno.readTextFile(path), "dear diary ".repeat(500));
  }));

Deno.test("openStore() refuses a folder that cannot be made", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await rejects(openStore({ path: `${folder}/file/x.db` }), { code: "store_failed" });
  }));

Deno.test("migrate()", async (t) => {
  const steps = [
    "CREATE TABLE one (a INTEGER) STRICT",
    "INSERT INTO one VALUES (1)",
    "ALTER TABLE one ADD b TEXT",
  ];

  await t.step(
    "runs each step once, in order, and copies only a database that exists already",
    () =>
      inFolder(async (folder) => {
        using database = new Database(`${folder}/x.db`);
        const copies: number[] = [];
        const keepCopy = (schema: number) => Promise.resolve(void copies.push(schema));
        await migrate(database, { migrations: steps.slice(0, 1), keepCopy });
        strictEqual(schemaOf(database), 1);
        await migrate(database, { migrations: steps, keepCopy });
        await migrate(database, { migrations: steps, keepCopy });
        strictEqual(schemaOf(database), 3);
        deepStrictEqual(database.all("SELECT a, b FROM one").map((row) => ({ ...row })), [{ a: 1, b: null }]);
        deepStrictEqual(copies, [1]);
      }),
  );

  await t.step("leaves the schema before the step that fails", () =>
    inFolder(async (folder) => {
      using database = new Database(`${folder}/x.db`);
      const migrations = [steps[0] ?? "", "INSERT INTO one VALUES (5); INSERT INTO nowhere VALUES (1)"];
      await rejects(
        migrate(database, { migrations, keepCopy: () => Promise.resolve() }),
        /no such table: nowhere/,
      );
      strictEqual(schemaOf(database), 1);
      deepStrictEqual(database.all("SELECT * FROM one"), []);
    }));

  await t.step("changes nothing when the copy fails", () =>
    inFolder(async (folder) => {
      using database = new Database(`${folder}/x.db`);
      await migrate(database, { migrations: steps.slice(0, 1), keepCopy: () => Promise.resolve() });
      const keepCopy = () => Promise.reject(new Fault("store_failed", "Cannot copy: disk full"));
      await rejects(migrate(database, { migrations: steps, keepCopy }), /disk full/);
      strictEqual(schemaOf(database), 1);
    }));
});

Deno.test("An old file airs with what was known of it, is to be probed anew, and keeps what its name says", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.db`;
    const { colorMatrix: _unknown, ...video } = VIDEO_STREAM;
    const [film, sound] = [found("/media/a.mkv"), found("/media/b.mka")];
    {
      using old = new Database(path);
      await migrate(old, { migrations: MIGRATIONS.slice(0, 2), keepCopy: () => Promise.resolve() });
      const insert =
        `INSERT INTO media (locator, folder, size_bytes, modified_ms, kind, title, show, show_folded,
        search_folded, state, fault, info, duration_ms)
        VALUES (?, '/media', 1000, 5000, 'other', ?, 'Ä Show', 'ä show', '', ?, ?, ?, ?)`;
      const playable = (info: unknown) => ["playable", null, JSON.stringify(info), INFO.durationMs] as const;
      old.run(insert, film.locator, film.title, ...playable({ ...INFO, video }));
      old.run(insert, sound.locator, sound.title, ...playable(INFO));
      old.run(insert, "/media/c.mkv", "c.mkv", "broken", "It is broken", null, null);
    }
    using store = await openStore({ path });
    deepStrictEqual(store.media.find(1)?.info, { ...INFO, video: { ...video, colorMatrix: null } });
    deepStrictEqual(store.media.find(2)?.info, INFO);
    deepStrictEqual(
      store.media.known("/media").map(({ state, modifiedMs }) => [state, modifiedMs === film.modifiedMs]),
      [["playable", false], ["playable", false], ["broken", true]],
    );
    const { kind, show, season, episode, year } = { ...film, show: "Ä Show" };
    deepStrictEqual(store.media.named(1), { kind, title: film.title, show, season, episode, year });
    strictEqual(store.media.playable({ show: "ä SHOW" }).length, 2);
  }));

Deno.test("Store.transaction()", async (t) => {
  await t.step("does all or nothing", () =>
    inFolder(async (folder) => {
      using store = await openStore({ path: `${folder}/x.db` });
      throws(() =>
        store.transaction(() => {
          store.media.upsert(found("/media/a.mkv"), INFO);
          throw new Error("halfway");
        }), /halfway/);
      deepStrictEqual(store.media.list({}).items, []);
      store.transaction(() => store.media.upsert(found("/media/a.mkv"), INFO));
      strictEqual(store.media.list({}).items.length, 1);
    }));

  await t.step("refuses to nest, and works again after that", () =>
    inFolder(async (folder) => {
      using store = await openStore({ path: `${folder}/x.db` });
      throws(() => store.transaction(() => store.transaction(() => 1)), InvariantError);
      throws(() => store.transaction(() => store.timelines.remove("1")), InvariantError);
      strictEqual(store.transaction(() => 1), 1);
    }));
});

Deno.test("ChannelStore.guideId()", async (t) => {
  await t.step("is made once for each channel and never changes", () =>
    inFolder(async (folder) => {
      using store = await openStore({ path: `${folder}/x.db` });
      strictEqual(store.channels.guideId("5", () => "bars-0001"), "bars-0001");
      strictEqual(store.channels.guideId("5", () => "renamed-0002"), "bars-0001");
    }));

  await t.step(
    "asks again when another channel has the proposal, and gives up on a stubborn maker",
    () =>
      inFolder(async (folder) => {
        using store = await openStore({ path: `${folder}/x.db` });
        store.channels.guideId("5", () => "bars-0001");
        const proposals = ["bars-0001", "bars-0002"];
        strictEqual(store.channels.guideId("6", () => proposals.shift() ?? ""), "bars-0002");
        throws(() => store.channels.guideId("7", () => "bars-0001"), { code: "store_failed" });
      }),
  );
});

Deno.test("LibraryStore.record() keeps the time of the last complete scan while a folder is unavailable", () =>
  inFolder(async (folder) => {
    using store = await openStore({ path: `${folder}/x.db` });
    const problems = [{ path: "/media/secret", reason: "permission denied" }];
    store.library.record({ path: "/media", scannedMs: 10, completedMs: 10, fault: null, problems });
    store.library.record({ path: "/media", scannedMs: 20, completedMs: null, fault: "gone", problems: [] });
    store.library.record({ path: "/away", scannedMs: 20, completedMs: null, fault: "gone", problems: [] });
    deepStrictEqual(
      ["/media", "/away", "/never seen"].map((path) => store.library.wasCompleted(path)),
      [true, false, false],
    );
    store.library.record({ path: "/old", scannedMs: 5, completedMs: 5, fault: null, problems });
    store.library.retain(["/media"]);
    deepStrictEqual(store.library.folders(), [
      { path: "/media", scannedMs: 20, completedMs: 10, fault: "gone", problems: [] },
    ]);
  }));
