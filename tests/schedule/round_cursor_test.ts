import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { ScheduleItem } from "../../src/media.ts";
import type { RoundOrder } from "../../src/schedule/arrange.ts";
import { KEYS_APART } from "../../src/schedule/draw.ts";
import { ROUND_START, RoundCursor, type RoundState } from "../../src/schedule/round_cursor.ts";
import { episode, stocked, take } from "./cursor_takes.ts";
import { playable } from "./samples.ts";

Deno.test({
  name: "RoundCursor, shuffled,",
  permissions: "none",
  async fn(t) {
    await t.step("plays every item once per round, and none of a round's end at the next one's start", () => {
      fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.string(), (count, seed) => {
        const rounds = roundsOf(cursorOf(clips(count), "shuffle", { seed }), count, 6);
        const apart = Math.min(KEYS_APART, Math.floor(count / 2));
        for (const [at, round] of rounds.entries()) {
          strictEqual(new Set(round).size, count, `round ${at} repeats: ${round}`);
          const before = rounds[at - 1]?.slice(-apart) ?? [];
          const repeated = apart === 0 ? [] : round.slice(0, apart).filter((id) => before.includes(id));
          deepStrictEqual(repeated, [], `rounds ${rounds[at - 1]} and ${round}`);
        }
      }));
    });
    await t.step("passing over many is going behind each, in every order", () => {
      const orders = fc.constantFrom<RoundOrder>("shuffle", "chronological", "marathon");
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(700), orders, (count, skipped, order) => {
          const [leaping, walking] = [cursorOf(clips(count), order), cursorOf(clips(count), order)];
          leaping.skip(skipped);
          take(walking, skipped);
          deepStrictEqual(take(leaping, 320), take(walking, 320));
        }),
      );
    });
    await t.step("shuffles anew in each round and for each seed", () => {
      const [first, second] = roundsOf(cursorOf(clips(30), "shuffle"), 30, 2);
      const [other] = roundsOf(cursorOf(clips(30), "shuffle", { seed: "six" }), 30, 1);
      notDeepStrictEqual(first, second);
      notDeepStrictEqual(first, other);
      notDeepStrictEqual(first, clips(30).map(({ id }) => id));
    });
    await t.step("gives every item a fair chance of every place", () => {
      const counts = Array.from({ length: 10 }, () => 0);
      for (let seed = 0; seed < 2_000; seed++) {
        const first = cursorOf(clips(10), "shuffle", { seed: `${seed}` }).peek()?.id ?? -1;
        counts[first] = (counts[first] ?? 0) + 1;
      }
      // 200 expected; four standard deviations are 54.
      ok(counts.every((count) => count > 146 && count < 254), `first places were ${counts}`);
    });
    await t.step("depends on the items, not on the order they are handed in", () => {
      const [forth, back] = [cursorOf(clips(20), "shuffle"), cursorOf(clips(20).toReversed(), "shuffle")];
      deepStrictEqual(take(forth, 70), take(back, 70));
    });
    await t.step("an item that comes or goes moves no other, and none repeats within the round", () => {
      const cases = fc.record({
        count: fc.integer({ min: 6, max: 30 }),
        played: fc.nat(29),
        gone: fc.nat(29),
        seed: fc.string(),
      });
      fc.assert(fc.property(cases, ({ count, played, gone, seed }) => {
        const before = cursorOf(clips(count), "shuffle", { seed });
        const aired = take(before, 1 + played % (count - 1));
        const state = before.state;
        const goneId = gone % count;
        const changed = [...clips(count).filter(({ id }) => id !== goneId), playable(999, 5_000)];
        const expected = take(before, count - aired.length).filter((id) => id !== goneId);
        const rest = take(cursorOf(changed, "shuffle", { seed, state }), expected.length + 1);
        deepStrictEqual(rest.filter((id) => id !== 999).slice(0, expected.length), expected);
      }));
    });
    await t.step("keeps the parts of a story together, in their order", () => {
      const stock = stocked(clips(12)).map((one) => ({
        ...one,
        story: `story ${Math.floor(one.item.id / 3)}`,
      }));
      const cursor = new RoundCursor(stock, { order: "shuffle", seed: "five", state: ROUND_START });
      const rounds = roundsOf(cursor, 12, 5);
      for (const [nth, round] of rounds.entries()) {
        // Of four stories the last two of a round are not the first two of the next.
        const before = rounds[nth - 1]?.slice(6) ?? [];
        deepStrictEqual(round.slice(0, 6).filter((id) => before.includes(id)), []);
        for (const at of [0, 3, 6, 9]) {
          const first = round[at] ?? -1;
          strictEqual(first % 3, 0);
          deepStrictEqual(round.slice(at, at + 3), [first, first + 1, first + 2]);
        }
      }
    });
    await t.step("goes to an item of the round, ahead or back, and on from there", () => {
      const round = take(cursorOf(clips(10), "shuffle"), 10);
      for (const id of round) {
        const cursor = cursorOf(clips(10), "shuffle");
        take(cursor, 4);
        ok(cursor.goTo(id));
        const { state } = cursor;
        const rest = round.slice(round.indexOf(id));
        deepStrictEqual(take(cursor, rest.length), rest);
        strictEqual(cursorOf(clips(10), "shuffle", { state }).peek()?.id, id);
      }
    });
  },
});

