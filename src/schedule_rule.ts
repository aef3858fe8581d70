/**
 * Schedules: the rules that produce timelines. Names that the configuration gives to collections, fillers and
 * schedules are resolved before they come here, so that a rule says all there is to know.
 *
 * @module
 */

import type { Collection, Content, Member } from "./content.ts";

/** How much of something airs. */
export type Amount =
  /** So many items. */
  | { readonly count: number }
  /** Items up to this time, in milliseconds; a break never takes longer. */
  | { readonly durationMs: number }
  /** Until the clock on the wall shows a multiple of this, in milliseconds: 1,800,000 for :00 and :30. */
  | { readonly padToMs: number }
  /** Until whatever comes next begins. */
  | { readonly fill: true };

/** One part of a break. */
export type BreakPart =
  /** Clips: commercials, bumpers, station ids. */
  | {
    readonly kind: "clips";
    /** What they are drawn from, by weight. */
    readonly members: readonly Member[];
    /** How much of them. */
    readonly amount: Amount;
    /** A clip stays away for so long after it aired, in milliseconds, unless nothing else is there. */
    readonly cooldownMs: number;
  }
  /** A card that says what comes next, for so long, in milliseconds. */
  | { readonly kind: "up_next"; readonly durationMs: number };

/** What airs between programmes or inside one, part after part: bumper, commercials, bumper. */
export type Break = readonly BreakPart[];

/** Where a programme is interrupted. */
export interface MidRoll {
  /** `breaks`: where chapters, EDL files or black and silence say; a number: every so many milliseconds. */
  readonly at: "breaks" | number;
  /** Shortest stretch between two interruptions, and to both ends, in milliseconds. */
  readonly spacingMs: number;
  /** Interruptions of one programme at most. */
  readonly countMax: number;
  /** What airs there. */
  readonly break: Break;
}

/** What airs around programmes; null for nothing. */
export interface FillerRules {
  /** Before each programme. */
  readonly preRoll: Break | null;
  /** Inside each programme. */
  readonly midRoll: MidRoll | null;
  /** After each programme. */
  readonly postRoll: Break | null;
  /** Where a slot or block has time left. */
  readonly tail: Break | null;
  /** Where nothing else fits or is there; cut when time is up. */
  readonly fallback: Content | null;
}

/** Nothing between programmes. */
export const NO_FILLER: FillerRules = {
  preRoll: null,
  midRoll: null,
  postRoll: null,
  tail: null,
  fallback: null,
};

/** Days of the week by ISO 8601: 1 is Monday, 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** A day: of every year (`12-24`), or of one (`2026-12-24`). */
export type DayText = string;

/** On which days something holds. */
export interface Days {
  /** Days of the week; none means all. */
  readonly weekdays: readonly Weekday[];
  /** First and last day; in `12-20` to `01-06` it lies over the turn of the year; null for always. */
  readonly dates: { readonly from: DayText; readonly until: DayText } | null;
}

/**
 * What happens to an item that would last beyond the end of its slot.
 *
 * `fit`: it is not begun, filler takes its place. `cut`: it is cut. `run_over`: it plays to its end and the next slot
 * begins late, but ends on time. `shift`: the same, but later slots of the day move by as much.
 */
export type Overrun = "fit" | "cut" | "run_over" | "shift";

/** How much of a content a slot or block plays before the next of its parts. */
export type PlayMode =
  | { readonly count: number }
  | { readonly durationMs: number }
  /** Until the slot or block ends; one that was drawn by chance ends where the clock is kept next, or the half hour. */
  | { readonly flood: true };

/** One part of what a slot or block plays. */
export interface PlayPart {
  /** What it plays; null for nothing but filler. */
  readonly content: Content | null;
  /** How much of it. */
  readonly mode: PlayMode;
  /** What the guide says instead of each item's own title; null for that. */
  readonly title: string | null;
  /** Filler in place of the channel's; null for the channel's. */
  readonly filler: FillerRules | null;
}

/** What airs from a time of day on. */
export interface Slot {
  /** When. */
  readonly days: Days;
  /** Time of the day by the clock on the wall, in milliseconds from midnight, below 86,400,000. */
  readonly atMs: number;
  /** Length in milliseconds; null for until the next slot. */
  readonly durationMs: number | null;
  /** What it plays, part after part. */
  readonly parts: readonly PlayPart[];
  /** What happens at its end. */
  readonly overrun: Overrun;
}

