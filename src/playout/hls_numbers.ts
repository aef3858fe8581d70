import type { Clock } from "../clock.ts";
import type { HlsOptions } from "../fanout/mod.ts";

/** Numbers count from here, so that they fit into the 31 bits that some players have for them, until 2088. */
const BEGIN_MS = Date.UTC(2020, 0, 1);

/**
 * What the playlists of a channel are numbered from. Numbers rise over everything that begins a playlist anew: the last
 * viewer leaving, the channel stopping, the program starting again.
 *
 * Segments last longer than a second on average, so the seconds of the wall clock are ahead of all numbers of an
 * earlier run, and nothing has to be stored. What this run has used is kept, for clocks that are set back.
 */
export class HlsNumbers {
  readonly #kept = new Map<string, number>();

  /** Nothing was numbered yet. */
  constructor(private readonly clock: Clock) {}

  /** Where a new playlist begins, and what tells its segments from those of all others. */
  begin(channelId: string): Pick<HlsOptions, "firstSequence" | "epoch"> {
    const wallMs = this.clock.wallMs();
    const seconds = Math.max(0, Math.floor((wallMs - BEGIN_MS) / 1_000));
    return {
      firstSequence: Math.max(this.#kept.get(channelId) ?? 0, seconds),
      epoch: Math.max(0, Math.floor(wallMs)).toString(36),
    };
  }

  /** Notes the number a playlist that was closed would have used next. */
  keep(channelId: string, nextSequence: number): void {
    this.#kept.set(channelId, nextSequence);
  }
}
