import type { ScheduleItem } from "../media.ts";
import type { RandomState } from "./random_cursor.ts";
import type { RoundState } from "./round_cursor.ts";
import type { TurnState } from "./turn_cursor.ts";

/** How far a channel has come in a content; plain JSON. */
export type CursorState = RoundState | RandomState | TurnState;

/** A place in a content that plays on without an end. */
export interface Cursor {
  /** The item that comes next; null when there is nothing to play. */
  peek(): ScheduleItem | null;
  /** Goes behind it. */
  advance(): void;
  /** Passes over so many items. */
  skip(count: number): void;
  /** Goes to an item, back or ahead, so that it comes next; false where it has none of that kind. */
  goTo(itemId: number): boolean;
  /** Goes behind an item of the present round; false where it has none of that kind. */
  goBehind(itemId: number): boolean;
  /** How far it has come. */
  readonly state: CursorState;
}