/** One of the choices of random slots. */
export interface RandomSlot {
  /** What it plays. */
  readonly part: PlayPart;
  /** How often it is chosen compared with the others, 1 to 1000. */
  readonly weight: number;
  /** It is not chosen again for so long, in milliseconds, unless nothing else is there. */
  readonly cooldownMs: number;
}

/** A day of blocks. */
export interface DayTemplate {
  /** On which days; the first template that holds for a day is the day's. */
  readonly days: Days;
  /** Its blocks; `days` of each is every day. */
  readonly slots: readonly Slot[];
}

/** One step of a sequence, as ErsatzTV's sequential schedules name them. */
export type Instruction =
  /** So many items. */
  | { readonly do: "count"; readonly content: string; readonly count: number; readonly title: string | null }
  /** All items once. */
  | { readonly do: "all"; readonly content: string; readonly title: string | null }
  /** Items for so long; `overrun` says what becomes of the last. `tries`: shorter items that are looked for. */
  | {
    readonly do: "duration";
    readonly content: string;
    readonly durationMs: number;
    readonly overrun: "fit" | "cut" | "run_over";
    readonly tries: number;
    readonly title: string | null;
  }
  /** Items until the clock shows a multiple of so many milliseconds. */
  | {
    readonly do: "pad_to_next";
    readonly content: string | null;
    readonly everyMs: number;
    readonly overrun: "fit" | "cut" | "run_over";
    readonly tries: number;
  }
  /**
   * Items until a time of day; tomorrow's if it is past and `isTomorrow`, else nothing. At that very time nothing, unless
   * nothing else has aired since the first step: then until tomorrow's.
   */
  | {
    readonly do: "pad_until";
    readonly content: string | null;
    readonly atMs: number;
    readonly isTomorrow: boolean;
    readonly overrun: "fit" | "cut" | "run_over";
    readonly tries: number;
  }
  /** Nothing but filler until a time of day. */
  | { readonly do: "wait_until"; readonly atMs: number; readonly isTomorrow: boolean }
  /** Passes over items; a content of n items is passed over by at most n. */
  | { readonly do: "skip"; readonly content: string; readonly count: number | "random" }
  /** Goes to an episode: season and number. */
  | { readonly do: "skip_to"; readonly content: string; readonly season: number; readonly episode: number }
  /** Plays the steps of a sequence. */
  | { readonly do: "sequence"; readonly sequence: string }
  /** Puts the steps of a sequence into a new order from here on. */
  | { readonly do: "shuffle_sequence"; readonly sequence: string }
  /** Changes what airs around the programmes that follow; null ends it. */
  | { readonly do: "pre_roll"; readonly break: Break | null }
  | { readonly do: "mid_roll"; readonly midRoll: MidRoll | null }
  | { readonly do: "post_roll"; readonly break: Break | null }
  /** Programmes from here on are one entry of the guide; null ends it. */
  | { readonly do: "epg_group"; readonly title: string | null }
  /** Goes back to the first step, or repeats what came before so many times in all, then goes on. */
  | { readonly do: "repeat"; readonly times: number | null };

/** What all schedules say. */
export interface AnySchedule {
  /** Seed of everything drawn; the channel's id when null. */
  readonly seed: string | null;
  /** IANA time zone the clock on the wall shows. */
  readonly timezone: string;
  /** What airs around programmes. */
  readonly filler: FillerRules;
}

/** One content, again and again. */
export interface LoopSchedule extends AnySchedule {
  /** What kind of schedule it is. */
  readonly kind: "loop";
  /** What it plays. */
  readonly content: Content;
}

/** One content, whose time stands still while nobody watches. */
export interface PausedSchedule extends AnySchedule {
  /** What kind of schedule it is. */
  readonly kind: "paused_when_unwatched";
  /** What it plays. */
  readonly content: Content;
}

/** Slots by day of the week and date. */
export interface SlotSchedule extends AnySchedule {
  /** What kind of schedule it is. */
  readonly kind: "slots";
  /** In any order; of two at one time the first that holds for the day airs. */
  readonly slots: readonly Slot[];
}

