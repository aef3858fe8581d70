import type { Break, Instruction, MidRoll, SequenceSchedule } from "../../src/schedule_rule.ts";
import { NO_FILLER } from "../../src/schedule_rule.ts";
import { ofDay, shelf } from "./written.ts";

const MINUTE_MS = 60_000;

const AD: Break = [{
  kind: "clips",
  members: [{ collection: { folder: "/ad" }, weight: 1 }],
  amount: { count: 1 },
  cooldownMs: 0,
}];
const HALFWAY: MidRoll = { at: 30 * MINUTE_MS, spacingMs: MINUTE_MS, countMax: 1, break: AD };
const FIT = { overrun: "fit", tries: 0 } as const;

/** What a sequence airs. Contents are `a` (20, 30 and 15 min), `b` (an hour) and `none`; `ad` is a clip of 5 min. */
export interface Story {
  readonly name: string;
  readonly playout: readonly Instruction[];
  readonly sequences?: SequenceSchedule["sequences"];
  readonly filler?: SequenceSchedule["filler"];
  readonly from?: string;
  readonly until: string;
  readonly want: string;
}

/** A small case for each instruction. */
export const STORIES: readonly Story[] = [
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

/** Plays so many items. */
export function count(content: string, items: number): Instruction {
  return { do: "count", content, count: items, title: null };
}

/** Plays items for so many minutes. */
function duration(
  content: string,
  minutes: number,
  { overrun = "fit", tries = 0 }: { overrun?: "fit" | "cut" | "run_over"; tries?: number },
): Instruction {
  return { do: "duration", content, durationMs: minutes * MINUTE_MS, overrun, tries, title: null };
}

/** Plays up to a mark of the clock. */
function padToNext(content: string | null, minutes: number, { tries = 0 } = {}): Instruction {
  return { do: "pad_to_next", content, everyMs: minutes * MINUTE_MS, overrun: "fit", tries };
}

/** Plays up to a time of the day. */
function padUntil(content: string, time: string, isTomorrow = false): Instruction {
  return { do: "pad_until", content, atMs: ofDay(time), isTomorrow, overrun: "fit", tries: 0 };
}

/** Waits for a time of the day. */
function waitUntil(time: string): Instruction {
  return { do: "wait_until", atMs: ofDay(time), isTomorrow: false };
}

/** Goes to an episode of `a`. */
export function skipTo(episode: number): Instruction {
  return { do: "skip_to", content: "a", season: 1, episode };
}
