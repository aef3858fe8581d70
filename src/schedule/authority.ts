import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { NowPlaying, Programme } from "../programme.ts";
import type { Schedule } from "../schedule_rule.ts";
import type { LeftOut } from "./airable.ts";
import { fingerprintOf } from "./build_state.ts";
import { card, CARD_MS } from "./cards.ts";
import { Collections, type ScheduleLibrary, type Stock } from "./collections.ts";
import type { CardTitles } from "./desk.ts";
import type { Remark } from "./draft.ts";
import { isMirrored, mirrorDepth } from "./mirror_depth.ts";
import { nowPlaying } from "./now_playing.ts";
import { type Preview, preview } from "./preview.ts";
import { reachMs } from "./reach.ts";
import { scheduleIn } from "./resume.ts";
import type { TimelineStore } from "./timeline_store.ts";
import { TimelineWriter } from "./timeline_writer.ts";

/** The single truth of what airs: guides, streams and answers derive from nothing else. */
export type CanonicalTimelineItem = Programme;

/** Who wants to know what the authority did; none of them may throw. */
export interface AuthorityListeners {
  /** A published timeline was rewritten: the guide must be made anew. */
  readonly onRebuilt: (channelId: string, reason: string) => void;
  /** A channel could not be extended or renewed; the others were. */
  readonly onFailed: (channelId: string, thrown: unknown) => void;
  /** Items of the channel's collections that cannot air, whenever it was built. */
  readonly onLeftOut?: (channelId: string, leftOut: LeftOut) => void;
  /** What the operator should know of a part that was just written. */
  readonly onRemarks?: (channelId: string, remarks: readonly Remark[]) => void;
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
  /** Whether anybody watches a channel, which decides whether some channels' time goes on; true if absent. */
  readonly isWatched?: (channelId: string) => boolean;
  /** Whether a channel that is none now may come back, and goes on where it was; false if absent. */
  readonly mayReturn?: (channelId: string) => boolean;
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
/** Writes that one question for a programme may cause. */
const STEPS_ON_DEMAND = 50;
/** Nearer programmes are not repaired: viewers may have them in their guide, and playout fills the gap. */
const REPAIR_AFTER_MS = 2 * 3_600_000;
/** What the operator should know of a channel: so much of it is remembered. */
const REMARKS_MAX = 100;
const TITLES: CardTitles = { gettingReady: "Getting ready…", offAir: "Off air" };

/** Builds, stores, extends and answers the timelines of all channels. */
export class BroadcastScheduleAuthority {
  readonly #parts: AuthorityParts;
  readonly #aheadMs: number;
  readonly #behindMs: number;
  readonly #titles: CardTitles;
  readonly #collections: Collections;
  readonly #writer: TimelineWriter;
  readonly #remarks = new Map<string, readonly Remark[]>();
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
    this.#writer = new TimelineWriter({
      ...parts,
      onWritten: (channelId, remarks) => this.#noteWritten(channelId, remarks),
      onRewritten: (channelId, fromMs, reason) => this.#noteRewritten(channelId, fromMs, reason),
    }, { aheadMs: this.#aheadMs, titles: this.#titles });
  }

