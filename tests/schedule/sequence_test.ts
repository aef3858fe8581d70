import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Break, Instruction, MidRoll, SequenceSchedule } from "../../src/schedule_rule.ts";
import { NO_FILLER } from "../../src/schedule_rule.ts";
import { episode } from "./cursor_takes.ts";
import { at, builtBy, ofDay, PLAIN, shelf, shelves, written } from "./written.ts";

const MINUTE_MS = 60_000;

/** `a`: 20, 30 and 15 min; `b`: an hour; `ad`: one of 5 min; `none`: nothing. */
const LIBRARY = shelves({ a: [20, 30, 15], b: [60], ad: [5], none: [] });

const AD: Break = [{
  kind: "clips",
  members: [{ collection: { folder: "/ad" }, weight: 1 }],
  amount: { count: 1 },
  cooldownMs: 0,
}];
const HALFWAY: MidRoll = { at: 30 * MINUTE_MS, spacingMs: MINUTE_MS, countMax: 1, break: AD };
const FIT = { overrun: "fit", tries: 0 } as const;

interface Story {
  readonly name: string;
  readonly playout: readonly Instruction[];
  readonly sequences?: SequenceSchedule["sequences"];
  readonly filler?: SequenceSchedule["filler"];
  readonly from?: string;
  readonly until: string;
  readonly want: string;
}

