/** A stretch of a channel's output: what viewers really saw, from when to when. Times are milliseconds since 1970. */
export interface Aired {
  /** When its first picture showed. */
  readonly fromMs: number;
  /** First instant after it; of the newest stretch, as far as was noted. */
  readonly untilMs: number;
  /** Start of the programme it belongs to. */
  readonly programmeMs: number;
  /** Title of that programme. */
  readonly title: string;
  /** The item of that programme; null for a card. */
  readonly itemId: number | null;
  /** The input that was on air: `primary`, `mirror:0`, `alternate:7`, `filler`; null for a card. */
  readonly input: string | null;
  /** Why a card was on air; null for an input. */
  readonly card: string | null;
  /** How late the programme began, negative for early; null where no programme began. */
  readonly lateMs: number | null;
}

/** Keeps what aired. */
export interface AiredShelf {
  /** Keeps a stretch, in place of one of the same channel that began at the same instant. */
  record(channelId: string, aired: Aired): void;
}
