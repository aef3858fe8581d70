import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type Turn, TURN_START, TurnCursor, type TurnState } from "../../src/schedule/turn_cursor.ts";
import { episode, stocked, take } from "./cursor_takes.ts";

/** What plays, written as name and number of episode: `a1 b1 a2`. */
const CASES: { name: string; turns: Turn[]; batch?: number; want: string }[] = [
  { name: "nobody", turns: [], want: "" },
  { name: "one alone", turns: [turn("a", 2)], want: "a1 a2 a1" },
  { name: "one after another", turns: [turn("a", 2), turn("b", 3)], want: "a1 b1 a2 b2 a1 b3 a2 b1" },
  { name: "whoever has something to play", turns: [turn("a", 0), turn("b", 2)], want: "b1 b2 b1" },
  {
    name: "two in a row",
    turns: [turn("a", 5), turn("b", 5)],
    batch: 2,
    want: "a1 a2 b1 b2 a3 a4 b3 b4 a5 a1",
  },
  {
    name: "nothing twice in a row",
    turns: [turn("a", 1), turn("b", 5)],
    batch: 3,
    want: "a1 b1 b2 b3 a1 b4 b5 b1",
  },
  {
    name: "heavier ones more often",
    turns: [turn("a", 9, 3), turn("b", 9)],
    want: "a1 a2 b1 a3 a4 a5 b2 a6",
  },
  {
    name: "5 to 1 to 1",
    turns: [turn("a", 9, 5), turn("b", 9), turn("c", 9)],
    want: "a1 a2 b1 a3 c1 a4 a5 a6 a7 b2",
  },
];

Deno.test({
  name: "TurnCursor",
  permissions: "none",
  async fn(t) {
    for (const { name, turns, batch = 1, want } of CASES) {
      await t.step(`plays ${name}`, () => {
        strictEqual(written(cursorOf(turns, { batch }), want === "" ? 3 : want.split(" ").length), want);
      });
    }
    const groups = fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 6 }), weight: fc.integer({ min: 1, max: 9 }) }),
      { minLength: 1, maxLength: 6 },
    ).map((all) => all.map(({ count, weight }, at) => turn(String.fromCharCode(97 + at), count, weight)));
    await t.step(
      "gives each its share exactly whenever all have had their turns, and evenly in between",
      () => {
        fc.assert(fc.property(groups, (turns) => {
          const total = turns.reduce((sum, { weight }) => sum + weight, 0);
          const names = written(cursorOf(turns), 2 * total).split(" ").map((word) => word[0]);
          for (const { key, weight } of turns) {
            for (let at = 1; at <= names.length; at++) {
              const share = at * weight / total;
              const count = names.slice(0, at).filter((name) => name === key).length;
              if (at % total === 0) strictEqual(count, share);
              ok(Math.abs(count - share) < 2, `${key} had ${count} of ${at}, not ${share}: ${names}`);
            }
          }
        }));
      },
    );
    await t.step("lets each go on where it stopped", () => {
      fc.assert(fc.property(groups, fc.integer({ min: 1, max: 4 }), (turns, batch) => {
        const words = written(cursorOf(turns, { batch }), 100).split(" ");
        for (const { key, stock } of turns) {
          const own = words.filter((word) => word.startsWith(key));
          deepStrictEqual(own, own.map((_, at) => `${key}${at % stock.length + 1}`));
        }
      }));
    });
    await t.step("keeps the parts of a story in one turn", () => {
      const stories = (one: Turn, size: number): Turn => ({
        ...one,
        stock: one.stock.map((each, at) => ({ ...each, story: `${one.key} ${Math.floor(at / size)}` })),
      });
      const turns = [stories(turn("a", 4), 2), stories(turn("b", 3), 1)];
      strictEqual(written(cursorOf(turns, { keepsStories: true }), 8), "a1 a2 b1 a3 a4 b2 a1 a2");
      strictEqual(written(cursorOf(turns), 4), "a1 b1 a2 b2");
    });
    await t.step("ends the turn where a story begins anew because it is the only one", () => {
      const one = turn("a", 2);
      const told = { ...one, stock: one.stock.map((each) => ({ ...each, story: "a" })) };
      strictEqual(written(cursorOf([told, turn("b", 2)], { keepsStories: true }), 6), "a1 a2 b1 a1 a2 b2");
    });
    await t.step("goes to an item: it is its group's turn", () => {
      const cursor = cursorOf([turn("a", 3), turn("b", 3)]);
      written(cursor, 1);
      ok(cursor.goTo(203));
      strictEqual(written(cursor, 3), "b3 b1 a2");
      ok(!cursor.goTo(999));
    });
    await t.step("goes behind an item of a group, whoever's turn it is", () => {
      const cursor = cursorOf([turn("a", 3), turn("b", 3)]);
      ok(cursor.goBehind(202));
      strictEqual(written(cursor, 4), "a1 b3 a2 b1");
      ok(!cursor.goBehind(999));
    });
    await t.step("groups that come or go leave the others where they are", () => {
      const cursor = cursorOf([turn("a", 3), turn("b", 3)]);
      strictEqual(written(cursor, 3), "a1 b1 a2");
      const state: TurnState = JSON.parse(JSON.stringify(cursor.state));
      strictEqual(written(cursorOf([turn("b", 3)], { state }), 2), "b2 b3");
      const more = written(cursorOf([turn("a", 3), turn("b", 3), turn("c", 2)], { state }), 6).split(" ");
      deepStrictEqual(more.filter((word) => !word.startsWith("c")), ["b2", "a3", "b3", "a1"]);
      deepStrictEqual(more.filter((word) => word.startsWith("c")), ["c1", "c2"]);
    });
    await t.step("goes on from its state, through JSON, as if it had never stopped", () => {
      const cases = fc.record({ turns: groups, batch: fc.integer({ min: 1, max: 3 }), played: fc.nat(40) });
      fc.assert(fc.property(cases, ({ turns, batch, played }) => {
        const unbroken = cursorOf(turns, { batch });
        take(unbroken, played);
        const state: TurnState = JSON.parse(JSON.stringify(unbroken.state));
        deepStrictEqual(take(cursorOf(turns, { batch, state }), 30), take(unbroken, 30));
      }));
    });
  },
});

function cursorOf(
  turns: readonly Turn[],
  { batch = 1, keepsStories = false, state = TURN_START }: {
    batch?: number;
    keepsStories?: boolean;
    state?: TurnState;
  } = {},
): TurnCursor {
  return new TurnCursor(turns, { batch, keepsStories, seed: "five", state });
}

/** Episodes 1, 2… of a show of one letter; ids from 101 for `a`, 201 for `b`… */
function turn(key: string, count: number, weight = 1): Turn {
  const from = 100 * (key.charCodeAt(0) - 96);
  const items = Array.from({ length: count }, (_, at) => episode(from + at + 1, key));
  return { key, weight, stock: stocked(items) };
}

function written(cursor: TurnCursor, count: number): string {
  return take(cursor, count).map((id) => `${String.fromCharCode(96 + Math.floor(id / 100))}${id % 100}`).join(
    " ",
  );
}
