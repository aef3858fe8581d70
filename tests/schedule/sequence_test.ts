import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Instruction, SequenceSchedule } from "../../src/schedule_rule.ts";
import { NO_FILLER } from "../../src/schedule_rule.ts";
import { episode } from "./cursor_takes.ts";
import { count, skipTo, STORIES, type Story } from "./sequence_stories.ts";
import { at, builtBy, PLAIN, shelf, shelves, written } from "./written.ts";

/** `a`: 20, 30 and 15 min; `b`: an hour; `ad`: one of 5 min; `none`: nothing. */
const LIBRARY = shelves({ a: [20, 30, 15], b: [60], ad: [5], none: [] });

Deno.test({
  name: "A sequence:",
  permissions: "none",
  async fn(t) {
    for (const story of STORIES) {
      await t.step(story.name, () => strictEqual(written(aired(story).programmes), story.want));
    }
    await t.step("epg_group makes one entry of what follows, until it ends", () => {
      const playout: Instruction[] = [{ do: "epg_group", title: "Night" }, count("a", 2), {
        do: "epg_group",
        title: null,
      }, count("a", 1)];
      const { programmes } = aired({ playout, until: "02:00" });
      deepStrictEqual(programmes.map(({ guideTitle }) => guideTitle), [
        "Night",
        "Night",
        null,
        "Night",
        "Night",
        null,
      ]);
      deepStrictEqual(new Set(programmes.map(({ guideGroup }) => guideGroup)).size, 3);
    });
    await t.step(
      "a title stands for its items in the guide, one entry each time; a group goes before it",
      () => {
        const titled: Instruction = { do: "count", content: "a", count: 2, title: "Cartoons" };
        const { programmes } = aired({
          playout: [titled, { do: "epg_group", title: "Night" }],
          until: "01:20",
        });
        deepStrictEqual(programmes.map(({ guideTitle }) => guideTitle), [
          "Cartoons",
          "Cartoons",
          "Night",
          "Night",
        ]);
        deepStrictEqual(new Set(programmes.map(({ guideGroup }) => guideGroup)).size, 2);
      },
    );
    await t.step("shuffle_sequence puts its steps into another order, the same on every machine", () => {
      const letters = ["a", "b", "ad", "c", "d", "e", "f"];
      const library = shelves(Object.fromEntries(letters.map((letter) => [letter, [10]])));
      const schedule: SequenceSchedule = {
        ...{ ...PLAIN, kind: "sequence" },
        contents: Object.fromEntries(letters.map((letter) => [letter, shelf(letter)])),
        sequences: { all: letters.map((letter) => count(letter, 1)) },
        playout: [{ do: "sequence", sequence: "all" }, { do: "shuffle_sequence", sequence: "all" }],
      };
      const titles = () =>
        builtBy(schedule, library, { untilMs: at("04:40") }).programmes.map(({ title }) => title);
      const passes = [0, 7, 14, 21].map((from) => titles().slice(from, from + 7));
      deepStrictEqual(passes[0], letters.map((letter) => `${letter}1`));
      for (const pass of passes) deepStrictEqual(pass.toSorted(), passes[0]?.toSorted());
      strictEqual(new Set(passes.map((pass) => pass.join())).size, 4);
      deepStrictEqual(titles(), titles());
    });
    await t.step("skip at random passes over fewer than there are, and not always as many", () => {
      const playout: Instruction[] = [{ do: "skip", content: "a", count: "random" }, count("a", 1)];
      const titles = aired({ playout, until: "24:00" }).programmes.map(({ title }) => title);
      const steps = titles.slice(1).map((title, index) =>
        (Number(title[1]) - Number(titles[index]?.[1]) + 2) % 3
      );
      deepStrictEqual([...new Set(steps)].toSorted(), [0, 1, 2]);
    });
    await t.step("skip_to goes to the episode of the show it is at, else to any other's", () => {
      const shows = ["A", "B"].flatMap((show, at) =>
        [1, 2, 3].map((id) => episode(100 * (at + 1) + id, show, { episode: id }))
      );
      const only = episode(204, "B", { episode: 4 });
      const skipped = (before: number, to: number) => {
        const playout: Instruction[] = [count("a", before), {
          do: "skip_to",
          content: "a",
          season: 1,
          episode: to,
        }, count("a", 9)];
        const schedule: SequenceSchedule = {
          ...PLAIN,
          kind: "sequence",
          contents: { a: shelf("a") },
          sequences: {},
          playout,
        };
        return builtBy(schedule, new Map([["/a", [...shows, only]]]), { untilMs: at("00:30") })
          .programmes[before]?.itemId;
      };
      deepStrictEqual([skipped(1, 3), skipped(4, 1), skipped(1, 4)], [103, 201, 204]);
    });
    await t.step("sequences inside sequences are 16 at most", () => {
      const own: Instruction = { do: "sequence", sequence: "own" };
      const { programmes, remarks } = aired({
        playout: [own],
        sequences: { own: [count("a", 1), own] },
        until: "10:00",
      });
      ok(programmes.every(({ kind }) => kind === "item"));
      strictEqual(remarks[0]?.detail, "The sequence own is not entered: 16 are open");
    });
    await t.step("what is not there is told", () => {
      const remarks =
        aired({ playout: [skipTo(9), count("none", 1), count("b", 1)], until: "01:00" }).remarks;
      deepStrictEqual(remarks.map(({ detail }) => detail), [
        "There is no S1E9 to go to",
        "A slot has nothing that can be played",
      ]);
    });
    const endless: { name: string; playout: Instruction[]; sequences?: SequenceSchedule["sequences"] }[] = [
      { name: "no step at all", playout: [] },
      { name: "empty contents", playout: [count("none", 1), { do: "all", content: "none", title: null }] },
      { name: "nothing but repeat", playout: [{ do: "repeat", times: null }] },
      { name: "an empty loop that is counted", playout: [{ do: "repeat", times: 1_000_000 }] },
      {
        name: "a sequence in itself",
        playout: [{ do: "sequence", sequence: "own" }],
        sequences: { own: [{ do: "sequence", sequence: "own" }] },
      },
      {
        name: "a sequence twice in itself",
        playout: [{ do: "sequence", sequence: "own" }],
        sequences: { own: [{ do: "sequence", sequence: "own" }, { do: "sequence", sequence: "own" }] },
      },
    ];
    for (const { name, playout, sequences } of endless) {
      await t.step(`${name} ends in a remark and cards, soon`, () => {
        const { programmes, remarks } = aired({
          playout,
          ...(sequences === undefined ? {} : { sequences }),
          until: "01:30",
        });
        strictEqual(written(programmes), "00:00 -, 00:30 -, 01:00 -, 01:30");
        ok(remarks.some(({ code }) => code === "no_progress"));
      });
    }
  },
});

function aired(
  { playout, sequences = {}, filler = NO_FILLER, from = "00:00", until }: Omit<Story, "name" | "want">,
) {
  const contents = { a: shelf("a"), b: shelf("b"), none: shelf("none") };
  const schedule: SequenceSchedule = { ...PLAIN, kind: "sequence", contents, sequences, playout, filler };
  return builtBy(schedule, LIBRARY, { fromMs: at(from), untilMs: at(until) });
}
