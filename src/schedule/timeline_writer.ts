import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import { build, type Built } from "./build.ts";
import { type BuildState, fingerprintOf, firstState, parseState } from "./build_state.ts";
import { CARD_MS, cards } from "./cards.ts";
import type { Stock } from "./collections.ts";
import type { CardTitles } from "./desk.ts";
import type { Remark } from "./draft.ts";
import { copyOf } from "./mirror.ts";
import { reachMs } from "./reach.ts";
import { resumeAt } from "./resume.ts";
import { restOf } from "./standstill.ts";
import { assertTiles } from "./timeline.ts";
import type { TimelineStore } from "./timeline_store.ts";

/** What timelines are written with. */
export interface TimelineWriterParts {
  /** Where timelines are kept. */
  readonly store: TimelineStore;
  /** Tells the time. */
  readonly clock: Clock;
  /** Something was written. */
  readonly onWritten: (channelId: string, remarks: readonly Remark[]) => void;
  /** A published timeline was rewritten from an instant on. */
  readonly onRewritten: (channelId: string, fromMs: number, reason: string) => void;
}

/** How far timelines reach, and what cards say. */
export interface TimelineWriterOptions {
  /** Milliseconds built ahead. */
  readonly aheadMs: number;
  /** What cards say. */
  readonly titles: CardTitles;
}

/** Programmes written at once; between two writes the event loop gets its turn. */
const STEP_PROGRAMMES = 1_000;

const NOTHING_ELSE = { checkpoints: [], remarks: [] } as const;

/** A part of a timeline to write. */
interface Part {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: BuildState;
}

/** Writes the timelines of channels, part by part; each part leaves its timeline whole. */
export class TimelineWriter {
  /** Nothing is written yet. */
  constructor(
    private readonly parts: TimelineWriterParts,
    private readonly options: TimelineWriterOptions,
  ) {}

  /** Writes one more part, or mends what stands in its way. Returns true while there is more to do. */
  step(channel: Channel, stock: Stock, demandMs = 0): boolean {
    const nowMs = this.#nowMs();
    const state = this.stateOf(channel);
    if (state.fingerprint !== fingerprintOf(channel.schedule)) {
      this.replace(channel, stock, { fromMs: nowMs, reason: "the schedule changed" });
      return true;
    }
    const isMirror = channel.schedule?.kind === "mirror";
    const mayAir = state.phase === "waiting" || state.phase === "off_air";
    if (
      mayAir && channel.schedule !== null && !isMirror && stock.hasItems && this.covers(channel.id, nowMs)
    ) {
      const fromMs = this.#firstCardMs(channel.id, nowMs);
      this.replace(channel, stock, { fromMs, reason: "the collection has items now" });
      return true;
    }
    const isStillWaiting = this.isWaiting(channel) && !stock.hasItems && !isMirror;
    const reachedMs = isStillWaiting ? CARD_MS : this.#reachMs(stock);
    const untilMs = Math.max(nowMs + reachedMs, demandMs);
    const fromMs = this.#makeRoom(channel.id);
    if (fromMs >= untilMs) return false;
    const endMs = this.#write(channel, stock, { fromMs, untilMs, state });
    return endMs > fromMs && endMs < untilMs;
  }

  /** Cuts a timeline and writes it anew from there; the item on air stays until its end. */
  replace(
    channel: Channel,
    stock: Stock,
    { fromMs, reason }: { readonly fromMs: number; readonly reason: string },
  ): void {
    const nowMs = this.#nowMs();
    const cutMs = this.cutMs(channel.id, Math.max(fromMs, nowMs)) ?? this.#makeRoom(channel.id);
    const { state } = this.resumption(channel, stock, cutMs);
    const untilMs = Math.max(nowMs, cutMs) + this.#reachMs(stock);
    this.#write(channel, stock, { fromMs: cutMs, untilMs, state });
    this.parts.onRewritten(channel.id, cutMs, reason);
  }

