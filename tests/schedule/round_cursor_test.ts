import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { ScheduleItem } from "../../src/media.ts";
import {
  LOOP_START,
  type LoopOrder,
  LoopSequence,
  type LoopState,
  resumeAfter,
} from "../../src/schedule/sequence.ts";
import { ITEMS_APART } from "../../src/schedule/shuffle.ts";
import { playable } from "./samples.ts";

const SHUFFLE: LoopOrder = { order: "shuffle", seed: "five" };
const CHRONOLOGICAL: LoopOrder = { order: "chronological", seed: "five" };

Deno.test({
  name: "LoopSequence, shuffled",
  permissions: "none",
  async fn(t) {
    await t.step(
      "plays every item once per round, and no item of a round's end at the next one's start",
      () => {
        fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.string(), (count, seed) => {
          const rounds = roundsOf(
            new LoopSequence(clips(count), { order: "shuffle", seed }, LOOP_START),
            count,
            6,
          );
          const apart = Math.min(ITEMS_APART, Math.floor(count / 2));
          for (const [at, round] of rounds.entries()) {
            strictEqual(new Set(round).size, count, `round ${at} repeats: ${round}`);
            const before = rounds[at - 1]?.slice(-apart) ?? [];
            const repeated = apart === 0 ? [] : round.slice(0, apart).filter((id) => before.includes(id));
            deepStrictEqual(repeated, [], `rounds ${rounds[at - 1]} and ${round}`);
          }
        }));
      },
    );
    await t.step("shuffles anew in each round and for each seed", () => {
      const [first, second] = roundsOf(new LoopSequence(clips(30), SHUFFLE, LOOP_START), 30, 2);
      const [other] = roundsOf(new LoopSequence(clips(30), { ...SHUFFLE, seed: "six" }, LOOP_START), 30, 1);
      notDeepStrictEqual(first, second);
      notDeepStrictEqual(first, other);
      notDeepStrictEqual(first, clips(30).map(({ id }) => id));
    });
    await t.step("gives every item a fair chance of every place", () => {
      const counts = Array.from({ length: 10 }, () => 0);
      for (let seed = 0; seed < 2_000; seed++) {
        const sequence = new LoopSequence(clips(10), { order: "shuffle", seed: `${seed}` }, LOOP_START);
        const first = sequence.next().id;
        counts[first] = (counts[first] ?? 0) + 1;
      }
      // 200 expected; four standard deviations are 54.
      ok(counts.every((count) => count > 146 && count < 254), `first places were ${counts}`);
    });
    await t.step("depends on the paths, not on the order items are handed in", () => {
      const forth = new LoopSequence(clips(20), SHUFFLE, LOOP_START);
      const back = new LoopSequence(clips(20).toReversed(), SHUFFLE, LOOP_START);
      deepStrictEqual(take(forth, 70), take(back, 70));
    });
    await t.step("an item that comes or goes moves no other, and none repeats within the round", () => {
      fc.assert(fc.property(
        fc.integer({ min: 6, max: 30 }),
        fc.nat(29),
        fc.nat(29),
        fc.string(),
        (count, played, gone, seed) => {
          const rules: LoopOrder = { order: "shuffle", seed };
          const before = new LoopSequence(clips(count), rules, LOOP_START);
          const aired = take(before, 1 + played % (count - 1));
          const goneId = gone % count;
          const changed = [...clips(count).filter(({ id }) => id !== goneId), playable(999, 5_000)];
          const expected = take(before, count - aired.length).filter((id) => id !== goneId);
          const after = new LoopSequence(changed, rules, stateAfter(clips(count), rules, aired.length));
          const rest = take(after, expected.length + 1).filter((id) => id !== 999);
          deepStrictEqual(rest.slice(0, expected.length), expected);
        },
      ));
    });
  },
});

