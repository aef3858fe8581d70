import { isDeepStrictEqual } from "node:util";
import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "./channel.ts";
import { checkRules, type Config, type RuleDocuments } from "./config/mod.ts";
import { makeGuideId } from "./guide/mod.ts";
import type { Rng } from "./rng.ts";
import type { ChannelStore } from "./store/mod.ts";

/** What channels are made with. */
export interface ChannelBookParts {
  /** How channels run unless they say otherwise. */
  readonly config: Config;
  /** Keeps guide ids. */
  readonly store: Pick<ChannelStore, "guideId">;
  /** Unpredictable numbers, for ids. */
  readonly rng: Rng;
}

/** What is known of channels beside their documents. */
export interface ChannelsOptions {
  /** False for channels that are what they were before; true for all if absent. */
  readonly mayDiffer?: (channelId: string) => boolean;
  /** Why schedules cannot be read, by the ids of their channels, which have none then. */
  readonly unread?: ReadonlyMap<string, string>;
}

/** Makes channels of documents. */
export class ChannelBook {
  /** Nothing is made yet. */
  constructor(private readonly parts: ChannelBookParts) {}

  /**
   * The channels of documents, checked as a whole.
   *
   * @param documents All there are.
   * @param before Channels before: who is among them keeps its guide id, and its object where nothing changed.
   * @param options Which channels may differ from before (of the others only an outline is among the documents), and
   *   which have a schedule that cannot be read.
   * @returns At least one that is enabled: where there would be none, the information channel beside them.
   * @throws {ConfigFault} With everything that is wrong.
   */
  channelsOf(
    documents: RuleDocuments,
    before: readonly Channel[],
    { mayDiffer, unread }: ChannelsOptions = {},
  ): readonly Channel[] {
    const { channels } = checkRules(documents, this.parts.config, "the documents");
    const known = new Map(before.map((channel) => [channel.id, channel]));
    const hasOne = channels.some(({ isEnabled }) => isEnabled);
    return [...channels, ...(hasOne ? [] : [informationChannel(channels)])].map((channel) => {
      const old = known.get(channel.id);
      if (old !== undefined && mayDiffer?.(channel.id) === false) return old;
      const fault = unread?.get(channel.id);
      const whole = fault === undefined ? channel : { ...channel, schedule: null, scheduleFault: fault };
      const made: Channel = { ...whole, guideId: old?.guideId ?? this.#guideId(channel) };
      return old !== undefined && isDeepStrictEqual(old, made) ? old : made;
    });
  }

  /** An id for a channel that was given none: like its guide id, readable and nobody else's. */
  makeId(name: string, taken: (id: string) => boolean): string {
    for (;;) {
      const id = makeGuideId(name, this.#hex4(), "local").replace(/\.local$/, "");
      if (!taken(id)) return id;
    }
  }

  #guideId({ id, name }: Pick<Channel, "id" | "name">): string {
    const { config, store } = this.parts;
    return store.guideId(id, () => makeGuideId(name, this.#hex4(), config.guide.domain));
  }

  #hex4(): string {
    return Math.floor(this.parts.rng() * 0x10000).toString(16).padStart(4, "0");
  }
}

/** Setting up a tuner fails in most clients when there is no channel at all (decision 14). */
function informationChannel(others: readonly Pick<Channel, "id">[]): Omit<Channel, "guideId"> {
  let id = "information";
  while (others.some((other) => other.id === id)) id += "-";
  return {
    id,
    number: "1",
    name: "EXStreamTV",
    group: "EXStreamTV",
    isEnabled: true,
    lifecycle: "on_demand",
    profile: "default",
    schedule: null,
    inputs: NO_INPUTS,
    guide: PLAIN_GUIDE,
  };
}