  /** Stops a channel's time at an instant that is not ahead: from there on its timeline says what waits for a viewer. */
  pause(channel: Channel, stock: Stock, atMs: number = this.#nowMs()): void {
    const { store } = this.parts;
    const onAir = store.at(channel.id, atMs);
    if (this.stateOf(channel).phase !== "airing" || onAir === null) return;
    const { state, endMs } = this.resumption(channel, stock, atMs);
    const rest = endMs <= atMs ? state.rest : restOf(store.read(channel.id, atMs, endMs), atMs);
    this.#write(channel, stock, {
      fromMs: atMs,
      untilMs: this.#nowMs() + this.options.aheadMs,
      state: { ...state, phase: "paused", rest },
    });
    this.parts.onRewritten(channel.id, atMs, "nobody watches");
  }

  /** Lets a channel's time go on where it stopped. */
  resume(channel: Channel, stock: Stock): void {
    const state = this.stateOf(channel);
    if (state.phase !== "paused") return;
    const atMs = this.#nowMs();
    const fromMs = this.covers(channel.id, atMs) ? atMs : this.#makeRoom(channel.id);
    const untilMs = fromMs + this.#reachMs(stock);
    this.#write(channel, stock, { fromMs, untilMs, state: { ...state, phase: "airing" } });
    this.parts.onRewritten(channel.id, fromMs, "somebody watches");
  }

  /** The state a timeline can be gone on with at a cut, and where what was begun before it would have ended. */
  resumption(channel: Channel, stock: Stock, cutMs: number): ReturnType<typeof resumeAt> {
    const { store } = this.parts;
    const checkpoint = store.checkpoint(channel.id, cutMs);
    const state = checkpoint && parseState(checkpoint.state);
    const left = checkpoint && state && { atMs: checkpoint.atMs, state };
    const aired = left === null ? [] : store.read(channel.id, left.atMs, cutMs);
    return resumeAt({ channel, stock, left, aired, cutMs, titles: this.options.titles });
  }

  /** What was left with a channel's timeline. */
  stateOf(channel: Channel): BuildState {
    const text = this.parts.store.state(channel.id);
    return (text === null ? null : parseState(text)) ?? firstState(channel.schedule);
  }

  /** True when its timeline says no more than that there will be something. */
  isWaiting(channel: Channel): boolean {
    return channel.schedule !== null && this.stateOf(channel).phase === "waiting";
  }

  /** True when a timeline covers an instant. */
  covers(channelId: string, atMs: number): boolean {
    return this.parts.store.at(channelId, atMs) !== null;
  }

  /** Where a rebuild may begin: after the item on air, within a card, at a programme's start; null where none is. */
  cutMs(channelId: string, fromMs: number): number | null {
    const programme = this.parts.store.at(channelId, fromMs);
    if (programme === null) return null;
    const isKept = programme.kind === "item" &&
      (programme.startMs < fromMs || programme.startMs <= this.#nowMs());
    return isKept ? programme.stopMs : fromMs;
  }

  /**
   * Where the timeline goes on. One that ended long ago, or lies wholly ahead because the clock was set back, is
   * dropped: time starts anew.
   */
  #makeRoom(channelId: string): number {
    const { store, onRewritten } = this.parts;
    const nowMs = this.#nowMs();
    const endMs = store.endMs(channelId);
    const freshMs = Math.floor(nowMs / 1_000) * 1_000;
    if (endMs === null) return freshMs;
    if (this.covers(channelId, nowMs) || (endMs <= nowMs && endMs > nowMs - CARD_MS)) return endMs;
    store.remove(channelId);
    onRewritten(
      channelId,
      freshMs,
      endMs <= nowMs ? "the timeline ended long ago" : "the clock was set back",
    );
    return freshMs;
  }

  #write(channel: Channel, stock: Stock, part: Part): number {
    const { store, onWritten } = this.parts;
    const { programmes, state, remarks, checkpoints } = this.#built(channel, stock, part);
    const endMs = programmes.at(-1)?.stopMs ?? part.fromMs;
    if (programmes.length === 0) return endMs;
    assertTiles(programmes);
    const storedEndMs = store.endMs(channel.id);
    const isAppended = storedEndMs === null || storedEndMs === part.fromMs;
    const left = [{ atMs: part.fromMs, state: part.state }, ...checkpoints]
      .map(({ atMs, state }) => ({ atMs, state: JSON.stringify(state) }));
    if (isAppended) store.append(channel.id, programmes, JSON.stringify(state), left);
    else store.replaceFrom(channel.id, part.fromMs, programmes, JSON.stringify(state), left);
    onWritten(channel.id, remarks);
    return endMs;
  }

  #built(channel: Channel, stock: Stock, { fromMs, untilMs, state }: Part): Built {
    const { titles } = this.options;
    const { schedule } = channel;
    if (state.phase === "paused") {
      const { store } = this.parts;
      const waiting = store.at(channel.id, fromMs) ?? store.at(channel.id, fromMs - 1);
      const title = waiting?.show ?? waiting?.title ?? channel.name;
      const paused = { channelId: channel.id, kind: "paused", title } as const;
      return { programmes: cards(fromMs, untilMs, paused), state, ...NOTHING_ELSE };
    }
    if (schedule?.kind === "mirror") {
      return {
        ...copyOf(this.parts.store, { channel, schedule, fromMs, untilMs, state, titles }),
        ...NOTHING_ELSE,
      };
    }
    return build(channel, schedule, {
      ...stock,
      fromMs,
      untilMs,
      programmesMax: STEP_PROGRAMMES,
      titles,
      state,
    });
  }

  #firstCardMs(channelId: string, nowMs: number): number {
    const { store } = this.parts;
    const ahead = store.read(channelId, nowMs, store.endMs(channelId) ?? nowMs);
    return ahead.find(({ kind }) => kind !== "item")?.startMs ?? nowMs;
  }

  #reachMs({ items }: Stock): number {
    return reachMs(items, this.options.aheadMs, LIMITS.timelineProgrammesMax);
  }

  #nowMs(): number {
    return Math.floor(this.parts.clock.wallMs());
  }
}
