import { join } from "node:path";
import type { Clock } from "../../src/clock.ts";
import { assertTiles, BroadcastScheduleAuthority } from "../../src/schedule/mod.ts";
import { openStore } from "../../src/store/mod.ts";
import type { Channel } from "../../src/channel.ts";
import type { Bench, Row } from "./bench.ts";
import { bigLibrary, manySchedules } from "./many_schedules.ts";

const DAY_MS = 24 * 3_600_000;
const DAYS = 14;
const LOOKS = 100_000;
const START_MS = Date.UTC(2026, 2, 20, 12);

/** Timelines of a thousand channels of every kind, into a real database. */
export const scheduleBench: Bench = {
  name: "schedule",
  about: "timelines of 14 days for 1,000 channels of every kind, built into SQLite",
  needs: [],
  async *run({ isQuick, folder }) {
    const count = isQuick ? 100 : 1_000;
    const library = bigLibrary();
    for (const hasCommercials of [false, true]) {
      // A channel with commercials has ten times as many programmes.
      const channels = manySchedules(hasCommercials ? count / 10 : count, { hasCommercials });
      const path = join(folder, "schedule", `${hasCommercials}.db`);
      yield* building({ channels, library, path, name: hasCommercials ? "with commercials" : "plain" });
    }
  },
};

async function* building({ channels, library, path, name }: {
  readonly channels: readonly Channel[];
  readonly library: ReturnType<typeof bigLibrary>;
  readonly path: string;
  readonly name: string;
}): AsyncIterable<Row> {
  let nowMs = START_MS;
  const clock: Clock = {
    wallMs: () => nowMs,
    monotonicMs: () => performance.now(),
    sleep: () => Promise.resolve(),
    every: () => ({ [Symbol.dispose]() {} }),
  };
  await using store = await openStore({ path: path });
  const authority = new BroadcastScheduleAuthority({
    store: store.timelines,
    clock,
    library: {
      version: () => 1,
      playable: (collection, piece) => {
        const items = "folder" in collection ? library.get(collection.folder) ?? [] : [];
        return piece === undefined
          ? items
          : items.filter(({ locator }) => locator > piece.after).slice(0, piece.limit);
      },
    },
    channels: () => channels,
    onRebuilt: () => {},
    onFailed: (_, thrown) => {
      throw thrown;
    },
  }, { daysAhead: DAYS, daysBehind: 1 });
  const beforeBytes = Deno.memoryUsage().rss;
  const began = performance.now();
  await authority.extendAll();
  const seconds = (performance.now() - began) / 1_000;
  const programmes = channels.reduce(
    (sum, { id }) => sum + authority.getTimeline(id, 0, Number.MAX_SAFE_INTEGER).length,
    0,
  );
  const perThousand = 1_000 / channels.length;
  yield {
    what: `building 1,000 channels, ${name} (${channels.length} built)`,
    value: seconds * perThousand,
    unit: "s",
    ...(name === "plain" ? { atMost: 20 } : {}),
    beside: `${programmes} programmes, ${(seconds * 1e6 / programmes).toFixed(1)} µs each`,
  };
  yield { what: "memory above the start", value: (Deno.memoryUsage().rss - beforeBytes) / 1e6, unit: "MB" };
  yield* extending(authority, channels.map(({ id }) => id), (hours) => nowMs += hours * 3_600_000);
  yield* looking(authority, channels.map(({ id }) => id), nowMs);
}

async function* extending(
  authority: BroadcastScheduleAuthority,
  ids: readonly string[],
  advance: (hours: number) => void,
): AsyncIterable<Row> {
  const times: number[] = [];
  for (let hour = 0; hour < 3; hour++) {
    advance(1);
    for (const id of ids) {
      const began = performance.now();
      await authority.extend(id);
      times.push(performance.now() - began);
    }
  }
  times.sort((one, other) => one - other);
  yield {
    what: "one more hour of a channel, p99",
    value: times[Math.floor(times.length * 0.99)] ?? NaN,
    unit: "ms",
    atMost: 50,
  };
  yield { what: "slowest", value: times.at(-1) ?? NaN, unit: "ms", atMost: 50 };
  for (const id of ids) assertTiles(authority.getTimeline(id, 0, Number.MAX_SAFE_INTEGER));
}

function* looking(
  authority: BroadcastScheduleAuthority,
  ids: readonly string[],
  nowMs: number,
): Iterable<Row> {
  const ask = (count: number, atMs: (at: number) => number) => {
    const began = performance.now();
    for (let at = 0; at < count; at++) authority.nowPlaying(ids[at % ids.length] ?? "", atMs(at));
    return (performance.now() - began) / count * 1_000;
  };
  ask(ids.length, () => nowMs);
  yield { what: "nowPlaying, now", value: ask(LOOKS, () => nowMs), unit: "µs", atMost: 20 };
  yield {
    what: "nowPlaying, anywhere in the timeline",
    value: ask(LOOKS / 5, (at) => nowMs + at * 7_919 % (DAYS * DAY_MS)),
    unit: "µs",
  };
}
