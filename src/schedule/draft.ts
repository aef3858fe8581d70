import { invariant } from "../invariant.ts";
import type { ScheduleItem } from "../media.ts";
import type { CardKind, FillerKind, Programme } from "../programme.ts";

/** Something the operator should know of a timeline. */
export interface Remark {
  /** Where it shows, milliseconds since 1970. */
  readonly atMs: number;
  /** What it is about. */
  readonly code:
    | "starts_late"
    | "left_out"
    | "cut"
    | "nothing_to_play"
    | "no_progress"
    | "clock_changed"
    | "too_long";
  /** A sentence. */
  readonly detail: string;
}

/** An entry of the guide that several programmes make up, or a title that stands for their own. */
export interface GuideMark {
  /** What the guide says; null for each one's own title. */
  readonly title: string | null;
  /** Number of the entry; null for one entry each. */
  readonly group: number | null;
}

/** No more than each programme's own title. */
export const NO_MARK: GuideMark = { title: null, group: null };

/** How an item airs. */
export interface ItemAiring {
  /** Position in the item to begin at, in milliseconds. */
  readonly offsetMs?: number;
  /** How long it airs, in milliseconds; what is left of it if absent. */
  readonly lengthMs?: number;
  /** What it fills; null for a programme of its own. */
  readonly filler?: FillerKind | null;
  /** What the guide says. */
  readonly mark?: GuideMark;
}

/** A place in a draft to come back to. */
export interface DraftMark {
  /** Where the next programme starts. */
  readonly endMs: number;
  /** Programmes written. */
  readonly programmes: number;
  /** Remarks noted. */
  readonly remarks: number;
}

/** Shorter rests are closed by holding the last picture. */
export const HOLD_MS_MAX = 1_000;

/** Remarks of one part of a timeline that are kept. */
const REMARKS_MAX = 50;

/** Programmes being written: each starts where the one before stops. */
export class Draft {
  readonly #programmes: Programme[] = [];
  readonly #remarks: Remark[] = [];

  /**
   * Nothing is written yet.
   *
   * @param channelId Channel the programmes air on.
   * @param fromMs Where the first starts, milliseconds since 1970; an integer.
   */
  constructor(readonly channelId: string, readonly fromMs: number) {}

  /** Where the next programme starts. */
  get endMs(): number {
    return this.#programmes.at(-1)?.stopMs ?? this.fromMs;
  }

  /** What was written. */
  get programmes(): readonly Programme[] {
    return this.#programmes;
  }

  /** What the operator should know. */
  get remarks(): readonly Remark[] {
    return this.#remarks;
  }

  /** Adds programmes that were written before; the first starts where the next is to start. */
  take(programmes: readonly Programme[]): void {
    for (const { startMs, stopMs, channelId: _, ...what } of programmes) this.#put(stopMs - startMs, what);
  }

  /** Adds an item, or a part of one. */
  item(
    item: ScheduleItem,
    { offsetMs = 0, filler = null, mark = NO_MARK, ...airing }: ItemAiring = {},
  ): void {
    this.#put(airing.lengthMs ?? item.durationMs - offsetMs, {
      kind: "item",
      itemId: item.id,
      itemOffsetMs: offsetMs,
      itemDurationMs: item.durationMs,
      filler,
      guideTitle: mark.title,
      guideGroup: mark.group,
      title: item.title,
      show: item.show,
      season: item.season,
      episode: item.episode,
      year: item.year,
      category: item.kind,
    });
  }

  /** Adds a card that shows until an instant. */
  card(
    kind: CardKind,
    untilMs: number,
    { title, mark = NO_MARK }: { title: string; mark?: GuideMark },
  ): void {
    this.#put(untilMs - this.endMs, cardOf(kind, title, mark));
  }

  /** Lets the last programme hold its last picture until an instant a moment later. */
  hold(untilMs: number): void {
    const last = this.#programmes.pop();
    invariant(
      last !== undefined && untilMs >= last.stopMs,
      `Cannot hold a programme until ${untilMs}: there is none, or it stops later`,
    );
    this.#programmes.push({ ...last, stopMs: untilMs });
  }

  /** Lets the last programme go on for so many milliseconds more, because nothing interrupts it. */
  prolong(byMs: number): void {
    this.hold(this.endMs + byMs);
  }

  /** Ends everything at an instant before the end. */
  cut(endMs: number): void {
    while (this.#programmes.length > 0 && this.endMs > endMs) {
      const last = this.#programmes.pop();
      if (last !== undefined && last.startMs < endMs) this.#programmes.push({ ...last, stopMs: endMs });
    }
  }

  /** Notes something for the operator. */
  remark(code: Remark["code"], detail: string): void {
    if (this.#remarks.length < REMARKS_MAX) this.#remarks.push({ atMs: this.endMs, code, detail });
  }

  /** Where it stands now, for {@link rewind}. */
  mark(): DraftMark {
    return {
      endMs: this.endMs,
      programmes: this.#programmes.length,
      remarks: this.#remarks.length,
    };
  }

  /** Forgets what was written since. */
  rewind({ programmes, remarks }: Pick<DraftMark, "programmes" | "remarks">): void {
    this.#programmes.length = programmes;
    this.#remarks.length = remarks;
  }

  #put(lengthMs: number, what: Omit<Programme, "channelId" | "startMs" | "stopMs">): void {
    invariant(
      Number.isSafeInteger(lengthMs) && lengthMs > 0,
      `Cannot plan ${what.title} on channel ${this.channelId}: it would last ${lengthMs} ms`,
    );
    const startMs = this.endMs;
    this.#programmes.push({ channelId: this.channelId, startMs, stopMs: startMs + lengthMs, ...what });
  }
}

/** What a card is, wherever it is. */
export function cardOf(
  kind: CardKind,
  title: string,
  mark: GuideMark = NO_MARK,
): Omit<Programme, "channelId" | "startMs" | "stopMs"> {
  return {
    kind,
    itemId: null,
    itemOffsetMs: 0,
    itemDurationMs: null,
    filler: null,
    guideTitle: mark.title,
    guideGroup: mark.group,
    title,
    show: null,
    season: null,
    episode: null,
    year: null,
    category: "other",
  };
}
