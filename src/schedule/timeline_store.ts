import type { Programme } from "../programme.ts";

/** A state to build from, and the instant it holds for. */
export interface Checkpoint {
  /** Programmes up to here had been built when the state was left, milliseconds since 1970. */
  readonly atMs: number;
  /** As handed to `append`. */
  readonly state: string;
}

/** Where timelines are kept. The authority is the only one who writes them. */
export interface TimelineStore {
  /** Programmes that overlap [fromMs, toMs), by start. */
  read(channelId: string, fromMs: number, toMs: number): Programme[];
  /** The programme covering an instant, or null. */
  at(channelId: string, atMs: number): Programme | null;
  /** Where the timeline ends; null when it holds nothing. */
  endMs(channelId: string): number | null;
  /**
   * Adds programmes that start at `endMs`, or anywhere when the timeline holds nothing; one transaction.
   *
   * The state is kept for where they end; others, for instants before, as handed in.
   */
  append(
    channelId: string,
    programmes: readonly Programme[],
    state: string,
    checkpoints?: readonly Checkpoint[],
  ): void;
  /** Cuts the timeline at `fromMs` (a programme spanning it is shortened), then appends; one transaction. */
  replaceFrom(
    channelId: string,
    fromMs: number,
    programmes: readonly Programme[],
    state: string,
    checkpoints?: readonly Checkpoint[],
  ): void;
  /** Forgets programmes that stopped at or before `beforeMs`; the state stays. */
  prune(channelId: string, beforeMs: number): void;
  /** The text left with the last append; null when there was none. */
  state(channelId: string): string | null;
  /**
   * The newest state left by an append or a replacement that ended at an instant or before; null when there is none.
   * Replacing forgets those beyond its cut; pruning keeps the newest at its cut or before, and those after it.
   */
  checkpoint(channelId: string, atMs: number): Checkpoint | null;
  /** Rises with every change of any timeline. */
  version(): number;
  /** Channels that have a timeline or a state. */
  channels(): string[];
  /** Forgets a channel wholly. */
  remove(channelId: string): void;
}
