import { deepStrictEqual } from "node:assert/strict";
import { type PoolOptions, ProcessPoolManager, type ProcessRequest } from "../../src/ffmpeg/mod.ts";
import { createLogger } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import type { Sample } from "../../src/sample.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeSpawner, type Script, type SpawnCall } from "../fakes/fake_spawner.ts";
import { metricOf } from "../fakes/metric_of.ts";

/** What the launcher says of a machine with room for everything. */
export const IDLE_MACHINE: Sample = {
  kind: "sample",
  mainRssBytes: 100_000_000,
  childrenRssBytes: 0,
  descriptors: 50,
  descriptorsMax: 1_024,
  memoryAvailableBytes: 7_000_000_000,
  memoryLimitBytes: 8_000_000_000,
  load: 0,
  cores: 4,
};

/** Settings of a pool of one slot. */
export const SMALL_POOL: PoolOptions = {
  paths: { ffmpeg: "/usr/bin/ffmpeg", ffprobe: "/usr/bin/ffprobe" },
  maxProcesses: 1,
  memoryGuard: 0.85,
  descriptorReserve: 100,
  spawnsPerSecond: 5,
  cores: 2,
  longRunMs: 86_400_000,
  timeoutMs: 15_000,
};

/** A background probe. */
export const PROBE: ProcessRequest = {
  kind: "ffprobe",
  channelId: "library",
  args: ["-i", "x"],
  priority: "background",
  isEncode: false,
};

/** A real pool of one slot over fake processes; `null` as script means that there is no ffprobe. */
export class SmallPool {
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  readonly metrics = createMetrics();
  readonly spawner: FakeSpawner;
  readonly pool: ProcessPoolManager;
  /** Processes that were told to stand back. */
  readonly lowered: [pid: number, standing: string][] = [];

  constructor(choose: (call: SpawnCall) => Script | null, options: Partial<PoolOptions> = {}) {
    const { clock, metrics } = this;
    this.spawner = new FakeSpawner(clock, choose);
    const write = (line: string) => void this.log.push(line);
    const log = createLogger({ level: "debug", format: "json", clock, write });
    this.pool = new ProcessPoolManager({
      ...{ spawner: this.spawner, clock, log, metrics },
      lowerPriority: (pid, standing) => void this.lowered.push([pid, standing]),
    }, { ...SMALL_POOL, ...options });
  }

  /** Checks that nothing is left: no process, no slot taken, nobody waiting. */
  async checkEmpty(): Promise<void> {
    const active = await metricOf(this.metrics, "ffmpeg_processes_active");
    const pending = await metricOf(this.metrics, "ffmpeg_spawn_pending");
    const { alive } = this.spawner;
    deepStrictEqual([alive.length, this.pool.processes().length, active, pending], [0, 0, 0, 0]);
  }
}