Deno.test({
  name: "RoundCursor, chronological,",
  permissions: "none",
  async fn(t) {
    await t.step("plays round after round in order", () => {
      deepStrictEqual(take(cursorOf(clips(3)), 7), [0, 1, 2, 0, 1, 2, 0]);
    });
    await t.step("plays nothing when there is nothing", () => deepStrictEqual(take(cursorOf([]), 3), []));
    await t.step("goes on with the next when the last item is gone", () => {
      const state = stateAfter(clips(5), 3);
      deepStrictEqual(take(cursorOf(clips(5).filter(({ id }) => id !== 2), "chronological", { state }), 4), [
        3,
        4,
        0,
        1,
      ]);
    });
    await t.step("starts the next round when the last item is gone and was the end", () => {
      deepStrictEqual(take(cursorOf(clips(2), "chronological", { state: stateAfter(clips(3), 3) }), 3), [
        0,
        1,
        0,
      ]);
    });
    await t.step("takes up an item that comes later in the round, and one before it in the next", () => {
      const state = stateAfter([clip(1), clip(5)], 1);
      const items = [clip(0), clip(1), clip(3), clip(5)];
      deepStrictEqual(take(cursorOf(items, "chronological", { state }), 4), [3, 5, 0, 1]);
    });
    await t.step("keeps its place by the item when the item was renamed", () => {
      const state = stateAfter(clips(4), 1);
      const renamed = clips(4).map((one) =>
        one.id === 0 ? { ...one, locator: "/media/Clips/clip 2b.mkv" } : one
      );
      deepStrictEqual(take(cursorOf(renamed, "chronological", { state }), 3), [3, 1, 2]);
    });
    await t.step("keeps its place in a playlist whose last item is gone", () => {
      const written = (ids: number[]) =>
        stocked(ids.map(clip)).map((one, place) => ({ ...one, place: 10 * (place + 1) }));
      const before = new RoundCursor(written([3, 1, 2]), {
        order: "chronological",
        seed: "",
        state: ROUND_START,
      });
      deepStrictEqual(take(before, 2), [3, 1]);
      const left = written([3, 1, 2]).filter(({ item }) => item.id !== 1);
      const after = new RoundCursor(left, { order: "chronological", seed: "", state: before.state });
      deepStrictEqual(take(after, 3), [2, 3, 2]);
    });
    await t.step("goes behind an item, and nowhere when there is none", () => {
      const cursor = cursorOf(clips(5));
      ok(cursor.goBehind(3));
      strictEqual(cursor.peek()?.id, 4);
      ok(!cursor.goBehind(77) && !cursor.goTo(77));
      strictEqual(cursor.peek()?.id, 4);
    });
  },
});

Deno.test({
  name: "RoundCursor, marathon,",
  permissions: "none",
  async fn(t) {
    const shows = ["A", "B", "C", "D"].flatMap((show, at) =>
      [1, 2, 3].map((id) => episode(10 * at + id, show))
    );
    await t.step("plays group after group, each in its own order, and not the last one first again", () => {
      for (let seed = 0; seed < 20; seed++) {
        const rounds = roundsOf(cursorOf(shows, "marathon", { seed: `${seed}` }), 12, 4)
          .map((round) => [0, 3, 6, 9].map((at) => round.slice(at, at + 3)));
        for (const [at, groups] of rounds.entries()) {
          for (const [first = -1, ...rest] of groups) deepStrictEqual(rest, [first + 1, first + 2]);
          strictEqual(new Set(groups.map(([first]) => first)).size, 4);
          notDeepStrictEqual(groups[0], rounds[at - 1]?.at(-1));
        }
      }
    });
    await t.step("plays groups in another order in each round", () => {
      const [first, second] = roundsOf(cursorOf(shows, "marathon"), 12, 2);
      notDeepStrictEqual(first, second);
    });
    await t.step("plays a playlist that is a group as it is written", () => {
      const stock = stocked([3, 1, 2].map(clip)).map((one, place) => ({ ...one, place }));
      deepStrictEqual(take(new RoundCursor(stock, { order: "marathon", seed: "", state: ROUND_START }), 4), [
        3,
        1,
        2,
        3,
      ]);
    });
  },
});

Deno.test({
  name: "RoundCursor goes on from its state, through JSON, as if it had never stopped",
  permissions: "none",
  fn() {
    const orders = fc.constantFrom<RoundOrder>("shuffle", "chronological", "marathon");
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 20 }),
      played: fc.nat(60),
      order: orders,
      shows: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(fc.property(cases, ({ count, played, order, shows }) => {
      const items = Array.from({ length: count }, (_, id) => episode(id, `Show ${id % shows}`));
      const unbroken = cursorOf(items, order);
      take(unbroken, played);
      const state: RoundState = JSON.parse(JSON.stringify(unbroken.state));
      deepStrictEqual(take(cursorOf(items, order, { state }), 50), take(unbroken, 50));
    }));
  },
});

function cursorOf(
  items: readonly ScheduleItem[],
  order: RoundOrder = "chronological",
  { seed = "five", state = ROUND_START }: { seed?: string; state?: RoundState } = {},
): RoundCursor {
  return new RoundCursor(stocked(items), { order, seed, state });
}

function stateAfter(items: readonly ScheduleItem[], count: number): RoundState {
  const cursor = cursorOf(items);
  take(cursor, count);
  return cursor.state;
}

function roundsOf(cursor: RoundCursor, size: number, rounds: number): number[][] {
  return Array.from({ length: rounds }, () => take(cursor, size));
}

function clips(count: number): ScheduleItem[] {
  return Array.from({ length: count }, (_, id) => clip(id));
}

function clip(id: number): ScheduleItem {
  return playable(id, 10_000 + id);
}
