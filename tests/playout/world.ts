import type { Aired } from "../../src/aired.ts";
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "../../src/channel.ts";
import { EventBus, type ProgramEvent } from "../../src/events.ts";

import { Fanout } from "../../src/fanout/mod.ts";
import { createLogger } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { INPUTS_DEFAULTS } from "../../src/inputs/mod.ts";
import {
  type FailoverParts,
  InputsMemory,
  type LadderInput,
  Output,
  Playout,
  SlateShelf,
  WarmTurns,
} from "../../src/playout/mod.ts";
import type { Programme } from "../../src/programme.ts";
import { silenceFrom, Splicer } from "../../src/splice/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { OneWay, OpenGate } from "../fakes/open_gate.ts";
import { FakeInputs, type FakeItem, unitsOf } from "../fakes/fake_inputs.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { readTs } from "../fakes/ts_reader.ts";
import { PROFILE } from "./samples.ts";

export const FRAME_MS = 100;
const CHANNEL: Channel = {
  id: "c1",
  number: "1",
  name: "One",
  guideId: "one-0000.test",
  group: "",
  isEnabled: true,
  lifecycle: "on_demand",
  profile: "default",
  schedule: null,
  inputs: NO_INPUTS,
  guide: PLAIN_GUIDE,
};
export const SLATE_ITEM = 0;
export const OPTIONS = {
  readAheadMs: 3_000,
  warmAheadMs: 1_500,
  burstMs: 2_000,
  inputs: { ...INPUTS_DEFAULTS, stallTimeoutMs: 5_000 },
  spawnsPerSecond: 5,
};

/** A picture that went out: the item it is of (0 for the card), its frame there, and when it is shown. */
interface Shown {
  readonly itemId: number;
  readonly frame: number;
  readonly atMs: number;
}

interface WorldOptions {
  readonly isWatched?: boolean;
  /** How items behave from the start. */
  readonly items?: Readonly<Record<number, FakeItem>>;
  /** Its cards; one card for everything when absent. */
  readonly slates?: SlateShelf;
  /** The ways to play an item; itself when absent. */
  readonly ladder?: (itemId: number) => readonly LadderInput[];
  /** False for a playout that only shows cards. */
  readonly mayOpen?: boolean;
  /** What is known of the inputs from an earlier playout. */
  readonly memory?: InputsMemory;
}

