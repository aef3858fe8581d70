import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type AiredClips, ClipBox, type Clips, drawByWeight } from "../../src/schedule/clips.ts";
import type { Catalogue } from "../../src/schedule/stock.ts";
import { playable } from "./samples.ts";

const MINUTE_MS = 60_000;
const NOBODY: ReadonlySet<number> = new Set();

Deno.test({
  name: "ClipBox",
  permissions: "none",
  async fn(t) {
    await t.step("draws every clip once, but for those the break has already", () => {
      const box = boxOf({ "/ads": [1, 2, 3, 4, 5], "/more": [4, 5, 6] });
      const drawn = idsOf(box.draw(clipsOf(["/ads", "/more"]), 0, new Set([2])));
      deepStrictEqual(drawn.toSorted(), [1, 3, 4, 5, 6]);
    });
    await t.step("draws nothing from nothing", () => {
      deepStrictEqual(boxOf({}).draw(clipsOf(["/ads"]), 0, NOBODY), []);
    });
    await t.step("draws by the clips and the instant, not by the order the clips are handed in", () => {
      const order = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8 });
      fc.assert(fc.property(order, fc.nat(), (ids, atMs) => {
        const [one, other] = [boxOf({ "/ads": ids }), boxOf({ "/ads": ids.toSorted() })];
        deepStrictEqual(
          one.draw(clipsOf(["/ads"]), atMs, NOBODY),
          other.draw(clipsOf(["/ads"]), atMs, NOBODY),
        );
      }));
    });
    await t.step(
      "leaves out what is within its cooldown, to the millisecond, if anything else is there",
      () => {
        const aired: AiredClips = [[1, 0], [2, 10 * MINUTE_MS]];
        const clips = clipsOf(["/ads"], { cooldownMs: 30 * MINUTE_MS });
        const drawnAt = (atMs: number) => idsOf(boxOf({ "/ads": [1, 2] }, aired).draw(clips, atMs, NOBODY));
        deepStrictEqual(drawnAt(30 * MINUTE_MS), [1]);
        deepStrictEqual(drawnAt(40 * MINUTE_MS - 1), [1]);
        deepStrictEqual(drawnAt(40 * MINUTE_MS), [1, 2]);
        deepStrictEqual(drawnAt(30 * MINUTE_MS - 1), [1, 2]);
      },
    );
    await t.step("puts last what aired last of its kind, whatever other clips aired since", () => {
      fc.assert(fc.property(fc.integer({ min: 7 }), (atMs) => {
        const aired: AiredClips = [[1, 0], [2, 1], [7, 2], [8, 3], [9, 4], [10, 5], [11, 6]];
        const box = boxOf({ "/ads": [1, 2, 3, 4], "/bumpers": [7, 8, 9, 10, 11] }, aired);
        deepStrictEqual(idsOf(box.draw(clipsOf(["/ads"]), atMs, NOBODY)).slice(2).toSorted(), [1, 2]);
      }));
    });
    await t.step("of three the one that aired last comes last", () => {
      for (let atMs = 0; atMs < 50; atMs++) {
        strictEqual(
          boxOf({ "/ads": [1, 2, 3] }, [[2, 0]]).draw(clipsOf(["/ads"]), atMs, NOBODY).at(-1)?.id,
          2,
        );
      }
    });
    await t.step("draws members by their weights over many draws", () => {
      const box = boxOf({ "/a": range(1, 20), "/b": range(21, 20), "/c": range(41, 20) });
      const clips = clipsOf(["/a", "/b", "/c"], { weights: [6, 3, 1] });
      const firsts = Array.from(
        { length: 2_000 },
        (_, at) => box.draw(clips, at * 1_000, NOBODY)[0]?.id ?? 0,
      );
      const counts = [0, 20, 40].map((from) => firsts.filter((id) => id > from && id <= from + 20).length);
      // 1,200, 600 and 200 expected; four standard deviations are 88, 82 and 54.
      ok(
        isNear(counts[0], 1_200, 88) && isNear(counts[1], 600, 82) && isNear(counts[2], 200, 54),
        `${counts}`,
      );
    });
    await t.step("gives every clip of a large collection its turn", () => {
      const box = boxOf({ "/ads": range(1, 700) });
      const seen = new Set(range(0, 60).flatMap((at) => idsOf(box.draw(clipsOf(["/ads"]), at, NOBODY))));
      strictEqual(seen.size, 700);
      strictEqual(box.draw(clipsOf(["/ads"]), 0, NOBODY).length, 300);
    });
    await t.step("remembers each clip once and goes back when asked", () => {
      const box = boxOf({}, [[1, 5], [2, 6]]);
      const before = box.aired;
      box.note(1, 9);
      deepStrictEqual(box.aired, [[2, 6], [1, 9]]);
      box.restore(before);
      deepStrictEqual(box.aired, [[1, 5], [2, 6]]);
    });
    await t.step("forgets the oldest of more than 200", () => {
      const box = boxOf({});
      for (const id of range(1, 250)) box.note(id, id);
      deepStrictEqual([box.aired.length, box.aired[0]], [200, [51, 51]]);
    });
  },
});

Deno.test({
  name: "drawByWeight()",
  permissions: "none",
  async fn(t) {
    const CHOICES = [{ weight: 1, is: "a" }, { weight: 2, is: "b" }, { weight: 1, is: "c" }];
    for (
      const { draw, want } of [
        { draw: 0, want: "a" },
        { draw: 0.2499, want: "a" },
        { draw: 0.25, want: "b" },
        { draw: 0.7499, want: "b" },
        { draw: 0.75, want: "c" },
        { draw: 1 - Number.EPSILON, want: "c" },
      ]
    ) {
      await t.step(`${draw} draws ${want}`, () => strictEqual(drawByWeight(CHOICES, () => draw)?.is, want));
    }
    await t.step("draws nothing from nothing", () => strictEqual(drawByWeight([], () => 0), undefined));
  },
});

function boxOf(folders: Record<string, readonly number[]>, aired: AiredClips = []): ClipBox {
  const items = new Map(
    Object.entries(folders).map(([folder, ids]) => [folder, ids.map((id) => playable(id, 30_000))]),
  );
  const catalogue: Catalogue = (collection) =>
    "folder" in collection ? items.get(collection.folder) ?? [] : [];
  return new ClipBox({ catalogue, seed: "seed" }, aired);
}

function clipsOf(
  folders: readonly string[],
  { cooldownMs = 0, weights = [] }: { cooldownMs?: number; weights?: readonly number[] } = {},
): Clips {
  const members = folders.map((folder, at) => ({ collection: { folder }, weight: weights[at] ?? 1 }));
  return { kind: "clips", members, amount: { count: 1 }, cooldownMs };
}

function idsOf(items: readonly { readonly id: number }[]): number[] {
  return items.map(({ id }) => id);
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => from + at);
}

function isNear(count: number | undefined, expected: number, byMost: number): boolean {
  return Math.abs((count ?? 0) - expected) <= byMost;
}