/** Slots chosen by chance. */
export interface RandomSlotSchedule extends AnySchedule {
  /** What kind of schedule it is. */
  readonly kind: "random_slots";
  /** The choices, at least one. */
  readonly slots: readonly RandomSlot[];
  /** Each begins when the clock shows a multiple of so many milliseconds; null for at once. */
  readonly padToMs: number | null;
}

/** Blocks by templates by the calendar. */
export interface BlockSchedule extends AnySchedule {
  /** What kind of schedule it is. */
  readonly kind: "blocks";
  /** The calendar: the first that holds for a day is the day's; a day without one continues the last block. */
  readonly templates: readonly DayTemplate[];
}

/** Steps, as ErsatzTV's sequential schedules have them. */
export interface SequenceSchedule extends AnySchedule {
  /** What kind of schedule it is. */
  readonly kind: "sequence";
  /** Contents by name. */
  readonly contents: Readonly<Record<string, Content>>;
  /** Sequences of steps by name. */
  readonly sequences: Readonly<Record<string, readonly Instruction[]>>;
  /** The steps; without `repeat` they begin anew after the last. */
  readonly playout: readonly Instruction[];
}

/** Another channel, earlier or later. */
export interface MirrorSchedule extends AnySchedule {
  /** What kind of schedule it is. */
  readonly kind: "mirror";
  /** Key of the other channel. */
  readonly channelId: string;
  /** What it airs now airs here so much later, in milliseconds; at least 0. */
  readonly offsetMs: number;
}

/** The rule that produces a channel's timeline. */
export type Schedule =
  | LoopSchedule
  | PausedSchedule
  | SlotSchedule
  | RandomSlotSchedule
  | BlockSchedule
  | SequenceSchedule
  | MirrorSchedule;

/** Every content a schedule names, its fillers' clips aside. */
export function contentsOf(schedule: Schedule): readonly Content[] {
  switch (schedule.kind) {
    case "loop":
    case "paused_when_unwatched":
      return [schedule.content];
    case "sequence":
      return Object.values(schedule.contents);
    default:
      return partsOf(schedule).flatMap(({ content }) => content ?? []);
  }
}

/** Every collection a schedule draws from, its fillers' clips among them; each once. */
export function collectionsOf(schedule: Schedule): readonly Collection[] {
  const contents = [
    ...contentsOf(schedule),
    ...fillersOf(schedule).flatMap(({ fallback }) => fallback ?? []),
  ];
  const breaks = [...fillersOf(schedule).flatMap(breaksOf), ...instructionsOf(schedule).flatMap(breakOf)];
  const members = [
    ...contents.flatMap((content) => content.members),
    ...breaks.flat().flatMap((part) => part.kind === "clips" ? part.members : []),
  ];
  const byText = new Map(members.map(({ collection }) => [JSON.stringify(collection), collection]));
  return [...byText.values()];
}

function fillersOf(schedule: Schedule): readonly FillerRules[] {
  return [schedule.filler, ...partsOf(schedule).flatMap(({ filler }) => filler ?? [])];
}

function partsOf(schedule: Schedule): readonly PlayPart[] {
  switch (schedule.kind) {
    case "slots":
      return schedule.slots.flatMap(({ parts }) => parts);
    case "random_slots":
      return schedule.slots.map(({ part }) => part);
    case "blocks":
      return schedule.templates.flatMap(({ slots }) => slots.flatMap(({ parts }) => parts));
    default:
      return [];
  }
}

function breaksOf({ preRoll, midRoll, postRoll, tail }: FillerRules): readonly Break[] {
  return [preRoll, midRoll?.break ?? null, postRoll, tail].flatMap((one) => one === null ? [] : [one]);
}

function instructionsOf(schedule: Schedule): readonly Instruction[] {
  return schedule.kind === "sequence"
    ? [...schedule.playout, ...Object.values(schedule.sequences).flat()]
    : [];
}

function breakOf(instruction: Instruction): readonly Break[] {
  switch (instruction.do) {
    case "pre_roll":
    case "post_roll":
      return instruction.break === null ? [] : [instruction.break];
    case "mid_roll":
      return instruction.midRoll === null ? [] : [instruction.midRoll.break];
    default:
      return [];
  }
}