/** A channel on a fake clock whose output is read back by independent code. */
export class World implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly startMs = this.clock.wallMs();
  readonly items = new Map<number, FakeItem>();
  readonly inputs = new FakeInputs(this.clock, PROFILE.frameRate, this.items);
  readonly metrics = createMetrics();
  readonly memory: InputsMemory;
  /** What the gate was told, and what it says. */
  readonly gate = new OpenGate();
  /** What the playout says it aired, by its first instant. */
  readonly stretches = new Map<number, Aired>();
  readonly logged: string[] = [];
  readonly fanout: Fanout;
  readonly playout: Playout;
  roomsMade = 0;
  /** How long it takes to make room; null when there is none to be made. */
  roomAfterMs: number | null = null;
  /** How often the timeline was asked. */
  asked = 0;
  /** What probes find, and which inputs were looked at. */
  probe: FailoverParts["probe"] = () => Promise.resolve(null);
  readonly probed: string[] = [];
  /** What was told of the inputs, in words. */
  readonly told: string[] = [];
  /** Longest time without output while somebody watched. */
  gapMaxMs = 0;
  #writtenAtMs = 0;
  bytesMax = Infinity;
  readonly ladders: OneWay;
  readonly #chunks: Uint8Array[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #watching: Disposable | null = null;

  constructor(public programmes: Programme[], options: WorldOptions = {}) {
    const { isWatched = true, items = {}, slates, mayOpen = true, ladder, memory } = options;
    this.memory = memory ?? new InputsMemory();
    this.ladders = new OneWay(ladder);
    for (const [itemId, item] of Object.entries(items)) this.items.set(Number(itemId), item);
    const { clock, metrics } = this;
    const log = createLogger({
      level: "debug",
      format: "json",
      clock,
      write: (line) => this.logged.push(line),
    });
    this.fanout = new Fanout({ clock, metrics, onLeave: () => {}, onFreed: () => {} }, {
      ...{
        gopRingMs: 10_000,
        viewerQueueMs: 8_000,
        mode: "burst",
        burstMs: OPTIONS.burstMs,
        stallMs: 60_000,
        bytesMax: () => this.bytesMax,
      },
    });
    if (isWatched) this.watch();
    const slateUnits = unitsOf(SLATE_ITEM, 0, 20, 9_000);
    const splicer = new Splicer({
      frameRate: PROFILE.frameRate,
      sampleRate: 48_000,
      serviceName: "One",
      silence: silenceFrom(slateUnits),
    });
    const output = new Output({
      channel: CHANNEL,
      profile: PROFILE,
      slates: slates ?? SlateShelf.of(slateUnits),
      splicer,
      fanout: this.fanout,
      clock,
      metrics,
    });
    const events = new EventBus();
    events.subscribe((event) => this.#note(event));
    this.playout = new Playout({
      ...{ channel: CHANNEL, output, clock, log, metrics, events },
      programmeAt: (_, atMs) => this.programmeAt(atMs),
      openInput: this.inputs.openInput,
      ladders: this.ladders,
      ...{ memory: this.memory, gate: this.gate, mayOpen },
      probe: (input, depth, signal) => {
        this.probed.push(input.id);
        return this.probe(input, depth, signal);
      },
      makeRoom: async () => {
        this.roomsMade++;
        if (this.roomAfterMs === null) return false;
        await clock.sleep(this.roomAfterMs);
        return true;
      },
      turns: new WarmTurns(OPTIONS),
      aired: { record: (_, stretch) => void this.stretches.set(stretch.fromMs, stretch) },
    }, OPTIONS);
    this.#running = this.playout.run(this.#stop.signal);
  }

  watch(): void {
    if (this.#watching !== null) return;
    this.#writtenAtMs = this.clock.monotonicMs();
    this.#watching = this.fanout.observe(({ bytes }) => {
      const nowMs = this.clock.monotonicMs();
      this.gapMaxMs = Math.max(this.gapMaxMs, nowMs - this.#writtenAtMs);
      this.#writtenAtMs = nowMs;
      this.#chunks.push(bytes);
    });
  }

  /** The playout ends, as when its channel is stopped. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.clock.advance(0);
  }

  /** Stops the playout, whatever becomes of its inputs, and waits until it has ended. */
  async end(): Promise<void> {
    this.#stop.abort();
    const ended = this.#running.then(() => true);
    for (let second = 0; second < 60; second++) {
      if (await Promise.race([ended, this.clock.advance(1_000).then(() => false)])) break;
    }
    await ended;
    this.#watching?.[Symbol.dispose]();
    this.fanout[Symbol.dispose]();
  }

  /** The switches so far, oldest first, as `primary>mirror:0 error`. */
  get switches(): string[] {
    return this.memory.state.switches.toReversed().map(({ from, to, reason }) =>
      `${from?.id ?? "-"}>${to.id} ${reason}`
    );
  }

  /** What aired from some instant on, the same once for as long as it lasted. */
  airedFrom(atMs: number): number[] {
    const { pictures } = this.shown();
    const later = pictures.filter((picture) => picture.atMs >= atMs).map(({ itemId }) => itemId);
    return later.filter((itemId, index) => itemId !== later[index - 1]);
  }

  #note(event: ProgramEvent): void {
    if (event.kind === "channel_exhausted" || event.kind === "channel_restored") this.told.push(event.kind);
    if (event.kind === "input_parked" || event.kind === "input_resumed") {
      this.told.push(`${event.kind} ${event.inputId}`);
    }
  }

  programmeAt(atMs: number): Programme {
    this.asked++;
    const found = this.programmes.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
    return found ?? cardFrom(atMs);
  }

  /** All pictures that went out, in order, and what an independent reader finds wrong with the stream. */
  shown(): { pictures: Shown[]; faults: string[] } {
    const total = this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const bytes = new Uint8Array(total);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    const { units, faults } = readTs(bytes);
    const video = units.filter((unit) => unit.kind === "video").sort((one, other) => one.pts - other.pts);
    const pictures = video.map(({ id, pts }) => ({
      itemId: Math.floor(id / 1_000_000),
      frame: id % 1_000_000,
      atMs: this.startMs + (pts - 900_000) / 90,
    }));
    return { pictures, faults };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.clock.advance(1_000);
    await this.#running;
    this.#watching?.[Symbol.dispose]();
    this.fanout[Symbol.dispose]();
    strictEqual(this.inputs.open.size, 0, "every input is disposed of");
  }
}

export function programme(itemId: number | null, startMs: number, stopMs: number): Programme {
  return plainProgramme({ channelId: "c1", startMs, stopMs, itemId, title: `Item ${itemId}` });
}

function cardFrom(atMs: number): Programme {
  return programme(null, Math.floor(atMs / 60_000) * 60_000, Math.floor(atMs / 60_000 + 1) * 60_000);
}

/** Programmes one after the other from `originMs`, item ids counting from 1. */
export function inARow(originMs: number, lengthsMs: readonly number[]): Programme[] {
  let startMs = originMs;
  return lengthsMs.map((lengthMs, index) => {
    const made = programme(index + 1, startMs, startMs + lengthMs);
    startMs += lengthMs;
    return made;
  });
}

export const ORIGIN_MS = new FakeClock().wallMs();

/** Every picture follows the one before by exactly one frame: no hole, no overlap, whatever is shown. */
export function assertSeamless({ pictures, faults }: { pictures: Shown[]; faults: string[] }): void {
  deepStrictEqual(faults, []);
  pictures.slice(1).forEach(({ atMs }, index) => {
    const before = pictures[index]?.atMs ?? NaN;
    ok(Math.abs(atMs - before - FRAME_MS) < 0.1, `a step of ${atMs - before} ms at picture ${index + 1}`);
  });
}
