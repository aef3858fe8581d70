import type { Channel } from "../channel.ts";
import type { Programme } from "../programme.ts";
import type { MirrorSchedule } from "../schedule_rule.ts";
import type { BuildState } from "./build_state.ts";
import { cards } from "./cards.ts";
import type { CardTitles } from "./desk.ts";
import { movedTo, restOf } from "./standstill.ts";
import type { TimelineStore } from "./timeline_store.ts";

/** Which part of a mirror to copy. */
export interface CopyRequest {
  /** The channel that mirrors. */
  readonly channel: Pick<Channel, "id">;
  /** What it mirrors. */
  readonly schedule: MirrorSchedule;
  /** First instant, milliseconds since 1970. */
  readonly fromMs: number;
  /** The copy reaches no further than the programme that is on then. */
  readonly untilMs: number;
  /** Where to go on. */
  readonly state: BuildState;
  /** What cards say. */
  readonly titles: CardTitles;
}

/** Programmes copied at once. */
const HOURS_MS = 12 * 3_600_000;

/** What another channel airs, later by the offset: as far as that channel's own timeline reaches. */
export function copyOf(
  store: Pick<TimelineStore, "read" | "endMs">,
  { channel, schedule: { channelId, offsetMs }, titles, state, ...request }: CopyRequest,
): { readonly programmes: readonly Programme[]; readonly state: BuildState } {
  const fromMs = request.fromMs - offsetMs;
  const untilMs = Math.min(request.untilMs, request.fromMs + HOURS_MS) - offsetMs;
  const [first, ...others] = restOf(store.read(channelId, fromMs, untilMs), fromMs);
  if (first !== undefined && first.startMs === fromMs) {
    const programmes = movedTo([first, ...others], request.fromMs, channel.id);
    return { programmes, state: { ...state, phase: "airing" } };
  }
  // Before the other channel's first programme there is nothing to copy.
  const knownMs = first?.startMs ?? (store.endMs(channelId) === null ? untilMs : fromMs);
  const endMs = Math.min(knownMs, untilMs) + offsetMs;
  const off = cards(request.fromMs, endMs, { channelId: channel.id, kind: "off_air", title: titles.offAir })
    .map((card) => ({ ...card, stopMs: Math.min(card.stopMs, endMs) }));
  return { programmes: off, state: { ...state, phase: "off_air" } };
}
