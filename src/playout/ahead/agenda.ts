import type { Channel } from "../../channel.ts";
import type { Clock } from "../../clock.ts";
import { LIMITS } from "../../limits.ts";
import type { Programme } from "../../programme.ts";

/** One item that airs soon, or now. */
export interface Airing extends Pick<Programme, "channelId" | "startMs" | "stopMs"> {
  /** The item. */
  readonly itemId: number;
  /** Name of the profile it airs in. */
  readonly profile: string;
}

/** Where an agenda is taken from. */
export interface AgendaParts {
  /** All channels; disabled ones air nothing. */
  readonly channels: () => readonly Channel[];
  /** Programmes of a channel that overlap a span, by start. */
  readonly programmes: (channelId: string, fromMs: number, toMs: number) => readonly Programme[];
  /** Time. */
  readonly clock: Clock;
}

/** How far ahead work in idle time looks: a night's work serves the evening. */
const AHEAD_MS = 24 * 3_600_000;

/**
 * What airs on all enabled channels from now on, soonest first.
 *
 * Channels are read one by one, so that streaming goes on in between.
 */
export async function readAgenda({ channels, programmes, clock }: AgendaParts): Promise<Airing[]> {
  const agenda: Airing[] = [];
  for (const { id, profile } of channels().filter(({ isEnabled }) => isEnabled)) {
    const fromMs = clock.wallMs();
    const ahead = programmes(id, fromMs, fromMs + AHEAD_MS).slice(0, LIMITS.agendaPerChannelMax);
    for (const { channelId, itemId, startMs, stopMs } of ahead) {
      if (itemId !== null) agenda.push({ channelId, itemId, profile, startMs, stopMs });
    }
    await clock.sleep(0);
  }
  return agenda.sort((one, other) => one.startMs - other.startMs);
}
