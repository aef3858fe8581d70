import { systemClock } from "../../src/clock.ts";
import { GuidePublisher, type RefreshOutcome } from "../../src/guide/mod.ts";
import type { Programme } from "../../src/programme.ts";
import { openStore } from "../../src/store/mod.ts";
import { createLogger } from "../../src/log.ts";
import { connectSolver } from "../../src/solver_line.ts";
import { offerProvers } from "../../src/start_prover.ts";
import { MIXED_FACTS, mixedGuide } from "../guide/mixed_guide.ts";
import type { Bench, Row } from "./bench.ts";
import { shortestRun } from "./stopwatch.ts";

const PROGRAM = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const DAYS = 7;
const HALF_HOUR = 30;
const WEEK_MS = DAYS * 24 * 3_600_000;

/** Guides that are proved, from a timeline in SQLite, with a prover started as the launcher does. */
export const guideBench: Bench = {
  name: "guide",
  about: "guides of 7 days, half an hour each, proved by the solver in its own process",
  needs: [],
  async *run({ isQuick, folder }) {
    yield* fromStore(folder);
    yield* proved({ channels: isQuick ? 100 : 1_000, folder });
  },
};

/** The XMLTV of 100 channels, written from a stored timeline and checked, without the solver. */
async function* fromStore(folder: string): AsyncGenerator<Row> {
  const made = await storedGuide(100, `${folder}/guide-100.db`);
  await using _store = made.store;
  const publisher = publisherOf(made, null);
  const startedMs = performance.now();
  await refreshed(publisher);
  const firstS = (performance.now() - startedMs) / 1_000;
  const againS = await shortestRun(() => refreshed(publisher));
  const beside = `${firstS.toFixed(2)} s the first time, read back and looked at by plain code`;
  yield {
    what: "XMLTV of 100 channels from the store, most of it known",
    value: againS,
    unit: "s",
    atMost: 0.5,
    beside,
  };
}

/** From nothing, and after an edit of one channel. */
async function* proved({ channels, folder }: { channels: number; folder: string }): AsyncGenerator<Row> {
  const made = await storedGuide(channels, `${folder}/proved-${channels}.db`);
  await using _store = made.store;
  const socket = `${folder}/prover.sock`;
  const log = createLogger({ level: "warn", format: "pretty", clock: systemClock, write: () => {} });
  await using _provers = offerProvers({ program: PROGRAM, socket, environment: Deno.env.toObject() }, log);
  const publisher = publisherOf(made, socket);

  using idle = new Watch();
  await systemClock.sleep(3_000);
  const quietMs = idle.p99Ms();
  using scratch = new Watch();
  const first = await refreshed(publisher);
  const { proof } = first;
  const figures = `${proof.questions} questions, ${first.programmes} programmes`;
  const isWhole = channels === 1_000;
  yield {
    what: `${channels} channels from nothing: proof and XMLTV`,
    value: proof.durationMs / 1_000,
    unit: "s",
    ...(isWhole ? { atMost: 60 } : {}),
    beside: figures,
  };
  const lagBeside = `${quietMs.toFixed(1)} ms without it; longest ${scratch.longestMs().toFixed(1)} ms`;
  yield {
    what: "  lag of this event loop meanwhile, p99",
    value: scratch.p99Ms(),
    unit: "ms",
    atMost: 15,
    beside: lagBeside,
  };
  yield { what: "  most memory of this process", value: scratch.mainBytes() / 1e6, unit: "MB" };
  yield { what: "  most memory of the prover", value: scratch.proverBytes() / 1e6, unit: "MB" };

  const edited = made.channels[1];
  if (edited === undefined) throw new Error("Cannot measure: there is no channel to edit");
  made.edits.set(edited.id, "Edited");
  using edit = new Watch();
  await publisher.refreshSoon(edited.id);
  const second = { proof: publisher.proof() ?? first.proof };
  if (publisher.published()?.isStale) throw new Error("Cannot measure: the edited guide was refused");
  yield {
    what: "after one channel's edit, the prover's start included",
    value: second.proof.durationMs / 1_000,
    unit: "s",
    atMost: 5,
    beside: `${second.proof.fresh} pieces proved, ${second.proof.known} known`,
  };
  yield { what: "  lag of this event loop meanwhile, p99", value: edit.p99Ms(), unit: "ms", atMost: 15 };

  using hourly = new Watch();
  const third = await refreshed(publisher);
  yield {
    what: "a refresh of all channels with little to prove",
    value: third.proof.durationMs / 1_000,
    unit: "s",
    beside: `${third.proof.fresh} pieces proved, ${third.proof.known} known`,
  };
  yield { what: "  lag of this event loop meanwhile, p99", value: hourly.p99Ms(), unit: "ms", atMost: 15 };
}

