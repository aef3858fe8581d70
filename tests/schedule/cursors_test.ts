import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { ScheduleItem } from "../../src/media.ts";
import { contentKey, Cursors, type Progress } from "../../src/schedule/cursors.ts";
import { type Content, contentOf, type PlayOrder } from "../../src/content.ts";
import { episode, take } from "./cursor_takes.ts";
import { catalogueOf, contents, libraries } from "./random_schedules.ts";

const SHOWS = contentOf({ folder: "/shows" });
const ORDERS = [
  "chronological",
  "shuffle",
  "random",
  "rotating",
  "weighted",
  "interleave",
  "marathon",
] as const;

Deno.test({
  name: "Cursors, interleaving,",
  permissions: "none",
  async fn(t) {
    await t.step("strictly alternates two shows of equal length, from round to round", () => {
      for (let seed = 0; seed < 20; seed++) {
        const cursors = cursorsOf([...show("A", 6), ...show("B", 6)], { seed: `${seed}` });
        const names = take(cursors.of({ ...SHOWS, order: "interleave" }), 60).map((id) =>
          Math.floor(id / 100)
        );
        ok(names.every((name, at) => name !== names[at - 1]), `${names}`);
      }
    });
    const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });
    await t.step("plays each item once per round, and spreads shows evenly, however long each is", () => {
      fc.assert(fc.property(lengths, fc.string(), (counts, seed) => {
        const items = counts.flatMap((count, at) => show("ABCDEF"[at] ?? "", count));
        const cursor = cursorsOf(items, { seed }).of({ ...SHOWS, order: "interleave" });
        for (let round = 0; round < 3; round++) {
          const ids = take(cursor, items.length);
          strictEqual(new Set(ids).size, items.length);
          for (const [at, count] of counts.entries()) {
            const places = ids.flatMap((id, place) => Math.floor(id / 100) === at + 1 ? place : []);
            // Where each would stand if nobody else were in its way.
            const isEven = places.every((place, nth) =>
              Math.abs(place - (nth + 0.5) * items.length / count) < items.length / count + 2
            );
            ok(isEven, `${places} of ${items.length}`);
          }
        }
      }));
    });
    await t.step("keeps each show in its order, and the parts of a story together", () => {
      const wedding = [1, 2].map((id) => episode(100 + id, "A", { title: `Wedding (${id})` }));
      const cursor = cursorsOf([...wedding, episode(103, "A"), ...show("B", 2)])
        .of({ ...SHOWS, order: "interleave", keepsParts: true });
      const ids = take(cursor, 15);
      deepStrictEqual(ids.filter((id) => id < 200), [101, 102, 103, 101, 102, 103, 101, 102, 103]);
      ok(ids.every((id, at) => id !== 101 || at === 14 || ids[at + 1] === 102));
    });
    await t.step("items that come or go in mid-round move no other", () => {
      const content: Content = { ...SHOWS, order: "interleave" };
      const cursors = cursorsOf([...show("A", 4), ...show("B", 4)]);
      const before = take(cursors.of(content), 4);
      const changed = [...show("A", 4), ...show("B", 4), episode(50, "A", { season: 0 })];
      const after = take(cursorsOf(changed, { progress: cursors.progress }).of(content), 4);
      deepStrictEqual([...before, ...after].toSorted(), [101, 102, 103, 104, 201, 202, 203, 204]);
    });
  },
});

