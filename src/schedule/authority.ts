import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { ScheduleItem } from "../media.ts";
import type { NowPlaying, Programme } from "../programme.ts";
import { build, type CardTitles, hasAirable, reachMs } from "./build.ts";
import { type BuildState, fingerprintOf, firstState, parseState } from "./build_state.ts";
import { card, CARD_MS } from "./cards.ts";
import { Collections, type ScheduleLibrary } from "./collections.ts";
import type { LeftOut } from "./loop.ts";
import { nowPlaying } from "./now_playing.ts";
import { resumeAfter } from "./sequence.ts";
import { assertTiles } from "./timeline.ts";
import type { TimelineStore } from "./timeline_store.ts";

/** The single truth of what airs: guides, streams and answers derive from nothing else. */
export type CanonicalTimelineItem = Programme;

/** Who wants to know what the authority did; none of them may throw. */
export interface AuthorityListeners {
  /** A published timeline was rewritten: the guide must be made anew. */
  readonly onRebuilt: (channelId: string, reason: string) => void;
  /** A channel could not be extended or renewed; the others were. */
  readonly onFailed: (channelId: string, thrown: unknown) => void;
  /** Items of the channel's collection that cannot air, whenever it was built. */
  readonly onLeftOut?: (channelId: string, leftOut: LeftOut) => void;
}

/** A folder of the library that was just read to its end. */
export interface ReadFolder {
  /** As configured. */
  readonly path: string;
  /** True when that never happened before. */
  readonly isFirst: boolean;
}

/** What the authority works with. */
export interface AuthorityParts extends AuthorityListeners {
  /** Where timelines are kept; nobody else writes there. */
  readonly store: TimelineStore;
  /** Where items come from. */
  readonly library: ScheduleLibrary;
  /** Tells the time. */
  readonly clock: Clock;
  /** All channels there are now, disabled ones too. */
  readonly channels: () => readonly Channel[];
}

/** How far timelines reach. */
export interface AuthorityOptions {
  /** Days built ahead, above 0. */
  readonly daysAhead: number;
  /** Days kept behind, 0 or more. */
  readonly daysBehind: number;
  /** What cards say. */
  readonly titles?: CardTitles;
}

const DAY_MS = 24 * 3_600_000;
/** Programmes written at once; between two writes the event loop gets its turn. */
const STEP_PROGRAMMES = 1_000;
/** Writes that one question for a programme may cause. */
const STEPS_ON_DEMAND = 50;
/** Nearer programmes are not repaired: viewers may have them in their guide, and playout fills the gap. */
const REPAIR_AFTER_MS = 2 * 3_600_000;
/** How far back a rebuild looks for what it should go on after. */
const LOOK_BACK_MS = 6 * 3_600_000;
const TITLES: CardTitles = { gettingReady: "Getting ready…", offAir: "Off air" };

/** Builds, stores, extends and answers the timelines of all channels. */
export class BroadcastScheduleAuthority {
  readonly #parts: AuthorityParts;
  readonly #aheadMs: number;
  readonly #behindMs: number;
  readonly #titles: CardTitles;
  readonly #collections: Collections;
  /** Per channel the programme on air and the next, so that the common question costs no query. */
  readonly #recent = new Map<string, readonly Programme[]>();

  /**
   * Reads and writes nothing yet.
   *
   * @param parts Store, library, clock, channels and listeners.
   * @param options How far timelines reach, what cards say.
   */
  constructor(parts: AuthorityParts, options: AuthorityOptions) {
    this.#parts = parts;
    this.#aheadMs = options.daysAhead * DAY_MS;
    this.#behindMs = options.daysBehind * DAY_MS;
    this.#titles = options.titles ?? TITLES;
    this.#collections = new Collections(parts.library, parts.clock);
  }

  /** Extends every enabled channel and forgets those that are no more, until `signal` aborts. For the start, and then hourly. */
  async extendAll(signal?: AbortSignal): Promise<void> {
    const { channels, clock, store, onFailed } = this.#parts;
    const known = channels();
    for (const id of store.channels()) {
      if (!known.some((channel) => channel.id === id)) this.#forget(id);
    }
    for (const channel of known.filter(({ isEnabled }) => isEnabled)) {
      try {
        if (!signal?.aborted) await this.extend(channel.id);
      } catch (thrown) {
        onFailed(channel.id, thrown);
      }
      await clock.sleep(0);
    }
  }

