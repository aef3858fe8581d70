/** Everything that can happen to a pool, in any order: its bounds hold at every start, and no slot and no wish is lost. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../../src/fault.ts";
import type { Lease, ProcessKind, ProcessRequest } from "../../src/ffmpeg/mod.ts";
import type { Priority } from "../../src/ffmpeg/spawn_queue.ts";
import { known } from "../../src/invariant.ts";
import type { Sample } from "../../src/sample.ts";
import type { Script } from "../fakes/fake_spawner.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { IDLE_MACHINE, SmallPool } from "./small_pool.ts";

/** How many ask at the same moment, for what. */
interface Wish {
  readonly count: number;
  readonly kind: ProcessKind;
  readonly priority: Priority;
  readonly isEncode: boolean;
  readonly isPatient: boolean;
  readonly isWatched: boolean;
  /** What becomes of the lease: it is given back later, given back twice, or forgotten. */
  readonly end: "once" | "twice" | "forgotten";
}

/** Something that happens; `pick` says to which process or lease. */
type Step =
  | { readonly act: "ask"; readonly wish: Wish }
  | { readonly act: "sample"; readonly sample: Partial<Sample> }
  | { readonly act: "pass"; readonly ms: number }
  | { readonly act: "fail"; readonly starts: number }
  | { readonly act: "release" | "crash" | "freeze" | "thaw" | "call off"; readonly pick: number };

const MB = 1_000_000;
const OPTIONS = {
  maxProcesses: 60,
  memoryGuard: 0.85,
  descriptorReserve: 100,
  spawnsPerSecond: 40,
  longRunMs: 600_000,
  timeoutMs: 15_000,
} as const;

/** A pool in a storm. */
class Storm extends SmallPool {
  readonly violations: string[] = [];
  asked = 0;
  readonly told: string[] = [];
  /** Wishes that are not patient and have no answer yet: when they were made. */
  readonly #hasty = new Set<{ readonly askedAtMs: number }>();
  readonly #waiting = new Set<AbortController>();
  readonly #leases: { readonly lease: Lease; readonly end: Wish["end"] }[] = [];
  readonly #ends: PromiseLike<void>[] = [];
  readonly #startsAtMs: Record<string, number[]> = { stream: [], probe: [], background: [] };
  #sample: Sample | null = null;
  #failures = 0;

