import type { ScheduleItem } from "../../src/media.ts";
import type { Programme } from "../../src/programme.ts";
import { build, type Built, type BuiltSchedule } from "../../src/schedule/build.ts";
import { firstState } from "../../src/schedule/build_state.ts";
import { Desk } from "../../src/schedule/desk.ts";
import { type Content, contentOf, type PlayOrder } from "../../src/content.ts";
import { NO_FILLER, type PlayPart, type Slot } from "../../src/schedule_rule.ts";
import { catalogueOf } from "./random_schedules.ts";
import { playable } from "./samples.ts";

const MINUTE_MS = 60_000;
const TITLES = { gettingReady: "Getting ready", offAir: "Off air" };

/** A Monday, midnight UTC. */
export const MONDAY_MS = Date.UTC(2026, 0, 5);

/** What all schedules of these tests say. */
export const PLAIN = { seed: null, timezone: "UTC", filler: NO_FILLER } as const;

/** Every day. */
export const ALWAYS = { weekdays: [], dates: null } as const;

/** An instant of the first Monday by its time: `20:15`, also beyond `24:00`. */
export function at(time: string): number {
  return MONDAY_MS + ofDay(time);
}

/** A time of day in milliseconds from midnight. */
export function ofDay(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/** Folders of items by the lengths of these in minutes; titles are `a1`, `a2`… of a folder `/a`. */
export function shelves(minutes: Readonly<Record<string, readonly number[]>>) {
  const folders = Object.entries(minutes).map(([name, lengths], shelf) => {
    const items = lengths.map((length, index): ScheduleItem =>
      playable(100 * (shelf + 1) + index, length * MINUTE_MS, {
        locator: `/${name}/${String(index).padStart(3, "0")}.mkv`,
        folder: `/${name}`,
        title: `${name}${index + 1}`,
        season: 1,
        episode: index + 1,
      })
    );
    return [`/${name}`, items] as const;
  });
  return new Map(folders);
}

/** A content of one shelf. */
export function shelf(name: string, order: PlayOrder = "chronological"): Content {
  return contentOf({ folder: `/${name}` }, order);
}

/** A part that plays a shelf, to the end of its slot if nothing else is said. */
export function playing(name: string | null, more: Partial<PlayPart> = {}): PlayPart {
  return {
    content: name === null ? null : shelf(name),
    mode: { flood: true },
    title: null,
    filler: null,
    ...more,
  };
}

/** A slot that plays a shelf every day. */
export function slotAt(time: string, name: string | null, more: Partial<Slot> = {}): Slot {
  return {
    days: ALWAYS,
    atMs: ofDay(time),
    durationMs: null,
    parts: [playing(name)],
    overrun: "fit",
    ...more,
  };
}

/** A desk that nothing is written on yet. */
export function deskOf(library: ReadonlyMap<string, readonly ScheduleItem[]>, fromMs = MONDAY_MS): Desk {
  const catalogue = catalogueOf(library);
  const parts = { channelId: "five", seed: "five", timezone: "UTC", progress: {}, aired: [] };
  return new Desk({ ...parts, catalogue, fromMs, titles: TITLES });
}

/** What a schedule airs. */
export function builtBy(
  schedule: BuiltSchedule,
  library: ReadonlyMap<string, readonly ScheduleItem[]>,
  { fromMs = MONDAY_MS, untilMs = fromMs + 24 * 60 * MINUTE_MS }: { fromMs?: number; untilMs?: number } = {},
): Built {
  return build({ id: "five", name: "Five" }, schedule, {
    catalogue: catalogueOf(library),
    programmesMax: 100_000,
    titles: TITLES,
    state: firstState(schedule),
    hasItems: true,
    fromMs,
    untilMs,
  });
}

/**
 * Programmes as text, each with the time it starts at and the last stop at the end: `20:00 a1, 20:30 a2+5, 21:00`.
 *
 * `a2+5` begins 5 minutes into the item; `tail a1` fills; `-` is a card that leads on, `off` one of nothing to air.
 */
export function written(programmes: readonly Programme[], timezone = "UTC"): string {
  const words = programmes.map((programme) => `${timeAt(programme.startMs, timezone)} ${wordOf(programme)}`);
  const last = programmes.at(-1);
  return [...words, ...(last === undefined ? [] : [timeAt(last.stopMs, timezone)])].join(", ");
}

function wordOf({ kind, filler, title, itemOffsetMs }: Programme): string {
  if (kind !== "item") return kind === "off_air" ? "off" : "-";
  return `${filler === null ? "" : `${filler} `}${title}${
    itemOffsetMs === 0 ? "" : `+${itemOffsetMs / MINUTE_MS}`
  }`;
}

function timeAt(atMs: number, timezone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone).toPlainTime()
    .toString();
  return time.endsWith(":00") ? time.slice(0, 5) : time;
}
