import type { Clock } from "../clock.ts";
import type { HlsOptions } from "../fanout/mod.ts";

/** Numbers count half seconds from here, so that they fit into the 31 bits that some players have for them, until 2060. */
const BEGIN_MS = Date.UTC(2026, 0, 1);
const STEP_MS = 500;

/**
 * What the playlists of a channel are numbered from. Numbers rise over everything that begins a playlist anew: the last
 * viewer leaving, the channel stopping, the program starting again.
 *
 * Segments last longer than half a second on average, so the half seconds of the wall clock are ahead of all numbers of
 * an earlier run, and nothing has to be stored. What this run has used is kept, for clocks that are set back. A clock
 * that is set back while the program does not run makes players load the playlist anew, as they do after any outage.
 */
export class HlsNumbers {
  readonly #kept = new Map<string, number>();

  /** Nothing was numbered yet. */
  constructor(private readonly clock: Clock) {}

  /** Where a new playlist begins, and what tells its segments from those of all others. */
  begin(channelId: string): Pick<HlsOptions, "firstSequence" | "epoch"> {
    const wallMs = this.clock.wallMs();
    const steps = Math.max(0, Math.floor((wallMs - BEGIN_MS) / STEP_MS));
    return {
      firstSequence: Math.max(this.#kept.get(channelId) ?? 0, steps),
      epoch: Math.max(0, Math.floor(wallMs)).toString(36),
    };
  }

  /** Notes the number a playlist that was closed would have used next. */
  keep(channelId: string, nextSequence: number): void {
    this.#kept.set(channelId, nextSequence);
  }
}