  constructor(scripts: readonly Script[]) {
    super(({ args: [spawnClass = ""] }) => {
      this.#checkStart(spawnClass);
      this.#failures -= 1;
      if (this.#failures >= 0) return null;
      return known(scripts[this.spawner.children.length % scripts.length], "script");
    }, OPTIONS);
  }

  /** Does one step and lets everything that follows from it happen. */
  async take(step: Step): Promise<void> {
    if (step.act === "ask") { for (let one = 0; one < step.wish.count; one++) this.#ask(step.wish); }
    else if (step.act === "sample") this.sense(step.sample);
    else if (step.act === "pass") await this.clock.advance(step.ms);
    else if (step.act === "fail") this.#failures = step.starts;
    else if (step.act === "release") this.#release(step.pick);
    else if (step.act === "call off") pickOf([...this.#waiting], step.pick)?.abort();
    else this.#strike(step.act, step.pick);
    await this.clock.advance(0);
    await this.#check();
  }

  /** The launcher speaks. */
  sense(sample: Partial<Sample>): void {
    this.#sample = { ...IDLE_MACHINE, ...sample };
    this.pool.observe(this.#sample);
  }

  /** All who hold something give it back, and all who wait give up; what was forgotten grows old. */
  async calm(): Promise<void> {
    for (const off of this.#waiting) off.abort();
    while (this.#leases.length > 0) this.#release(0);
    await this.clock.advance(OPTIONS.longRunMs + 62_000);
    await Promise.all(this.#ends);
    await this.#check();
  }

  #ask({ count: _, end, isWatched, ...wish }: Wish): void {
    const off = new AbortController();
    const waiting = { askedAtMs: this.clock.monotonicMs() };
    const request: ProcessRequest = {
      ...wish,
      channelId: `c${this.asked % 7}`,
      args: [classOf(wish)],
      isWatched: () => isWatched,
      signal: off.signal,
    };
    this.asked += 1;
    this.#waiting.add(off);
    if (!wish.isPatient) this.#hasty.add(waiting);
    const tell = (what: string) => {
      this.told.push(what);
      this.#waiting.delete(off);
      this.#hasty.delete(waiting);
    };
    void this.pool.acquireProcess(request).then((lease) => {
      tell("leased");
      this.#leases.push({ lease, end });
    }, (thrown) => tell(thrown instanceof Fault ? thrown.code : `bug: ${thrown}`));
  }

  #release(pick: number): void {
    const held = pickOf(this.#leases, pick);
    if (held === undefined) return;
    this.#leases.splice(this.#leases.indexOf(held), 1);
    if (held.end === "forgotten") return;
    this.#ends.push(held.lease[Symbol.asyncDispose]());
    if (held.end === "twice") this.#ends.push(held.lease[Symbol.asyncDispose]());
  }

  #strike(act: "crash" | "freeze" | "thaw", pick: number): void {
    const child = pickOf(this.spawner.alive, pick);
    if (act === "crash") child?.crash(1);
    else child?.kill(act === "freeze" ? "SIGSTOP" : "SIGCONT");
  }

  /** Said again in plain words, not by asking the pool: what must hold at the moment a process is started. */
  #checkStart(spawnClass: string): void {
    const active = this.pool.processes().length;
    const { memoryGuard, descriptorReserve, maxProcesses } = OPTIONS;
    const sample = this.#sample ?? { ...IDLE_MACHINE, memoryLimitBytes: Infinity, descriptorsMax: Infinity };
    const byMemory = Math.floor((sample.memoryLimitBytes * memoryGuard - sample.mainRssBytes) / (150 * MB));
    const byDescriptors = Math.floor((sample.descriptorsMax - descriptorReserve) / 3);
    const limit = Math.min(maxProcesses, Math.max(4, byMemory), Math.max(0, byDescriptors));
    const reserved = spawnClass === "background" ? Math.floor(limit / 4) : 0;
    const isMemoryShort = sample.memoryAvailableBytes < sample.memoryLimitBytes * (1 - memoryGuard) * 0.999;
    const complaints = [
      ...(active + 1 + reserved > limit ? [`${active} of ${limit} ran at a start of ${spawnClass}`] : []),
      ...(this.spawner.alive.length > active ? [`${this.spawner.alive.length} lived, ${active} known`] : []),
      ...(this.#sample !== null && isMemoryShort ? [`${sample.memoryAvailableBytes} bytes were left`] : []),
      ...(sample.descriptorsMax - sample.descriptors < descriptorReserve ? ["no descriptors were left"] : []),
    ];
    this.violations.push(...complaints);
    this.#startsAtMs[spawnClass]?.push(this.clock.monotonicMs());
  }

  /** What must hold after whatever happened. */
  async #check(): Promise<void> {
    deepStrictEqual(this.violations, []);
    const registered = this.pool.processes().length;
    ok(this.spawner.alive.length <= registered, `${this.spawner.alive.length} live, ${registered} are known`);
    strictEqual(await metricOf(this.metrics, "ffmpeg_processes_active"), registered || 0);
    const pending = this.asked - this.told.length;
    strictEqual(
      await metricOf(this.metrics, "ffmpeg_spawn_pending") || 0,
      pending,
      "wishes without an answer",
    );
    const tooLongAgoMs = this.clock.monotonicMs() - OPTIONS.timeoutMs - 200;
    for (const { askedAtMs } of this.#hasty) ok(askedAtMs >= tooLongAgoMs, `no answer since ${askedAtMs} ms`);
  }

  /** S3: never more than a burst and a second's worth of starts within a second. */
  checkRates(): void {
    const rates = { stream: OPTIONS.spawnsPerSecond, probe: 20, background: 1 };
    for (const [spawnClass, rate] of Object.entries(rates)) {
      const startsAtMs = this.#startsAtMs[spawnClass] ?? [];
      startsAtMs.forEach((atMs, index) => {
        const beyond = startsAtMs[index + 2 * rate] ?? Infinity;
        ok(beyond - atMs >= 1_000, `${2 * rate + 1} starts of ${spawnClass} within ${beyond - atMs} ms`);
      });
    }
  }
}

function classOf({ kind, priority }: Pick<Wish, "kind" | "priority">): string {
  return kind === "ffprobe" ? "probe" : priority === "background" ? "background" : "stream";
}

function pickOf<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)];
}

const WISH: fc.Arbitrary<Wish> = fc.record({
  count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 50, max: 250 })),
  kind: fc.constantFrom("ffmpeg", "ffmpeg", "ffprobe"),
  priority: fc.constantFrom("viewer", "warm", "idle", "background"),
  isEncode: fc.boolean(),
  isPatient: fc.boolean(),
  isWatched: fc.boolean(),
  end: fc.constantFrom("once", "once", "twice", "forgotten"),
});

