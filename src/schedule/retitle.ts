import type { Clock } from "../clock.ts";

/** Timelines whose programmes can be called something else. */
export interface TitledTimelines {
  /** Channels that have a timeline. */
  channels(): readonly string[];
  /** Calls a channel's items what the library calls them, from an instant on; returns how many programmes changed. */
  retitle(channelId: string, fromMs: number): number;
}

/**
 * Has every timeline call items what the library calls them by now: what is on, and what comes. Times stay as
 * published.
 *
 * Channel by channel, so that streaming goes on in between.
 *
 * @param store The timelines.
 * @param clock Tells what is over, and lets others run.
 * @returns Channels of which something changed.
 */
export async function retitleTimelines(store: TitledTimelines, clock: Clock): Promise<string[]> {
  const changed: string[] = [];
  for (const channelId of store.channels()) {
    if (store.retitle(channelId, Math.floor(clock.wallMs())) > 0) changed.push(channelId);
    await clock.sleep(0);
  }
  return changed;
}
