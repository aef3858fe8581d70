import type { Aired as AiredStretch } from "../../src/aired.ts";
import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "../../src/channel.ts";
import type { Clock } from "../../src/clock.ts";
import { EventBus } from "../../src/events.ts";
import { Fanout, type MediaChunk } from "../../src/fanout/mod.ts";
import { createLogger } from "../../src/log.ts";
import type { Ratio } from "../../src/media.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import {
  InputsMemory,
  type OpenInput,
  Output,
  Playout,
  type PlayoutOptions,
  SlateShelf,
  WarmTurns,
} from "../../src/playout/mod.ts";
import { INPUTS_DEFAULTS } from "../../src/inputs/mod.ts";
import type { Programme } from "../../src/programme.ts";
import { silenceFrom, Splicer } from "../../src/splice/mod.ts";
import { DEFAULT_PROFILE } from "./profile.ts";
import { OneWay, OpenGate } from "./open_gate.ts";
import { unitsOf } from "./reel.ts";

/** The item whose marks the card has. */
export const CARD = 0;

/** The program's own defaults. */
export const AIR_OPTIONS: PlayoutOptions = {
  readAheadMs: 10_000,
  warmAheadMs: 4_000,
  burstMs: 6_000,
  inputs: INPUTS_DEFAULTS,
  spawnsPerSecond: 5,
};

/** From when on something airs. */
export interface Aired {
  /** The item; {@link CARD} for a card. */
  readonly itemId: number;
  /** Its first picture. */
  readonly frame: number;
  /** When that is shown, on the wall clock as it was when the picture was made. */
  readonly atMs: number;
}

/** What a channel on the air is made of. */
export interface AirParts {
  readonly clock: Clock;
  readonly openInput: OpenInput;
  readonly programmeAt: (channelId: string, atMs: number) => Programme;
  readonly frameRate: Ratio;
  readonly channel?: Channel;
  readonly turns?: WarmTurns;
  readonly makeRoom?: () => Promise<boolean>;
}

/** A channel with real playout, splicer and fan-out, and a note of when what went on the air. */
export class Air implements AsyncDisposable {
  /** Oldest first. */
  readonly aired: Aired[] = [];
  /** What it says it aired, by its first instant. */
  readonly stretches = new Map<number, AiredStretch>();
  /** What it said. */
  readonly log: string[] = [];
  readonly metrics = createMetrics();
  readonly fanout: Fanout;
  readonly playout: Playout;
  /** Least lead there was when something was made. */
  leadMinMs = Infinity;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #watching: Disposable | null = null;
  #lastItemId: number | null = null;

  constructor(private readonly parts: AirParts, options: PlayoutOptions = AIR_OPTIONS) {
    const { metrics, log } = this;
    const { clock, channel = CHANNEL, frameRate, turns = new WarmTurns(options) } = parts;
    const { makeRoom = () => Promise.resolve(false) } = parts;
    this.fanout = new Fanout({ clock, metrics, onLeave: () => {}, onFreed: () => {} }, {
      ...{ gopRingMs: 10_000, viewerQueueMs: 8_000, mode: "burst", burstMs: options.burstMs },
      ...{ stallMs: 60_000, bytesMax: () => Infinity },
    });
    const profile = { ...DEFAULT_PROFILE, frameRate };
    const frameTicks = 90_000 * frameRate.den / frameRate.num;
    const card = unitsOf(CARD, 0, 4 * 90_000 / frameTicks, frameTicks);
    const splicer = new Splicer({
      ...{ frameRate, sampleRate: 48_000, serviceName: channel.name },
      silence: silenceFrom(card),
    });
    const output = new Output({
      ...{ channel, profile, splicer, fanout: this.fanout, clock, metrics },
      slates: SlateShelf.of(card),
    });
    this.playout = new Playout({
      ...{ ...parts, channel, output, metrics, turns, makeRoom, events: new EventBus() },
      ...{ ladders: new OneWay(), memory: new InputsMemory(), gate: new OpenGate(), mayOpen: true },
      probe: () => Promise.resolve(null),
      aired: { record: (_, stretch) => void this.stretches.set(stretch.fromMs, stretch) },
      log: createLogger({ level: "debug", format: "json", clock, write: (line) => log.push(line) }),
    }, options);
    this.#running = this.playout.run(this.#stop.signal);
  }

  /** Somebody watches from now on. */
  watch(): void {
    this.#watching ??= this.fanout.observe((chunk) => this.#note(chunk));
  }

  /** Nobody watches any more. */
  leave(): void {
    this.#watching?.[Symbol.dispose]();
    this.#watching = null;
  }

  #note(chunk: MediaChunk): void {
    this.leadMinMs = Math.min(this.leadMinMs, this.fanout.leadMs - (chunk.endMs - chunk.startMs));
    if (!chunk.isKey) return;
    const mark = markIn(chunk.bytes);
    const itemId = Math.floor(mark / 1_000_000);
    const frame = mark % 1_000_000;
    const atMs = this.parts.clock.wallMs() - this.fanout.playheadMs + chunk.startMs;
    const isNew = itemId !== this.#lastItemId || frame === 0 && itemId !== CARD;
    this.#lastItemId = itemId;
    if (isNew) this.aired.push({ itemId, frame, atMs });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.leave();
    await this.#running;
    this.fanout[Symbol.dispose]();
  }
}

const CHANNEL: Channel = {
  ...{ id: "c1", number: "1", name: "One", guideId: "one-0000.test", group: "" },
  ...{
    isEnabled: true,
    lifecycle: "continuous",
    profile: "default",
    schedule: null,
    inputs: NO_INPUTS,
    guide: PLAIN_GUIDE,
  },
};

/** The mark of the key picture a chunk begins with. */
export function markIn(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length - 8; at++) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1 || bytes[at + 3] !== 0x65) continue;
    return [4, 5, 6, 7].reduce((mark, index) => mark * 128 + ((bytes[at + index] ?? 0) & 0x7f), 0);
  }
  throw new Error("A key chunk without a key picture");
}
