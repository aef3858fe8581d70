import type { Programme } from "../programme.ts";

/** Where timelines are kept. The authority is the only one who writes them. */
export interface TimelineStore {
  /** Programmes that overlap [fromMs, toMs), by start. */
  read(channelId: string, fromMs: number, toMs: number): Programme[];
  /** The programme covering an instant, or null. */
  at(channelId: string, atMs: number): Programme | null;
  /** Where the timeline ends; null when it holds nothing. */
  endMs(channelId: string): number | null;
  /** Adds programmes that start at `endMs`, or anywhere when the timeline holds nothing; one transaction. */
  append(channelId: string, programmes: readonly Programme[], state: string): void;
  /** Cuts the timeline at `fromMs` (a programme spanning it is shortened), then appends; one transaction. */
  replaceFrom(channelId: string, fromMs: number, programmes: readonly Programme[], state: string): void;
  /** Forgets programmes that stopped at or before `beforeMs`; the state stays. */
  prune(channelId: string, beforeMs: number): void;
  /** The text left with the last append; null when there was none. */
  state(channelId: string): string | null;
  /** Rises with every change of any timeline. */
  version(): number;
  /** Channels that have a timeline or a state. */
  channels(): string[];
  /** Forgets a channel wholly. */
  remove(channelId: string): void;
}