Deno.test({
  name: "LoopSequence, chronological",
  permissions: "none",
  async fn(t) {
    await t.step("plays round after round in order", () => {
      deepStrictEqual(take(new LoopSequence(clips(3), CHRONOLOGICAL, LOOP_START), 7), [0, 1, 2, 0, 1, 2, 0]);
    });
    await t.step("goes on with the next when the last item is gone", () => {
      const state = stateAfter(clips(5), CHRONOLOGICAL, 3);
      const sequence = new LoopSequence(clips(5).filter(({ id }) => id !== 2), CHRONOLOGICAL, state);
      deepStrictEqual(take(sequence, 4), [3, 4, 0, 1]);
    });
    await t.step("starts the next round when the last item is gone and was the end", () => {
      const state = stateAfter(clips(3), CHRONOLOGICAL, 3);
      deepStrictEqual(take(new LoopSequence(clips(2), CHRONOLOGICAL, state), 3), [0, 1, 0]);
    });
    await t.step("takes up an item that comes later in the round, and one before it in the next", () => {
      const state = stateAfter([clip(1), clip(5)], CHRONOLOGICAL, 1);
      const sequence = new LoopSequence([clip(0), clip(1), clip(3), clip(5)], CHRONOLOGICAL, state);
      deepStrictEqual(take(sequence, 4), [3, 5, 0, 1]);
    });
    await t.step("keeps its place by the item when the item was renamed", () => {
      const state = stateAfter(clips(4), CHRONOLOGICAL, 1);
      const renamed = clips(4).map((one) =>
        one.id === 0 ? { ...one, locator: "/media/Clips/clip 2b.mkv" } : one
      );
      deepStrictEqual(take(new LoopSequence(renamed, CHRONOLOGICAL, state), 3), [3, 1, 2]);
    });
  },
});

Deno.test({
  name: "LoopSequence goes on from its state, through JSON, as if it had never stopped",
  permissions: "none",
  fn() {
    const orders = fc.constantFrom(SHUFFLE, CHRONOLOGICAL);
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(60), orders, (count, played, order) => {
      const unbroken = new LoopSequence(clips(count), order, LOOP_START);
      take(unbroken, played);
      const state: LoopState = JSON.parse(JSON.stringify(unbroken.state));
      deepStrictEqual(take(new LoopSequence(clips(count), order, state), 50), take(unbroken, 50));
    }));
  },
});

Deno.test({
  name: "resumeAfter()",
  permissions: "none",
  async fn(t) {
    await t.step("goes on after the last item that still exists", () => {
      const state = resumeAfter(clips(5), [0, 3, 77], { round: 2, goesOn: true });
      deepStrictEqual(take(new LoopSequence(clips(5), CHRONOLOGICAL, state), 2), [4, 0]);
    });
    await t.step("starts from the beginning when none exists", () => {
      const state = resumeAfter(clips(2), [77], { round: 2, goesOn: true });
      deepStrictEqual(take(new LoopSequence(clips(2), CHRONOLOGICAL, state), 2), [0, 1]);
    });
    await t.step("keeps what just aired out of a shuffled round's start", () => {
      for (let seed = 0; seed < 50; seed++) {
        const state = resumeAfter(clips(10), [5, 6, 7, 8, 9], { round: 1, goesOn: false });
        const sequence = new LoopSequence(clips(10), { order: "shuffle", seed: `${seed}` }, state);
        deepStrictEqual(take(sequence, 5).toSorted(), [0, 1, 2, 3, 4]);
      }
    });
  },
});

function stateAfter(items: readonly ScheduleItem[], order: LoopOrder, count: number): LoopState {
  const sequence = new LoopSequence(items, order, LOOP_START);
  take(sequence, count);
  return sequence.state;
}

function roundsOf(sequence: LoopSequence, size: number, rounds: number): number[][] {
  return Array.from({ length: rounds }, () => take(sequence, size));
}

function take(sequence: LoopSequence, count: number): number[] {
  return Array.from({ length: count }, () => sequence.next().id);
}

function clips(count: number): ScheduleItem[] {
  return Array.from({ length: count }, (_, id) => clip(id));
}

function clip(id: number): ScheduleItem {
  return playable(id, 10_000 + id);
}
