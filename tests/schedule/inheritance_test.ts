import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { contentKey, Cursors } from "../../src/schedule/cursors.ts";
import { inherit } from "../../src/schedule/inheritance.ts";
import { type Content, contentOf } from "../../src/content.ts";
import { catalogueOf } from "./random_schedules.ts";
import { shelf, shelves } from "./written.ts";

const CATALOGUE = catalogueOf(shelves({ a: [10, 10, 10, 10], b: [10, 10, 10, 10], c: [10, 10, 10, 10] }));

/** A content of several shelves. */
function shelvesOf(names: string, more: Partial<Content> = {}): Content {
  const members = [...names].map((name) => ({ collection: { folder: `/${name}` }, weight: 1 }));
  return { ...shelf("a"), members, ...more };
}

/** The next three that a content plays after an edit, where each one before had played so many. */
function nextAfter(
  edit: { before: readonly Content[]; after: readonly Content[] },
  { played, content }: { played: number; content: Content },
): string {
  const cursors = new Cursors(CATALOGUE, { seed: "five", progress: {} });
  for (const one of edit.before) for (let at = 0; at < played; at++) cursors.of(one).advance();
  const progress = inherit(cursors.progress, { ...edit, catalogue: CATALOGUE, seed: "five" });
  const cursor = new Cursors(CATALOGUE, { seed: "five", progress }).of(content);
  return Array.from({ length: 3 }, () => {
    const title = cursor.peek()?.title;
    cursor.advance();
    return title;
  }).join(" ");
}

const BY_SHELF = { order: "rotating", groupBy: "collection" } as const;

const CASES: { name: string; before: Content[]; after: Content[]; played: number; want: string }[] = [
  {
    name: "a content that gets another collection goes on where it was",
    before: [shelf("a")],
    after: [shelvesOf("ab")],
    played: 2,
    want: "b2 a3 b3",
  },
  {
    name: "one that loses a collection, too",
    before: [shelvesOf("ab")],
    after: [shelf("a")],
    played: 2,
    want: "a2 a3 a4",
  },
  {
    name: "members are known by what they play, not by their number",
    before: [shelvesOf("ab", BY_SHELF)],
    after: [shelvesOf("cab", BY_SHELF)],
    played: 4,
    want: "a3 b3 c1",
  },
  {
    name: "of several that are gone it is the one that shares most",
    before: [shelvesOf("bc"), shelf("a")],
    after: [shelvesOf("acb")],
    played: 3,
    want: "c2 a3 b3",
  },
  {
    name: "a content in another order begins anew",
    before: [shelf("a")],
    after: [shelf("a", "marathon")],
    played: 2,
    want: "a1 a2 a3",
  },
  {
    name: "what shares nothing begins with its first",
    before: [shelf("a")],
    after: [shelf("b")],
    played: 2,
    want: "b1 b2 b3",
  },
  {
    name: "a content beside one that stays begins with its first",
    before: [shelf("a")],
    after: [shelvesOf("ab"), shelf("a")],
    played: 2,
    want: "a1 b1 a2",
  },
];

Deno.test({
  name: "inherit()",
  permissions: "none",
  async fn(t) {
    for (const { name, before, after, played, want } of CASES) {
      await t.step(name, () => {
        const content = after[0] ?? contentOf({ folder: "/none" });
        strictEqual(nextAfter({ before, after }, { played, content }), want);
      });
    }
    await t.step("takes the place from whom it was, so that a return is one, too", () => {
      const [one, other] = [shelf("a"), shelvesOf("ab")];
      const cursors = new Cursors(CATALOGUE, { seed: "five", progress: {} });
      cursors.of(one).advance();
      const parts = { before: [one], after: [other], catalogue: CATALOGUE, seed: "five" };
      deepStrictEqual(Object.keys(inherit(cursors.progress, parts)), [contentKey(other)]);
    });
    await t.step("gives one place to one heir", () => {
      const heirs = [shelvesOf("ab"), shelvesOf("ac")];
      const edit = { before: [shelf("a")], after: heirs };
      deepStrictEqual(heirs.map((content) => nextAfter(edit, { played: 2, content })), [
        "b2 a3 b3",
        "a1 c1 a2",
      ]);
    });
  },
});
