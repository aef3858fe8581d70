import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Database } from "../../src/store/database.ts";
import {
  DOCUMENT_KINDS,
  type DocumentBounds,
  type DocumentChange,
  DocumentStore,
  type DocumentVersion,
} from "../../src/store/document_store.ts";
import { migrate } from "../../src/store/migrate.ts";
import { MIGRATIONS } from "../../src/store/migrations.ts";

async function openDocuments(bounds?: DocumentBounds) {
  const database = new Database(":memory:");
  await migrate(database, { migrations: MIGRATIONS, keepCopy: () => Promise.resolve() });
  return {
    store: new DocumentStore(database, bounds),
    [Symbol.dispose]: () => database[Symbol.dispose](),
  };
}

const FILMS = { kind: "collection", name: "films" } as const;

function saying(document: unknown, more: Partial<DocumentChange> = {}): DocumentChange {
  return { ...FILMS, atMs: 5, note: "", document, ...more };
}

Deno.test("DocumentStore", async (t) => {
  await t.step("knows nothing at first", async () => {
    using world = await openDocuments();
    deepStrictEqual([world.store.all(), world.store.history(FILMS), world.store.version(FILMS)], [[], [], 0]);
  });

  await t.step("keeps what was written to the letter, and everything it was before", async () => {
    using world = await openDocuments();
    const first = { show: "Örk 🎬", number: "7.10", parts: [1, null, { a: true }] };
    world.store.write([saying(first, { note: "made" })]);
    world.store.write([saying({ folder: "/films" }, { atMs: 9 })]);
    const now: DocumentVersion = { ...saying({ folder: "/films" }, { atMs: 9 }), version: 2 };
    deepStrictEqual(world.store.all(), [now]);
    deepStrictEqual(world.store.history(FILMS), [now, { ...saying(first, { note: "made" }), version: 1 }]);
  });

  await t.step("a deleted document is gone, its history is not, and its version goes on", async () => {
    using world = await openDocuments();
    world.store.write([saying({ show: "One" })]);
    world.store.write([saying(null, { note: "gone" })]);
    deepStrictEqual(world.store.all(), []);
    deepStrictEqual(world.store.history(FILMS).map(({ document, note }) => [document, note]), [
      [null, "gone"],
      [{ show: "One" }, ""],
    ]);
    world.store.write([saying({ show: "Two" })]);
    deepStrictEqual(world.store.all().map(({ version }) => version), [3]);
  });

  await t.step("writes all changes or none", async () => {
    using world = await openDocuments();
    const broken = saying({ show: "B" }, { name: "" });
    let refusal: unknown = null;
    try {
      world.store.write([saying({ show: "A" }), broken]);
    } catch (thrown) {
      refusal = thrown;
    }
    strictEqual(refusal === null, false);
    deepStrictEqual(world.store.all(), []);
  });

  await t.step("forgets the oldest versions of a document, not those of others", async () => {
    using world = await openDocuments({ versionsMax: 2, deletedMax: 10 });
    for (let at = 1; at <= 5; at++) world.store.write([saying({ at })]);
    world.store.write([saying({ show: "x" }, { name: "other" })]);
    deepStrictEqual(world.store.history(FILMS).map(({ version }) => version), [5, 4]);
    strictEqual(world.store.all().length, 2);
  });

  await t.step("forgets what was deleted first when too much was", async () => {
    using world = await openDocuments({ versionsMax: 5, deletedMax: 1 });
    for (const [at, name] of ["a", "b", "c"].entries()) {
      world.store.write([saying({ at }, { name, atMs: at * 10 })]);
      world.store.write([saying(null, { name, atMs: at * 10 + 5 })]);
    }
    world.store.write([saying({ kept: true })]);
    deepStrictEqual(["a", "b", "c"].map((name) => world.store.version({ kind: "collection", name })), [
      0,
      0,
      2,
    ]);
    strictEqual(world.store.all().length, 1);
  });
});

Deno.test("after any changes, DocumentStore holds what a map would", async () => {
  const change = fc.record({
    kind: fc.constantFrom(...DOCUMENT_KINDS),
    name: fc.constantFrom("a", "b"),
    document: fc.option(fc.record({ value: fc.jsonValue() })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
      using world = await openDocuments();
      const plain = new Map<string, unknown>();
      for (const [atMs, one] of changes.entries()) {
        world.store.write([{ ...one, atMs, note: "" }]);
        const key = `${one.kind} ${one.name}`;
        if (one.document === null) plain.delete(key);
        else plain.set(key, JSON.parse(JSON.stringify(one.document)));
      }
      const held = world.store.all().map(({ kind, name, document }) => [`${kind} ${name}`, document]);
      deepStrictEqual(held, [...plain].sort(([one], [other]) => one < other ? -1 : 1));
    }),
    { numRuns: 30 },
  );
});