  /** Extends every enabled channel and forgets those that are no more, until `signal` aborts. For the start, and then hourly. */
  async extendAll(signal?: AbortSignal): Promise<void> {
    const { channels, clock, store, onFailed, mayReturn } = this.#parts;
    const known = channels();
    for (const id of store.channels()) {
      if (!known.some((channel) => channel.id === id) && mayReturn?.(id) !== true) this.forget(id);
    }
    const enabled = known.filter(({ id, isEnabled }) => isEnabled || isMirrored(id, known));
    // What mirrors others is copied when they have been extended.
    const depth = (channel: Channel) => mirrorDepth(channel, known);
    for (const channel of enabled.toSorted((one, other) => depth(one) - depth(other))) {
      try {
        if (!signal?.aborted) await this.extend(channel.id);
      } catch (thrown) {
        if (this.#find(channel.id) !== null) onFailed(channel.id, thrown);
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
    const stock = await this.#load(channel);
    if (this.#isAsItWas(channel)) {
      // Pruned first: what is behind counts against what a timeline may hold.
      const behindMs = reachMs(stock.items, this.#behindMs, LIMITS.timelineProgrammesMax);
      store.prune(channelId, this.#nowMs() - behindMs);
    }
    while (this.#isAsItWas(channel) && this.#writer.step(channel, stock)) await clock.sleep(0);
    if (this.#isAsItWas(channel)) {
      if (!this.#isWatched(channel)) this.#writer.pause(channel, stock);
      // Edited in between: from here on the new rule writes. Deleted: nothing does.
    } else if (this.#find(channelId) !== null) await this.extend(channelId);
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
      if (!this.#writer.step(channel, this.#stock(channel), atMs + 1)) break;
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
    const stock = await this.#load(channel);
    // One that was edited in between is built anew by its new rule anyway.
    if (this.#isAsItWas(channel)) this.#writer.replace(channel, stock, { fromMs, reason });
    if (this.#find(channelId) !== null) await this.extend(channelId);
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
    const channel = this.#channel(channelId);
    if (channel.schedule?.kind === "mirror") return false;
    const { items } = await this.#load(channel);
    const durations = new Map(items.map((item) => [item.id, item.durationMs]));
    let fromMs = this.#nowMs() + REPAIR_AFTER_MS;
    for (; fromMs < (store.endMs(channelId) ?? 0); fromMs += REPAIR_AFTER_MS) {
      const programme = store.read(channelId, fromMs, fromMs + REPAIR_AFTER_MS).find((one) =>
        one.startMs >= fromMs && one.itemId !== null && durations.get(one.itemId) !== one.itemDurationMs
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
        const hasWaited = folders.length > 0 && this.#writer.isWaiting(channel);
        const { items } = await this.#load(channel);
        if (hasWaited || items.some(({ folder }) => isFirst.has(folder))) {
          await this.rebuild(channel.id, this.#nowMs(), reason);
        } else await this.repair(channel.id);
      } catch (thrown) {
        if (this.#find(channel.id) !== null) this.#parts.onFailed(channel.id, thrown);
      }
    }
    await this.extendAll();
  }

  /**
   * What a channel would air with another schedule, were it saved now. Nothing is stored.
   *
   * @param channel The channel as it would be; it need not be known yet.
   * @param untilMs The preview reaches at least this far, milliseconds since 1970.
   */
  async preview(channel: Channel, untilMs: number): Promise<Preview> {
    const stock = await this.#load(channel);
    const { store } = this.#parts;
    const nowMs = this.#nowMs();
    return preview({ store, writer: this.#writer, titles: this.#titles }, channel, { stock, nowMs, untilMs });
  }

  /** What the operator should know of a channel's timeline, from now on; oldest first. */
  remarks(channelId: string): readonly Remark[] {
    return (this.#remarks.get(channelId) ?? []).filter(({ atMs }) => atMs >= this.#nowMs() - DAY_MS);
  }

  /** Somebody begins to watch a channel: if its time stood still, it goes on. */
  resume(channelId: string): void {
    const channel = this.#channel(channelId);
    if (channel.schedule?.kind === "paused_when_unwatched") {
      this.#writer.resume(channel, this.#stock(channel));
    }
  }

  /**
   * Nobody watches a channel any more: where its time stands still then, it stops.
   *
   * @param channelId Key of the channel.
   * @param atMs When the last one left, milliseconds since 1970; now if absent.
   * @throws {Fault} `unknown_channel`, or what the store throws.
   */
  pause(channelId: string, atMs: number = this.#nowMs()): void {
    const channel = this.#channel(channelId);
    if (!this.#isWatched(channel)) this.#writer.pause(channel, this.#stock(channel), Math.floor(atMs));
  }

  /** Forgets all there is of a channel that is no more. */
  forget(channelId: string): void {
    this.#parts.store.remove(channelId);
    this.#recent.delete(channelId);
    this.#remarks.delete(channelId);
  }

  /** Rises with every change of any timeline. */
  version(): number {
    return this.#parts.store.version();
  }

  /** Forgets the programmes at hand, for they are called something else now. */
  forgetRecent(): void {
    this.#recent.clear();
  }

  #noteWritten(channelId: string, remarks: readonly Remark[]): void {
    this.#recent.delete(channelId);
    if (remarks.length === 0) return;
    this.#remarks.set(channelId, [...this.remarks(channelId), ...remarks].slice(-REMARKS_MAX));
    this.#parts.onRemarks?.(channelId, remarks);
  }

  /** Mirrors of a rewritten timeline are rewritten from the same programme on. */
  #noteRewritten(channelId: string, fromMs: number, reason: string): void {
    this.#recent.delete(channelId);
    this.#remarks.set(channelId, this.remarks(channelId).filter(({ atMs }) => atMs < fromMs));
    this.#parts.onRebuilt(channelId, reason);
    for (const mirror of this.#parts.channels()) {
      if (mirror.schedule?.kind !== "mirror" || mirror.schedule.channelId !== channelId) continue;
      if (!mirror.isEnabled || this.#parts.store.endMs(mirror.id) === null) continue;
      const atMs = fromMs + mirror.schedule.offsetMs;
      if (atMs < (this.#parts.store.endMs(mirror.id) ?? 0)) {
        this.#writer.replace(mirror, this.#stock(mirror), {
          fromMs: atMs,
          reason: "the mirrored channel changed",
        });
      }
    }
  }

  #isWatched({ id, schedule }: Channel): boolean {
    return schedule?.kind !== "paused_when_unwatched" || (this.#parts.isWatched?.(id) ?? true);
  }

  /** True when building more of the timeline would bring the instant into it. */
  #isMissing(channelId: string, atMs: number): boolean {
    if (this.nowPlaying(channelId, atMs) !== null) return false;
    const nowMs = this.#nowMs();
    if (atMs < nowMs - 1_000 || atMs >= nowMs + this.#aheadMs) return false;
    const endMs = this.#parts.store.endMs(channelId);
    return endMs === null || endMs <= atMs || !this.#writer.covers(channelId, nowMs);
  }

  /** True when the timeline is as long as any may be and no item could change that. */
  #isWhole(channel: Channel): boolean {
    const nowMs = this.#nowMs();
    const { fingerprint, phase } = this.#writer.stateOf(channel);
    const isSettled = phase === "airing" && this.#isWatched(channel) || phase === "paused";
    return isSettled && fingerprint === fingerprintOf(channel.schedule) &&
      this.#writer.covers(channel.id, nowMs) &&
      (this.#parts.store.endMs(channel.id) ?? 0) >= nowMs + this.#aheadMs;
  }

  #stock(channel: Channel): Stock {
    const stock = this.#collections.stock(this.#ruleOf(channel));
    this.#parts.onLeftOut?.(channel.id, stock.leftOut);
    return stock;
  }

  async #load(channel: Channel): Promise<Stock> {
    await this.#collections.load(this.#ruleOf(channel));
    return this.#stock(channel);
  }

  /** Where a schedule cannot be read any more, how far the channel has come is told by the one before. */
  #ruleOf(channel: Channel): Schedule | null {
    return channel.schedule ?? scheduleIn(this.#writer.stateOf(channel));
  }

  #channel(channelId: string): Channel {
    const channel = this.#find(channelId);
    if (channel !== null) return channel;
    throw new Fault("unknown_channel", `Cannot find the channel: no channel has the id ${channelId}`);
  }

  #find(channelId: string): Channel | null {
    return this.#parts.channels().find(({ id }) => id === channelId) ?? null;
  }

  /** False once a channel was deleted or its schedule edited: whoever waited in between must not write by the old one. */
  #isAsItWas({ id, schedule }: Channel): boolean {
    const now = this.#find(id);
    return now !== null &&
      (now.schedule === schedule || fingerprintOf(now.schedule) === fingerprintOf(schedule));
  }

  #nowMs(): number {
    return Math.floor(this.#parts.clock.wallMs());
  }
}