  /**
   * Brings one channel's timeline up to its horizon, in steps that each leave it whole.
   *
   * What is published stays as it is, unless the schedule changed or cards stand where items now could.
   *
   * @throws {Fault} `unknown_channel`, or what the store throws.
   */
  async extend(channelId: string): Promise<void> {
    const channel = this.#channel(channelId);
    const { clock, store } = this.#parts;
    if (this.#isWhole(channel)) return store.prune(channelId, this.#nowMs() - this.#behindMs);
    const items = await this.#load(channel);
    // Pruned first: what is behind counts against what a timeline may hold.
    const behindMs = reachMs(items, this.#behindMs, LIMITS.timelineProgrammesMax);
    store.prune(channelId, this.#nowMs() - behindMs);
    while (this.#step(channel, items)) await clock.sleep(0);
  }

  /**
   * Programmes of a channel that overlap [fromMs, toMs), by start.
   *
   * @param channelId Key of the channel; one without a timeline has no programmes.
   * @param fromMs First instant, milliseconds since 1970.
   * @param toMs First instant after the window.
   */
  getTimeline(channelId: string, fromMs: number, toMs: number): CanonicalTimelineItem[] {
    return this.#parts.store.read(channelId, fromMs, toMs);
  }

  /** What is on at an instant; null when the stored timeline does not cover it. */
  nowPlaying(channelId: string, atMs: number): NowPlaying | null {
    const known = nowPlaying(this.#recent.get(channelId) ?? [], atMs);
    if (known !== null && known.next !== null) return known;
    const { store } = this.#parts;
    const programme = store.at(channelId, atMs);
    if (programme === null) return null;
    const next = store.at(channelId, programme.stopMs);
    this.#recent.set(channelId, next === null ? [programme] : [programme, next]);
    return { programme, positionMs: atMs - programme.startMs, next };
  }

  /**
   * The programme at an instant, for whoever must show something.
   *
   * Extends the timeline when asked beyond its end. Where no timeline can be (long past, beyond the horizon) a card
   * stands in that is not stored.
   *
   * @throws {Fault} `unknown_channel`.
   */
  programmeAt(channelId: string, atMs: number): Programme {
    const channel = this.#channel(channelId);
    for (let step = 0; step < STEPS_ON_DEMAND && this.#isMissing(channelId, atMs); step++) {
      this.#step(channel, this.#items(channel), atMs + 1);
    }
    const found = this.nowPlaying(channelId, atMs);
    if (found !== null) return found.programme;
    const startMs = Math.floor(atMs / CARD_MS) * CARD_MS;
    return card(startMs, startMs + CARD_MS, { channelId, kind: "off_air", title: this.#titles.offAir });
  }

  /**
   * Builds a channel's timeline anew. The item on air stays until its end; a card on air is cut.
   *
   * @param channelId Key of the channel.
   * @param fromMs From when on; the past is never rewritten.
   * @param reason For the log: `first scan`, `operator`…
   * @throws {Fault} `unknown_channel`, or what the store throws.
   */
  async rebuild(channelId: string, fromMs: number, reason: string): Promise<void> {
    const channel = this.#channel(channelId);
    this.#replace(channel, await this.#load(channel), { fromMs, reason });
    await this.extend(channelId);
  }

  /**
   * Rebuilds from the first programme, two hours ahead or later, whose item is gone or has another length now.
   *
   * For whenever the library changed.
   *
   * @returns True when something was rebuilt.
   * @throws {Fault} `unknown_channel`, or what the store throws.
   */
  async repair(channelId: string): Promise<boolean> {
    const { clock, store } = this.#parts;
    const items = await this.#load(this.#channel(channelId));
    const durations = new Map(items.map((item) => [item.id, item.durationMs]));
    let fromMs = this.#nowMs() + REPAIR_AFTER_MS;
    for (; fromMs < (store.endMs(channelId) ?? 0); fromMs += REPAIR_AFTER_MS) {
      const programme = store.read(channelId, fromMs, fromMs + REPAIR_AFTER_MS).find((one) =>
        one.startMs >= fromMs && one.itemId !== null &&
        durations.get(one.itemId) !== one.stopMs - one.startMs
      );
      if (programme !== undefined) {
        await this.rebuild(channelId, programme.startMs, "an item is gone or has another length");
        return true;
      }
      await clock.sleep(0);
    }
    return false;
  }

  /**
   * Brings every enabled channel in line with a library that was just scanned.
   *
   * A timeline made while a folder was only half read would air that half for days. So the first complete scan of a
   * folder rebuilds the channels that draw from it, and those that only waited for something; later scans repair.
   *
   * @param folders What the scan read to its end.
   * @param reason Of the rebuilds, for the log.
   */
  async renew(folders: readonly ReadFolder[], reason: string): Promise<void> {
    const isFirst = new Set(folders.filter((folder) => folder.isFirst).map(({ path }) => path));
    const { channels, clock } = this.#parts;
    for (const channel of channels().filter(({ isEnabled }) => isEnabled)) {
      await clock.sleep(0);
      try {
        const hasWaited = folders.length > 0 && this.#isWaiting(channel);
        const items = await this.#load(channel);
        if (hasWaited || items.some(({ folder }) => isFirst.has(folder))) {
          await this.rebuild(channel.id, this.#nowMs(), reason);
        } else await this.repair(channel.id);
      } catch (thrown) {
        this.#parts.onFailed(channel.id, thrown);
      }
    }
    await this.extendAll();
  }

  /** Rises with every change of any timeline. */
  version(): number {
    return this.#parts.store.version();
  }

  /** Writes one more part, or mends what stands in its way. Returns true while there is more to do. */
  #step(channel: Channel, items: readonly ScheduleItem[], demandMs = 0): boolean {
    const nowMs = this.#nowMs();
    const state = this.#stateOf(channel);
    if (state.fingerprint !== fingerprintOf(channel.schedule)) {
      this.#replace(channel, items, { fromMs: nowMs, reason: "the schedule changed" });
      return true;
    }
    if (state.phase !== "airing" && hasAirable(items) && this.#covers(channel.id, nowMs)) {
      const fromMs = this.#firstCardMs(channel.id, nowMs);
      this.#replace(channel, items, { fromMs, reason: "the collection has items now" });
      return true;
    }
    const isStillWaiting = this.#isWaiting(channel) && !hasAirable(items);
    const untilMs = Math.max(nowMs + (isStillWaiting ? CARD_MS : this.#reachMs(items)), demandMs);
    const fromMs = this.#makeRoom(channel.id, nowMs);
    if (fromMs >= untilMs) return false;
    const endMs = this.#write(channel, items, { fromMs, untilMs, state });
    return endMs < untilMs;
  }

  #replace(
    channel: Channel,
    items: readonly ScheduleItem[],
    { fromMs, reason }: { readonly fromMs: number; readonly reason: string },
  ): void {
    const { store, onRebuilt } = this.#parts;
    const nowMs = this.#nowMs();
    const state = this.#stateOf(channel);
    const cutMs = this.#cutMs(channel.id, Math.max(fromMs, nowMs)) ?? this.#makeRoom(channel.id, nowMs);
    const airedIds = store.read(channel.id, cutMs - LOOK_BACK_MS, cutMs).flatMap((one) => one.itemId ?? []);
    const isSame = state.fingerprint === fingerprintOf(channel.schedule);
    // A shuffle begins a new round: which one was on at the cut is not recorded.
    const goesOn = isSame && channel.schedule?.order === "chronological";
    const round = isSame && airedIds.length > 0 ? state.loop.round + 1 : 0;
    this.#write(channel, items, {
      fromMs: cutMs,
      untilMs: Math.max(nowMs, cutMs) + this.#reachMs(items),
      state: {
        fingerprint: fingerprintOf(channel.schedule),
        phase: "off_air",
        loop: resumeAfter(items, airedIds, { round, goesOn }),
      },
    });
    onRebuilt(channel.id, reason);
  }

  #write(
    channel: Channel,
    items: readonly ScheduleItem[],
    part: { readonly fromMs: number; readonly untilMs: number; readonly state: BuildState },
  ): number {
    const { store, onLeftOut } = this.#parts;
    const request = { ...part, programmesMax: STEP_PROGRAMMES, titles: this.#titles };
    const { programmes, state, leftOut } = build(channel, items, request);
    assertTiles(programmes);
    const storedEndMs = store.endMs(channel.id);
    const isAppended = storedEndMs === null || storedEndMs === part.fromMs;
    if (isAppended) store.append(channel.id, programmes, JSON.stringify(state));
    else store.replaceFrom(channel.id, part.fromMs, programmes, JSON.stringify(state));
    this.#recent.delete(channel.id);
    onLeftOut?.(channel.id, leftOut);
    return programmes.at(-1)?.stopMs ?? part.fromMs;
  }

  /** Where a rebuild may begin: after the item on air, within a card, at a programme's start; null where none is. */
  #cutMs(channelId: string, fromMs: number): number | null {
    const programme = this.#parts.store.at(channelId, fromMs);
    if (programme === null) return null;
    const isKept = programme.kind === "item" &&
      (programme.startMs < fromMs || programme.startMs <= this.#nowMs());
    return isKept ? programme.stopMs : fromMs;
  }

  /**
   * Where the timeline goes on. One that ended long ago, or lies wholly ahead because the clock was set back, is
   * dropped: time starts anew.
   */
  #makeRoom(channelId: string, nowMs: number): number {
    const { store, onRebuilt } = this.#parts;
    const endMs = store.endMs(channelId);
    const freshMs = Math.floor(nowMs / 1_000) * 1_000;
    if (endMs === null) return freshMs;
    if (this.#covers(channelId, nowMs) || (endMs <= nowMs && endMs > nowMs - CARD_MS)) return endMs;
    this.#forget(channelId);
    onRebuilt(channelId, endMs <= nowMs ? "the timeline ended long ago" : "the clock was set back");
    return freshMs;
  }

  #firstCardMs(channelId: string, nowMs: number): number {
    const { store } = this.#parts;
    const ahead = store.read(channelId, nowMs, store.endMs(channelId) ?? nowMs);
    return ahead.find(({ kind }) => kind !== "item")?.startMs ?? nowMs;
  }

  #forget(channelId: string): void {
    this.#parts.store.remove(channelId);
    this.#recent.delete(channelId);
  }

  #covers(channelId: string, atMs: number): boolean {
    return this.#parts.store.at(channelId, atMs) !== null;
  }

  /** True when building more of the timeline would bring the instant into it. */
  #isMissing(channelId: string, atMs: number): boolean {
    if (this.nowPlaying(channelId, atMs) !== null) return false;
    const nowMs = this.#nowMs();
    if (atMs < nowMs - 1_000 || atMs >= nowMs + this.#aheadMs) return false;
    const endMs = this.#parts.store.endMs(channelId);
    return endMs === null || endMs <= atMs || !this.#covers(channelId, nowMs);
  }

  /** True when the timeline is as long as any may be and no item could change that. */
  #isWhole(channel: Channel): boolean {
    const nowMs = this.#nowMs();
    const { fingerprint, phase } = this.#stateOf(channel);
    return phase === "airing" && fingerprint === fingerprintOf(channel.schedule) &&
      this.#covers(channel.id, nowMs) &&
      (this.#parts.store.endMs(channel.id) ?? 0) >= nowMs + this.#aheadMs;
  }

  #stateOf(channel: Channel): BuildState {
    const text = this.#parts.store.state(channel.id);
    return (text === null ? null : parseState(text)) ?? firstState(channel.schedule);
  }

  /** True when its timeline says no more than that there will be something. */
  #isWaiting(channel: Channel): boolean {
    return channel.schedule !== null && this.#stateOf(channel).phase === "waiting";
  }

  #reachMs(items: readonly ScheduleItem[]): number {
    return reachMs(items, this.#aheadMs, LIMITS.timelineProgrammesMax);
  }

  #items({ schedule }: Channel): readonly ScheduleItem[] {
    return schedule === null ? [] : this.#collections.items(schedule.collection);
  }

  async #load({ schedule }: Channel): Promise<readonly ScheduleItem[]> {
    return schedule === null ? [] : await this.#collections.load(schedule.collection);
  }

  #channel(channelId: string): Channel {
    const channel = this.#parts.channels().find(({ id }) => id === channelId);
    if (channel === undefined) {
      throw new Fault("unknown_channel", `Cannot find the channel: no channel has the id ${channelId}`);
    }
    return channel;
  }

  #nowMs(): number {
    return Math.floor(this.#parts.clock.wallMs());
  }
}
