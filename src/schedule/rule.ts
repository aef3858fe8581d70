import type { Desk } from "./desk.ts";

/**
 * How a kind of schedule goes on.
 *
 * @template State What it has to remember; plain JSON.
 */
export interface Rule<State> {
  /** What it remembers before its first programme. */
  readonly start: State;
  /**
   * Writes what belongs together: an item with all that surrounds it, a break, the rest of a slot.
   *
   * It may write nothing, as long as what it remembers changes and soon leads to something.
   *
   * @param desk What it writes on.
   * @param state What it remembered.
   * @returns What it remembers now.
   */
  next(desk: Desk, state: State): State;
}