type Made = Awaited<ReturnType<typeof storedGuide>>;

/** Timelines of mixed material in a database on disk. */
async function storedGuide(count: number, path: string) {
  const { channels, authority } = await mixedGuide({
    channels: count,
    daysAhead: DAYS,
    meanMinutes: HALF_HOUR,
  });
  const store = await openStore({ path });
  const nowMs = Date.now();
  for (const { id } of channels) {
    store.timelines.append(id, authority.getTimeline(id, nowMs - WEEK_MS, nowMs + 2 * WEEK_MS), "{}");
    await systemClock.sleep(0);
  }
  return { channels, store, edits: new Map<string, string>() };
}

function publisherOf({ channels, store, edits }: Made, socket: string | null): GuidePublisher {
  return new GuidePublisher({
    timeline: {
      getTimeline(channelId, fromMs, toMs): readonly Programme[] {
        const programmes = store.timelines.read(channelId, fromMs, toMs);
        const title = edits.get(channelId);
        return title === undefined ? programmes : programmes.map((one) => ({ ...one, title }));
      },
    },
    channels: () => channels,
    lineup: () => channels,
    clock: systemClock,
    onRefreshed: () => {},
    ...MIXED_FACTS,
    openSolver: socket === null ? null : () => connectSolver(socket),
  }, { daysAhead: DAYS });
}

async function refreshed(publisher: GuidePublisher): Promise<RefreshOutcome> {
  const outcome = await publisher.refresh();
  if (outcome.fault !== null) throw outcome.fault;
  return outcome;
}

const LOOK_MS = 10;

/** Watches how late timers of this process are, and how much memory it and its prover take. */
class Watch implements Disposable {
  readonly #lagsMs: number[] = [];
  readonly #timers: readonly Disposable[];
  #mainBytes = 0;
  #proverBytes = 0;

  constructor() {
    let dueMs = performance.now() + LOOK_MS;
    const lag = systemClock.every(LOOK_MS, () => {
      const nowMs = performance.now();
      this.#lagsMs.push(Math.max(0, nowMs - dueMs));
      dueMs = nowMs + LOOK_MS;
    });
    const memory = systemClock.every(500, () => {
      this.#mainBytes = Math.max(this.#mainBytes, Deno.memoryUsage().rss);
      this.#proverBytes = Math.max(this.#proverBytes, childBytes());
    });
    this.#timers = [lag, memory];
  }

  p99Ms(): number {
    const sorted = [...this.#lagsMs].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  }

  longestMs(): number {
    return Math.max(...this.#lagsMs);
  }

  mainBytes(): number {
    return this.#mainBytes;
  }

  proverBytes(): number {
    return this.#proverBytes;
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) timer[Symbol.dispose]();
  }
}

/** Resident memory of our children. */
function childBytes(): number {
  let bytes = 0;
  for (const { name: thread } of Deno.readDirSync("/proc/self/task")) {
    for (
      const pid of Deno.readTextFileSync(`/proc/self/task/${thread}/children`).split(" ").filter(Boolean)
    ) {
      const status = readOrNothing(`/proc/${pid}/status`);
      bytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1_024;
    }
  }
  return bytes;
}

function readOrNothing(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (thrown) {
    // It has ended meanwhile.
    if (thrown instanceof Error) return "";
    throw thrown;
  }
}
