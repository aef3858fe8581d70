import { deepStrictEqual, ok } from "node:assert/strict";
import { type Lease, ProcessPoolManager } from "../../src/ffmpeg/mod.ts";
import { Fault } from "../../src/fault.ts";
import { known } from "../../src/invariant.ts";
import { createLogger } from "../../src/log.ts";
import type { Ratio } from "../../src/media.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import type { AccessUnit } from "../../src/mpegts/mod.ts";
import { type Input, type InputRequest, type InputState, WarmTurns } from "../../src/playout/mod.ts";
import type { Programme } from "../../src/programme.ts";
import { Air, AIR_OPTIONS, CARD } from "../fakes/air.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeInputs } from "../fakes/fake_inputs.ts";
import { FakeSpawner } from "../fakes/fake_spawner.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { channelOf } from "../playout/samples.ts";

const CHANNELS = 150;
const SPAWNS_PER_SECOND = 5;
const FRAME_RATE: Ratio = { num: 5, den: 1 };
/** By then every channel has found its first process. */
const JOINT_AFTER_MS = 240_000;

/** An input that plays once the pool has given it a process. */
class PooledInput implements Input {
  readonly frameRate = FRAME_RATE;
  readonly hasAudio = false;
  #real: Input | null = null;
  #fault: Fault | null = null;
  readonly #stop = new AbortController();
  readonly #lease: Promise<Lease | null>;

  constructor(pool: ProcessPoolManager, inputs: FakeInputs, request: InputRequest) {
    const { channelId, priority } = request;
    const wish = {
      kind: "ffmpeg",
      channelId,
      priority,
      args: [],
      isEncode: false,
      signal: this.#stop.signal,
    } as const;
    this.#lease = pool.acquireProcess(wish).then((lease) => {
      this.#real = inputs.openInput(request);
      return lease;
    }, (thrown) => {
      this.#fault = thrown instanceof Fault ? thrown : new Fault("tune_failed", String(thrown));
      return null;
    });
  }

  get state(): InputState {
    return this.#fault !== null ? "failed" : this.#real?.state ?? "opening";
  }

  get fault(): Fault | null {
    return this.#fault ?? this.#real?.fault ?? null;
  }

  readonly lossPercent = 0;

  get waiting(): number {
    return this.#real?.waiting ?? 0;
  }

  take(picturesMax: number): AccessUnit[] {
    return this.#real?.take(picturesMax) ?? [];
  }

  async changed(signal: AbortSignal): Promise<void> {
    await (this.#real?.changed(signal) ?? this.#lease);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    const lease = await this.#lease;
    await this.#real?.[Symbol.asyncDispose]();
    await lease?.[Symbol.asyncDispose]();
  }
}

/** Many channels whose programmes all end at the same instant, on one pool. */
class Town implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly startMs = this.clock.wallMs();
  readonly jointMs = this.startMs + JOINT_AFTER_MS;
  readonly spawner = new FakeSpawner(this.clock, () => [{ hang: true }]);
  readonly pool: ProcessPoolManager;
  readonly airs: Air[];

  constructor() {
    const { clock, spawner } = this;
    const log = createLogger({ level: "error", format: "json", clock, write: () => {} });
    this.pool = new ProcessPoolManager({ spawner, clock, log, metrics: createMetrics() }, {
      ...{
        paths: { ffmpeg: "/usr/bin/ffmpeg", ffprobe: "/usr/bin/ffprobe" },
        maxProcesses: 2 * CHANNELS + 10,
      },
      ...{ memoryGuard: 0.85, descriptorReserve: 100, spawnsPerSecond: SPAWNS_PER_SECOND, cores: 2 },
      ...{ longRunMs: 86_400_000, timeoutMs: 15_000 },
    });
    const turns = new WarmTurns(AIR_OPTIONS);
    const inputs = new FakeInputs(clock, FRAME_RATE, new Map([[1, { isMute: true }], [2, { isMute: true }]]));
    const programmes = [this.#programme(1, this.startMs - 60_000, this.jointMs)];
    programmes.push(this.#programme(2, this.jointMs, this.jointMs + 3_600_000));
    programmes.push(this.#programme(3, this.jointMs + 3_600_000, Infinity));
    this.airs = Array.from({ length: CHANNELS }, (_, index) => {
      const air = new Air({
        ...{ clock, turns, frameRate: FRAME_RATE, channel: channelOf(`${index + 1}`) },
        programmeAt: (_, atMs) => known(programmes.find(({ stopMs }) => atMs < stopMs), "programme"),
        openInput: (request) => new PooledInput(this.pool, inputs, request),
      });
      air.watch();
      return air;
    });
  }

  /** Lets time pass until so long before the joint. */
  async advanceTo(beforeMs: number): Promise<void> {
    await this.clock.advance(this.jointMs - beforeMs - this.clock.wallMs());
  }

  #programme(itemId: number, startMs: number, stopMs: number): Programme {
    return plainProgramme({ channelId: "c", startMs, stopMs, itemId, title: `${itemId}` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = Promise.all(this.airs.map((air) => air[Symbol.asyncDispose]()));
    await this.clock.advance(0);
    await ended;
    await this.pool[Symbol.asyncDispose]();
  }
}

Deno.test("150 channels with the same joint and 5 starts per second: all are in time, without a card, and viewers wait for nobody", async () => {
  await using town = new Town();
  await town.advanceTo(90_000);
  ok(town.airs.every(({ playout }) => playout.state === "live"), "all are on air");
  for (const { aired } of town.airs) aired.splice(0);
  const before = town.spawner.calls.length;
  deepStrictEqual(town.pool.processes().length, CHANNELS, "no input is warm yet");

  await town.advanceTo(40_000);
  const warmed = town.spawner.calls.length - before;
  ok(warmed > 0 && warmed < CHANNELS, `${warmed} have had their turn`);
  const askedAtMs = town.clock.monotonicMs();
  let waitedMs = Infinity;
  const wish = {
    kind: "ffmpeg",
    channelId: "viewer",
    priority: "viewer",
    args: [],
    isEncode: false,
  } as const;
  void town.pool.acquireProcess(wish).then(() => waitedMs = town.clock.monotonicMs() - askedAtMs);
  await town.clock.advance(1_000);
  ok(waitedMs <= 1_000 / SPAWNS_PER_SECOND, `a viewer waited ${waitedMs} ms`);

  await town.advanceTo(-5_000);
  for (const [index, { aired, fanout }] of town.airs.entries()) {
    deepStrictEqual(aired.map(({ itemId }) => itemId), [2], `channel ${index + 1}`);
    const offMs = known(aired[0], "joint").atMs - town.jointMs;
    ok(Math.abs(offMs) <= 200, `channel ${index + 1} was ${offMs} ms off`);
    ok(fanout.leadMs > 0);
  }
  ok(!town.airs.some(({ aired }) => aired.some(({ itemId }) => itemId === CARD)));
  deepStrictEqual(town.pool.processes().length, CHANNELS + 1, "the old processes are gone");
});
