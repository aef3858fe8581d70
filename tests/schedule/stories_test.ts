import { deepStrictEqual } from "node:assert/strict";
import { storyKeys } from "../../src/schedule/stories.ts";
import type { ScheduleItem } from "../../src/media.ts";
import { episode } from "./cursor_takes.ts";

/** Titles of episodes 1, 2…, and which of them are told as one. */
const CASES: { name: string; titles: string[]; want: number[][] }[] = [
  { name: "numbers in brackets", titles: ["Pilot (1)", "Pilot (2)", "After"], want: [[1, 2]] },
  { name: "three parts", titles: ["Before", "Wedding (1)", "Wedding (2)", "Wedding (3)"], want: [[2, 3, 4]] },
  { name: "Part and a number", titles: ["The End, Part 1", "The End, Part 2"], want: [[1, 2]] },
  { name: "Roman numbers", titles: ["The End: Part I", "The End: Part II"], want: [[1, 2]] },
  { name: "words", titles: ["The End - Part One", "The End - Part Two"], want: [[1, 2]] },
  { name: "pt.", titles: ["The End pt. 1", "The End pt. 2"], want: [[1, 2]] },
  { name: "upper and lower case alike", titles: ["THE END (Part 1)", "The End (part 2)"], want: [[1, 2]] },
  { name: "different marks of one story", titles: ["The End (1)", "The End, Part 2"], want: [[1, 2]] },
  { name: "no title but the part", titles: ["Part 1", "Part 2"], want: [[1, 2]] },
  { name: "two stories side by side", titles: ["A (1)", "A (2)", "B (1)", "B (2)"], want: [[1, 2], [3, 4]] },
  { name: "nothing where titles differ", titles: ["A (1)", "B (2)"], want: [] },
  { name: "nothing where a title merely ends in a number", titles: ["Room 9", "Room 10"], want: [] },
  { name: "nothing where the same title comes twice", titles: ["A (1)", "A (1)"], want: [] },
  { name: "nothing where an episode lies in between", titles: ["A (1)", "B", "A (2)"], want: [] },
];

Deno.test({
  name: "storyKeys()",
  permissions: "none",
  async fn(t) {
    for (const { name, titles, want } of CASES) {
      await t.step(`knows ${name}`, () => {
        deepStrictEqual(storiesOf(titles.map((title, at) => episode(at + 1, "Show", { title }))), want);
      });
    }
    const PART: Partial<ScheduleItem> = { title: "A (1)" };
    for (
      const { name, first, second } of [
        { name: "two shows", first: PART, second: { title: "A (2)", show: "Other" } },
        { name: "two seasons", first: PART, second: { title: "A (2)", season: 2 } },
        { name: "films", first: { ...PART, show: null }, second: { title: "A (2)", show: null } },
        { name: "episodes without a number", first: { ...PART, episode: null }, second: { title: "A (2)" } },
      ]
    ) {
      await t.step(`joins nothing over ${name}`, () => {
        deepStrictEqual(storiesOf([episode(1, "Show", first), episode(2, "Show", second)]), []);
      });
    }
    await t.step("joins episodes whose show is written in upper and in lower case", () => {
      const items = [episode(1, "show", { title: "A (1)" }), episode(2, "SHOW", { title: "A (2)" })];
      deepStrictEqual(storiesOf(items), [[1, 2]]);
    });
  },
});

function storiesOf(items: readonly ScheduleItem[]): number[][] {
  return [...Map.groupBy(storyKeys(items), ([, key]) => key).values()].map((parts) =>
    parts.map(([id]) => id)
  );
}
