import type { Base } from "./base.ts";
import { type ChannelFacts, HealthMonitor, LeakWatch, Restarts } from "./health/mod.ts";
import type { InputSpec, InputsState } from "./inputs/mod.ts";
import type { Offer } from "./offer.ts";
import type { Play, RunningFacts } from "./playout/mod.ts";
import type { BroadcastScheduleAuthority } from "./schedule/mod.ts";

/** Who looks after the channels' health. */
export interface Care {
  /** The only door to a restart (R4). */
  readonly restarts: Restarts;
  /** Looks whether every channel has output. */
  readonly monitor: HealthMonitor;
  /** Looks whether memory rises without end. */
  readonly leaks: LeakWatch;
}

/**
 * The door to restarts, and who knocks at it.
 *
 * @param parts `play` gives what plays; null while it is being put together.
 */
export function createCare(
  { config, clock, log, metrics, building }: Base,
  { roster }: Offer,
  { authority, play }: { authority: BroadcastScheduleAuthority; play: () => Play | null },
): Care {
  const restarts = building.use(
    new Restarts({
      ...{ clock, log, metrics },
      numberOf: (channelId) => roster.channels().find(({ id }) => id === channelId)?.number ?? null,
      restart: async (channelId) => await play()?.manager.renewPlayout(channelId),
    }, config.restart),
  );
  const factsOf = ({ channel, isWatched, ...facts }: RunningFacts): ChannelFacts => ({
    ...facts,
    ...{ channelId: channel.id, number: channel.number },
    isWanted: isWatched || channel.lifecycle === "continuous",
    isOffAir: authority.programmeAt(channel.id, clock.wallMs()).kind !== "item",
    isBeyondRestart: isBeyondRestart(play()?.manager.inputs(channel.id)?.inputs ?? null),
  });
  const monitor = new HealthMonitor({
    ...{ clock, log, metrics, restarts },
    channels: () => (play()?.manager.facts() ?? []).map(factsOf),
  }, config.health);
  return { restarts, monitor, leaks: new LeakWatch({ clock, log }) };
}

/**
 * True while nothing is on air because nothing can be: no picture at all yet, no way to play the programme that has
 * not failed, or no process to be had. The failover tries again by itself, and remembers all of it through a restart.
 *
 * @param state What is known of a channel's inputs; null if it does not run.
 */
export function isBeyondRestart(state: InputsState | null): boolean {
  if (state === null || state.active !== null) return false;
  const { programme, isExhausted, waitUntilMs, inputs, health, hosts } = state;
  const isFailing = ({ id, locator, host }: InputSpec) =>
    hosts.some((one) => one.host === host && one.condition === "parked") ||
    health.some(({ condition, ...one }) =>
      one.id === id && one.locator === locator && (condition === "degraded" || condition === "parked")
    );
  const equivalents = inputs.filter(({ tier }) => tier === "equivalent");
  const isLost = equivalents.length > 0 && equivalents.every(isFailing);
  return programme === null || isExhausted || isLost || waitUntilMs !== null;
}