const SAMPLE: fc.Arbitrary<Partial<Sample>> = fc.record({
  mainRssBytes: fc.integer({ min: 50, max: 500 }).map((mb) => mb * MB),
  memoryLimitBytes: fc.integer({ min: 1_000, max: 12_000 }).map((mb) => mb * MB),
  memoryAvailableBytes: fc.integer({ min: 0, max: 12_000 }).map((mb) => mb * MB),
  descriptors: fc.nat(300),
  descriptorsMax: fc.constantFrom(90, 150, 256, 1_024),
  cores: fc.integer({ min: 1, max: 8 }),
});

const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant("ask" as const), wish: WISH }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("sample" as const), sample: SAMPLE }) },
  {
    weight: 5,
    arbitrary: fc.record({ act: fc.constant("pass" as const), ms: fc.oneof(fc.nat(2_000), fc.nat(20_000)) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("fail" as const), starts: fc.nat(30) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constantFrom("release", "release", "crash", "freeze", "thaw", "call off"),
      pick: fc.nat(1_000),
    }),
  },
);

const SCRIPT: fc.Arbitrary<Script> = fc.oneof(
  fc.constant([{ hang: true }] as const),
  fc.tuple(fc.nat(3_000), fc.nat(1)).map(([waitMs, exit]) => [{ waitMs }, { exit }]),
);

/** A thousand wishes of all kinds within seconds, whatever else comes. */
const CROWD: readonly Step[] = (["viewer", "warm", "idle", "background"] as const).flatMap((priority) =>
  (["ffmpeg", "ffprobe"] as const).map((kind) => ({
    act: "ask",
    wish: {
      count: 125,
      kind,
      priority,
      isEncode: true,
      isPatient: priority === "background",
      isWatched: false,
      end: "once",
    },
  } as const))
);

async function weather(steps: readonly Step[], scripts: readonly Script[]): Promise<void> {
  const storm = new Storm(scripts);
  for (const step of steps) await storm.take(step);
  await storm.calm();
  strictEqual(storm.pool.processes().length, 0, "every slot came back, forgotten ones too");
  storm.sense({});
  const fresh = storm.pool.acquireProcess({
    ...{ kind: "ffmpeg", channelId: "after", args: ["stream"], priority: "viewer", isEncode: false },
  });
  await Promise.all([
    fresh.catch((thrown) => strictEqual(thrown.code, "spawn_failed")),
    storm.clock.advance(1_000),
  ]);
  await Promise.all([storm.pool[Symbol.asyncDispose](), storm.clock.advance(2_000)]);
  strictEqual(storm.told.length, storm.asked, "everybody was told");
  const foreseen = ["leased", "pool_full", "pool_guard", "pool_timeout", "shutting_down", "spawn_failed"];
  deepStrictEqual(storm.told.filter((code) => !foreseen.includes(code)), []);
  storm.checkRates();
  await storm.checkEmpty();
}

Deno.test({
  name: "Whatever happens to a pool, its bounds hold at every start (S2, S3, S4), and nothing is lost (U2)",
  permissions: "none",
  async fn() {
    const steps = fc.array(STEP, { minLength: 5, maxLength: 60, size: "max" });
    const scripts = fc.array(SCRIPT, { minLength: 1, maxLength: 12 });
    await fc.assert(fc.asyncProperty(steps, scripts, weather), { numRuns: 60 });
  },
});

Deno.test({
  name: "Under 1,000 wishes at once, with starts that fail, the same holds",
  permissions: "none",
  async fn() {
    const steps = fc.array(STEP, { minLength: 10, maxLength: 40, size: "max" });
    const scripts = fc.array(SCRIPT, { minLength: 1, maxLength: 12 });
    const crowd = fc.shuffledSubarray([...CROWD], { minLength: CROWD.length });
    await fc.assert(
      fc.asyncProperty(
        crowd,
        steps,
        scripts,
        (crowd, steps, scripts) => weather([...crowd, ...steps], scripts),
      ),
      { numRuns: 15 },
    );
  },
});