const STORIES: Story[] = [
  {
    name: "count plays so many items",
    playout: [count("a", 2), count("b", 1)],
    until: "02:00",
    want: "00:00 a1, 00:20 a2, 00:50 b1, 01:50 a3, 02:05",
  },
  {
    name: "all plays each once",
    playout: [{ do: "all", content: "a", title: null }, count("b", 1)],
    until: "02:10",
    want: "00:00 a1, 00:20 a2, 00:50 a3, 01:05 b1, 02:05 a1, 02:25",
  },
  {
    name: "duration plays what fits, and fills the rest",
    playout: [duration("a", 60, FIT), count("b", 1)],
    until: "02:00",
    want: "00:00 a1, 00:20 a2, 00:50 -, 01:00 b1, 02:00",
  },
  {
    name: "duration that cuts",
    playout: [duration("a", 60, { overrun: "cut" }), count("b", 1)],
    until: "02:00",
    want: "00:00 a1, 00:20 a2, 00:50 a3, 01:00 b1, 02:00",
  },
  {
    name: "duration that runs over",
    playout: [duration("a", 60, { overrun: "run_over" }), count("b", 1)],
    until: "02:00",
    want: "00:00 a1, 00:20 a2, 00:50 a3, 01:05 b1, 02:05",
  },
  {
    name: "duration with tries passes over items to find one that fits",
    playout: [duration("a", 35, { tries: 1 }), count("b", 1)],
    until: "01:35",
    want: "00:00 a1, 00:20 a3, 00:35 b1, 01:35",
  },
  {
    name: "duration of what is longer than all of it is filler",
    playout: [duration("b", 30, FIT), count("a", 1)],
    until: "00:50",
    want: "00:00 -, 00:30 a1, 00:50",
  },
  {
    name: "pad_to_next plays up to the mark",
    playout: [count("a", 1), padToNext("a", 60)],
    until: "01:00",
    want: "00:00 a1, 00:20 a2, 00:50 -, 01:00",
  },
  {
    name: "pad_to_next with tries, which passes over what does not fit",
    playout: [count("a", 1), padToNext("a", 60, { tries: 1 })],
    until: "01:20",
    want: "00:00 a1, 00:20 a2, 00:50 -, 01:00 a1, 01:20",
  },
  {
    name: "pad_to_next on the mark plays nothing",
    playout: [padToNext("a", 60), count("b", 1)],
    until: "02:00",
    want: "00:00 b1, 01:00 b1, 02:00",
  },
  {
    name: "pad_to_next of nothing is filler",
    playout: [count("a", 1), padToNext(null, 30)],
    until: "00:50",
    want: "00:00 a1, 00:20 -, 00:30 a2, 01:00",
  },
  {
    name: "pad_until plays up to a time of the day",
    playout: [padUntil("a", "01:10"), count("b", 1)],
    until: "02:10",
    want: "00:00 a1, 00:20 a2, 00:50 a3, 01:05 -, 01:10 b1, 02:10",
  },
  {
    name: "pad_until of a time that is past plays nothing",
    playout: [count("b", 1), padUntil("a", "00:30")],
    until: "02:00",
    want: "00:00 b1, 01:00 b1, 02:00",
  },
  {
    name: "pad_until of tomorrow's",
    playout: [padUntil("b", "00:30", true)],
    from: "22:00",
    until: "24:30",
    want: "22:00 b1, 23:00 b1, 00:00 -, 00:30",
  },
  {
    name: "pad_until of tomorrow's at that very time plays for a day, if nothing else has aired",
    playout: [padUntil("b", "12:00", true)],
    from: "11:00",
    until: "14:00",
    want: "11:00 b1, 12:00 b1, 13:00 b1, 14:00",
  },
  {
    name: "pad_until of tomorrow's at that very time plays nothing, if something has",
    playout: [count("b", 1), padUntil("a", "12:00", true)],
    from: "11:00",
    until: "12:20",
    want: "11:00 b1, 12:00 b1, 13:00",
  },
  {
    name: "wait_until of tomorrow's at that very time waits for nothing",
    playout: [{ do: "wait_until", atMs: ofDay("12:00"), isTomorrow: true }, padUntil("b", "12:00", true)],
    from: "11:00",
    until: "13:00",
    want: "11:00 off, 11:30 off, 12:00 b1, 13:00",
  },
  {
    name: "wait_until is nothing but filler",
    playout: [waitUntil("00:25"), count("b", 1), waitUntil("00:10")],
    until: "02:00",
    want: "00:00 -, 00:25 b1, 01:25 b1, 02:25",
  },
  {
    name: "skip passes over items",
    playout: [count("a", 1), { do: "skip", content: "a", count: 1 }],
    until: "01:00",
    want: "00:00 a1, 00:20 a3, 00:35 a2, 01:05",
  },
  {
    name: "skip passes over no more than there are",
    playout: [{ do: "skip", content: "a", count: 100 }, count("a", 1)],
    until: "00:50",
    want: "00:00 a1, 00:20 a2, 00:50",
  },
  {
    name: "skip_to goes to an episode, ahead and back",
    playout: [skipTo(3), count("a", 1), skipTo(1), count("a", 1)],
    until: "00:35",
    want: "00:00 a3, 00:15 a1, 00:35",
  },
  {
    name: "skip_to of an episode that is not there moves nothing",
    playout: [count("a", 1), skipTo(9)],
    until: "00:50",
    want: "00:00 a1, 00:20 a2, 00:50",
  },
  {
    name: "sequence carries out another list, and comes back",
    playout: [{ do: "sequence", sequence: "two" }, count("b", 1)],
    sequences: { two: [count("a", 2)] },
    until: "01:50",
    want: "00:00 a1, 00:20 a2, 00:50 b1, 01:50",
  },
  {
    name: "sequences inside sequences",
    playout: [{ do: "sequence", sequence: "two" }, count("b", 1)],
    sequences: {
      one: [count("a", 1)],
      two: [{ do: "sequence", sequence: "one" }, { do: "sequence", sequence: "one" }],
    },
    until: "01:50",
    want: "00:00 a1, 00:20 a2, 00:50 b1, 01:50",
  },
  {
    name: "a sequence that is not there is passed over",
    playout: [{ do: "sequence", sequence: "nine" }, count("b", 1)],
    until: "01:00",
    want: "00:00 b1, 01:00",
  },
  {
    name: "repeat of so many times goes on after them",
    playout: [count("a", 1), { do: "repeat", times: 2 }, count("b", 1)],
    until: "03:25",
    want: "00:00 a1, 00:20 a2, 00:50 b1, 01:50 a3, 02:05 a1, 02:25 b1, 03:25",
  },
  {
    name: "repeat of once repeats nothing",
    playout: [count("a", 1), { do: "repeat", times: 1 }, count("b", 1)],
    until: "01:20",
    want: "00:00 a1, 00:20 b1, 01:20",
  },
  {
    name: "repeat without an end never comes to what is behind it",
    playout: [count("a", 1), { do: "repeat", times: null }, count("b", 1)],
    until: "01:05",
    want: "00:00 a1, 00:20 a2, 00:50 a3, 01:05",
  },
  {
    name: "repeat inside a sequence repeats that",
    playout: [{ do: "sequence", sequence: "two" }, count("b", 1)],
    sequences: { two: [count("a", 1), { do: "repeat", times: 2 }] },
    until: "01:50",
    want: "00:00 a1, 00:20 a2, 00:50 b1, 01:50",
  },
  {
    name: "repeat without an end inside a sequence goes back to the very first step",
    playout: [count("b", 1), { do: "sequence", sequence: "two" }, count("b", 9)],
    sequences: { two: [count("a", 1), { do: "repeat", times: null }] },
    until: "02:50",
    want: "00:00 b1, 01:00 a1, 01:20 b1, 02:20 a2, 02:50",
  },
  {
    name: "pre_roll, on and off",
    playout: [{ do: "pre_roll", break: AD }, count("a", 1), { do: "pre_roll", break: null }, count("a", 1)],
    until: "00:55",
    want: "00:00 pre_roll ad1, 00:05 a1, 00:25 a2, 00:55",
  },
  {
    name: "post_roll, on and off",
    playout: [{ do: "post_roll", break: AD }, count("a", 1), { do: "post_roll", break: null }, count("a", 1)],
    until: "00:55",
    want: "00:00 a1, 00:20 post_roll ad1, 00:25 a2, 00:55",
  },
  {
    name: "mid_roll, on and off",
    playout: [
      { do: "mid_roll", midRoll: HALFWAY },
      count("b", 1),
      { do: "mid_roll", midRoll: null },
      count("b", 1),
    ],
    until: "02:05",
    want: "00:00 b1, 00:30 mid_roll ad1, 00:35 b1+30, 01:05 b1, 02:05",
  },
  {
    name: "breaks that are set hold until they are set anew, over the end and inside sequences",
    playout: [{ do: "sequence", sequence: "two" }, { do: "pre_roll", break: AD }],
    sequences: { two: [count("a", 1)] },
    until: "00:55",
    want: "00:00 a1, 00:20 pre_roll ad1, 00:25 a2, 00:55",
  },
  {
    name: "pre_roll of nothing takes the channel's away",
    playout: [{ do: "pre_roll", break: null }, count("a", 1)],
    filler: { ...NO_FILLER, preRoll: AD, postRoll: AD },
    until: "00:25",
    want: "00:00 a1, 00:20 post_roll ad1, 00:25",
  },
  {
    name: "the channel's tail and fallback where time is left",
    playout: [count("a", 1), padToNext(null, 60)],
    filler: { ...NO_FILLER, tail: AD, fallback: shelf("b") },
    until: "01:00",
    want: "00:00 a1, 00:20 tail ad1, 00:25 fallback b1, 01:00",
  },
  {
    name: "contents that are empty or unknown are passed over",
    playout: [count("none", 3), { do: "all", content: "none", title: null }, count("nine", 1), {
      do: "skip",
      content: "none",
      count: "random",
    }, count("b", 1)],
    until: "01:00",
    want: "00:00 b1, 01:00",
  },
  {
    name: "time for contents that are empty is filled",
    playout: [duration("none", 20, FIT), count("b", 1)],
    until: "01:20",
    want: "00:00 -, 00:20 b1, 01:20",
  },
];

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

function count(content: string, items: number): Instruction {
  return { do: "count", content, count: items, title: null };
}

function duration(
  content: string,
  minutes: number,
  { overrun = "fit", tries = 0 }: { overrun?: "fit" | "cut" | "run_over"; tries?: number },
): Instruction {
  return { do: "duration", content, durationMs: minutes * MINUTE_MS, overrun, tries, title: null };
}

function padToNext(content: string | null, minutes: number, { tries = 0 } = {}): Instruction {
  return { do: "pad_to_next", content, everyMs: minutes * MINUTE_MS, overrun: "fit", tries };
}

function padUntil(content: string, time: string, isTomorrow = false): Instruction {
  return { do: "pad_until", content, atMs: ofDay(time), isTomorrow, overrun: "fit", tries: 0 };
}

function waitUntil(time: string): Instruction {
  return { do: "wait_until", atMs: ofDay(time), isTomorrow: false };
}

function skipTo(episode: number): Instruction {
  return { do: "skip_to", content: "a", season: 1, episode };
}