Deno.test({
  name: "Cursors",
  permissions: "none",
  async fn(t) {
    await t.step(
      "gives contents that read alike one place, in whatever order their fields are written",
      () => {
        const cursors = cursorsOf(show("A", 5));
        const { members, order, groupBy, keepsParts, batch } = SHOWS;
        strictEqual(cursors.of(SHOWS), cursors.of({ batch, keepsParts, groupBy, order, members }));
        strictEqual(contentKey(SHOWS), contentKey({ batch, keepsParts, groupBy, order, members }));
        notStrictEqual(contentKey(SHOWS), contentKey({ ...SHOWS, batch: 1 }));
      },
    );
    await t.step("goes on in every order from its progress, through JSON, as if it had never stopped", () => {
      const cases = fc.record({ library: libraries, content: contents, played: fc.nat(40) });
      fc.assert(fc.property(cases, ({ library, content, played }) => {
        const catalogue = catalogueOf(library);
        const unbroken = new Cursors(catalogue, { seed: "five", progress: {} });
        take(unbroken.of(content), played);
        const progress: Progress = JSON.parse(JSON.stringify(unbroken.progress));
        const resumed = new Cursors(catalogue, { seed: "five", progress });
        deepStrictEqual(take(resumed.of(content), 40), take(unbroken.of(content), 40));
      }));
    });
    await t.step("plays the same in whatever order items are handed in", () => {
      const cases = fc.record({ library: libraries, content: contents });
      fc.assert(fc.property(cases, ({ library, content }) => {
        const turned = new Map([...library].map(([folder, items]) => [folder, items.toReversed()]));
        const [one, other] = [library, turned].map((items) =>
          take(new Cursors(catalogueOf(items), { seed: "five", progress: {} }).of(content), 60)
        );
        deepStrictEqual(one, other);
      }));
    });
    await t.step("plays everything there is, in every order", () => {
      for (const order of ORDERS) {
        for (const batch of [null, 2]) {
          const ids = take(cursorsOf([...show("A", 5), ...show("B", 2)]).of({ ...SHOWS, order, batch }), 60);
          deepStrictEqual([order, new Set(ids).size], [order, 7]);
        }
      }
    });
    await t.step("keeps parts together in every order that moves items about", () => {
      const items = [
        ...show("A", 3),
        ...[5, 6].map((id) => episode(id, "B", { title: `Wedding (${id})` })),
        ...show("C", 3),
      ];
      for (
        const order of [
          "shuffle",
          "random",
          "rotating",
          "weighted",
          "interleave",
          "marathon",
        ] satisfies PlayOrder[]
      ) {
        const ids = take(cursorsOf(items).of({ ...SHOWS, order, keepsParts: true }), 80);
        for (const [at, id] of ids.entries()) if (id === 5 && at < 79) strictEqual(ids[at + 1], 6, order);
        for (const [at, id] of ids.entries()) if (id === 6) strictEqual(ids[at - 1], 5, order);
      }
    });
    await t.step("rotates through groups in chronological order", () => {
      for (let seed = 0; seed < 10; seed++) {
        const cursors = cursorsOf([...show("C", 2), ...show("A", 2), ...show("B", 2)], { seed: `${seed}` });
        deepStrictEqual(take(cursors.of({ ...SHOWS, order: "rotating" }), 4), [101, 201, 301, 102]);
      }
    });
    await t.step("treats collections as shows", () => {
      const members = ["/shows/A", "/shows/B"].map((folder) => ({ collection: { folder }, weight: 1 }));
      const items = new Map(
        ["A", "B"].map((name) => [`/shows/${name}`, [...show(`${name}x`, 1), ...show(`${name}y`, 1)]]),
      );
      const cursors = new Cursors(catalogueOf(items), { seed: "five", progress: {} });
      const content: Content = { ...SHOWS, members, order: "rotating", groupBy: "collection" };
      strictEqual(take(cursors.of(content), 4).length, 4);
      strictEqual(new Set(cursors.stockOf(content).map(({ group }) => group)).size, 2);
    });
    await t.step("plays members in proportion to their weights, each on its own", () => {
      const members = [3, 1].map((weight, at) => ({ collection: { folder: `/${at}` }, weight }));
      const items = new Map([["/0", show("A", 9)], ["/1", show("B", 9)]]);
      const cursor = new Cursors(catalogueOf(items), { seed: "five", progress: {} })
        .of({ ...SHOWS, members, order: "weighted" });
      deepStrictEqual(take(cursor, 8), [101, 102, 201, 103, 104, 105, 202, 106]);
    });
    await t.step("keeps the progress of contents that nobody asked for, of the last 200", () => {
      const kept = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`old ${at}`, progressOf()]));
      const cursors = cursorsOf(show("A", 3), { progress: kept });
      take(cursors.of(SHOWS), 1);
      deepStrictEqual(Object.keys(cursors.progress), [...Object.keys(kept).slice(-200), contentKey(SHOWS)]);
    });
    await t.step("begins anew where the progress is of another kind of order", () => {
      const progress = { [contentKey(SHOWS)]: { is: "random", draws: 3, recent: [], told: 0 } } as const;
      deepStrictEqual(take(cursorsOf(show("A", 2), { progress }).of(SHOWS), 2), [101, 102]);
    });
  },
});

function progressOf() {
  return { is: "random", draws: 1, recent: [], told: 0 } as const;
}

function cursorsOf(
  items: readonly ScheduleItem[],
  { seed = "five", progress = {} }: { seed?: string; progress?: Progress } = {},
): Cursors {
  return new Cursors(catalogueOf(new Map([["/shows", items]])), { seed, progress });
}

/** Episodes of a show; ids from 101 for one whose name begins with A, from 201 with B… */
function show(name: string, count: number): ScheduleItem[] {
  const from = 100 * (name.charCodeAt(0) - 64) + 10 * (name.charCodeAt(1) - 120 || 0);
  return Array.from({ length: count }, (_, at) => episode(from + at + 1, name));
}
