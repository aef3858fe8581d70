import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import type { Programme } from "../../src/programme.ts";
import type { TimelineStore } from "../../src/schedule/mod.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

/** A store under test, and how to let go of it. */
export interface StoreUnderTest {
  /** Empty at first. */
  readonly store: TimelineStore;
  /** Closes what `make` opened. */
  readonly close?: () => void | Promise<void>;
}

/**
 * What every timeline store must do, as tests.
 *
 * @param name Of the store, for the test's name.
 * @param make Opens a new, empty store. Called once per rule.
 */
export function timelineStoreContract(
  name: string,
  make: () => StoreUnderTest | Promise<StoreUnderTest>,
): void {
  for (const [rule, check] of Object.entries(RULES)) {
    Deno.test(`${name}: ${rule}`, async () => {
      const { store, close } = await make();
      try {
        check(store);
      } finally {
        await close?.();
      }
    });
  }
}

const CHANNEL = "five";
const START_MS = Date.UTC(2026, 0, 5, 12);
const MINUTE_MS = 60_000;
const FILLERS = ["pre_roll", "mid_roll", "post_roll", "tail", "fallback"] as const;

const RULES: Record<string, (store: TimelineStore) => void> = {
  "an unknown channel has no programmes, no end and no state"(store) {
    deepStrictEqual(store.read(CHANNEL, 0, START_MS), []);
    strictEqual(store.at(CHANNEL, START_MS), null);
    strictEqual(store.endMs(CHANNEL), null);
    strictEqual(store.state(CHANNEL), null);
    deepStrictEqual(store.channels(), []);
  },
  "what is appended comes back unchanged, every field"(store) {
    const written = [
      programme(0, 22.123, {
        show: "A “show” & more",
        season: 0,
        episode: 12,
        year: 1999,
        category: "episode",
      }),
      programme(22.123, 22.456, { kind: "off_air", itemId: null, title: "日本 \u{1f600} 'x' \"y\"" }),
      programme(22.456, 30, { kind: "getting_ready", itemId: null }),
      programme(30, 30.001, { itemOffsetMs: 61_000, category: "movie", itemId: 2 ** 40 }),
      programme(30.001, 31, {
        itemDurationMs: 5_400_000,
        guideTitle: "Film “night” & more",
        guideGroup: 2 ** 40,
      }),
      programme(31, 31.1, { kind: "up_next", itemId: null }),
      ...FILLERS.map((filler, index) => programme(31.1 + index, 32.1 + index, { filler, guideGroup: 0 })),
      programme(36.1, 40, { kind: "paused", itemId: null }),
    ];
    store.append(CHANNEL, written, "{}");
    deepStrictEqual(store.read(CHANNEL, START_MS, START_MS + 60 * MINUTE_MS), written);
  },
  "a timeline may begin anywhere and goes on only where it ends"(store) {
    store.append(CHANNEL, [programme(0, 10)], "one");
    strictEqual(store.endMs(CHANNEL), START_MS + 10 * MINUTE_MS);
    throws(() => store.append(CHANNEL, [programme(11, 12)], "gap"));
    throws(() => store.append(CHANNEL, [programme(9, 12)], "overlap"));
    throws(() => store.append(CHANNEL, [programme(10, 12), programme(13, 14)], "gap inside"));
    strictEqual(store.state(CHANNEL), "one");
    strictEqual(store.read(CHANNEL, 0, Number.MAX_SAFE_INTEGER).length, 1);
    store.append(CHANNEL, [programme(10, 12)], "two");
    strictEqual(store.state(CHANNEL), "two");
    strictEqual(store.endMs(CHANNEL), START_MS + 12 * MINUTE_MS);
  },
  "a window holds what overlaps it: not what stops at its start, not what starts at its end"(store) {
    store.append(CHANNEL, [programme(0, 10), programme(10, 20), programme(20, 30)], "");
    const starts = (from: number, to: number) =>
      store.read(CHANNEL, START_MS + from * MINUTE_MS, START_MS + to * MINUTE_MS)
        .map(({ startMs }) => (startMs - START_MS) / MINUTE_MS);
    deepStrictEqual(starts(10, 20), [10]);
    deepStrictEqual(starts(9.999, 20.001), [0, 10, 20]);
    deepStrictEqual(starts(-5, 0), []);
    deepStrictEqual(starts(30, 40), []);
    deepStrictEqual(starts(12, 13), [10]);
  },
  "a programme covers its start and not its stop"(store) {
    store.append(CHANNEL, [programme(0, 10), programme(10, 20)], "");
    const startAt = (offsetMs: number) => store.at(CHANNEL, START_MS + offsetMs)?.startMs ?? null;
    strictEqual(startAt(-1), null);
    strictEqual(startAt(0), START_MS);
    strictEqual(startAt(10 * MINUTE_MS - 1), START_MS);
    strictEqual(startAt(10 * MINUTE_MS), START_MS + 10 * MINUTE_MS);
    strictEqual(startAt(20 * MINUTE_MS), null);
  },
  "replacing cuts a spanning programme short and drops what follows"(store) {
    store.append(CHANNEL, [programme(0, 10), programme(10, 20), programme(20, 30)], "old");
    store.replaceFrom(CHANNEL, START_MS + 15 * MINUTE_MS, [programme(15, 45)], "new");
    deepStrictEqual(spans(store), [[0, 10], [10, 15], [15, 45]]);
    strictEqual(store.state(CHANNEL), "new");
  },
  "replacing at a joint cuts nothing, at the end appends, at the start replaces all"(store) {
    store.append(CHANNEL, [programme(0, 10), programme(10, 20)], "");
    store.replaceFrom(CHANNEL, START_MS + 10 * MINUTE_MS, [programme(10, 11)], "");
    deepStrictEqual(spans(store), [[0, 10], [10, 11]]);
    store.replaceFrom(CHANNEL, START_MS + 11 * MINUTE_MS, [programme(11, 12)], "");
    deepStrictEqual(spans(store), [[0, 10], [10, 11], [11, 12]]);
    store.replaceFrom(CHANNEL, START_MS, [programme(0, 1)], "");
    deepStrictEqual(spans(store), [[0, 1]]);
  },
  "a replacement that does not tile changes nothing"(store) {
    store.append(CHANNEL, [programme(0, 10), programme(10, 20)], "old");
    throws(() => store.replaceFrom(CHANNEL, START_MS + 10 * MINUTE_MS, [programme(11, 12)], "new"));
    throws(() =>
      store.replaceFrom(CHANNEL, START_MS + 5 * MINUTE_MS, [programme(5, 6), programme(7, 8)], "new")
    );
    deepStrictEqual(spans(store), [[0, 10], [10, 20]]);
    strictEqual(store.state(CHANNEL), "old");
  },
  "pruning forgets what stopped by then and keeps the state"(store) {
    store.append(CHANNEL, [programme(0, 10), programme(10, 20)], "kept");
    store.prune(CHANNEL, START_MS + 10 * MINUTE_MS - 1);
    deepStrictEqual(spans(store), [[0, 10], [10, 20]]);
    store.prune(CHANNEL, START_MS + 10 * MINUTE_MS);
    deepStrictEqual(spans(store), [[10, 20]]);
    store.prune(CHANNEL, START_MS + 20 * MINUTE_MS);
    strictEqual(store.endMs(CHANNEL), null);
    strictEqual(store.state(CHANNEL), "kept");
    store.append(CHANNEL, [programme(100, 110)], "anew");
    deepStrictEqual(spans(store), [[100, 110]]);
  },
  "a checkpoint is the newest state left at an instant or before"(store) {
    strictEqual(store.checkpoint(CHANNEL, Number.MAX_SAFE_INTEGER), null);
    store.append(CHANNEL, [], "nothing built yet");
    strictEqual(checkpointAt(store, 1_000), null);
    store.append(CHANNEL, [programme(0, 10)], "ten");
    store.append(CHANNEL, [programme(10, 15), programme(15, 20)], "twenty");
    const found = [9.999, 10, 15, 19.999, 20, 1_000].map((minute) => checkpointAt(store, minute));
    deepStrictEqual(found, [null, "10 ten", "10 ten", "10 ten", "20 twenty", "20 twenty"]);
    store.append(CHANNEL, [], "twenty, anew");
    strictEqual(checkpointAt(store, 20), "20 twenty, anew");
    strictEqual(store.checkpoint("six", Number.MAX_SAFE_INTEGER), null);
  },
  "replacing forgets later checkpoints and leaves one of its own"(store) {
    for (const minute of [0, 10, 20]) {
      store.append(CHANNEL, [programme(minute, minute + 10)], `${minute + 10}`);
    }
    store.replaceFrom(CHANNEL, atMinute(20), [programme(20, 25)], "a");
    deepStrictEqual([10, 24, 30].map((minute) => checkpointAt(store, minute)), ["10 10", "20 20", "25 a"]);
    store.replaceFrom(CHANNEL, atMinute(15), [], "b");
    deepStrictEqual([14, 15, 30].map((minute) => checkpointAt(store, minute)), ["10 10", "15 b", "15 b"]);
    throws(() => store.replaceFrom(CHANNEL, atMinute(5), [programme(6, 7)], "c"));
    strictEqual(checkpointAt(store, 30), "15 b");
    store.replaceFrom(CHANNEL, atMinute(0), [programme(0, 40)], "d");
    deepStrictEqual([39, 40].map((minute) => checkpointAt(store, minute)), [null, "40 d"]);
  },
  "states for instants before the end are kept as handed in, the later of two for one"(store) {
    store.append(CHANNEL, [programme(0, 10), programme(10, 20)], "twenty", [
      { atMs: atMinute(0), state: "zero" },
      { atMs: atMinute(10), state: "ten" },
    ]);
    deepStrictEqual([0, 9, 10, 20].map((minute) => checkpointAt(store, minute)), [
      "0 zero",
      "0 zero",
      "10 ten",
      "20 twenty",
    ]);
    store.replaceFrom(CHANNEL, atMinute(10), [programme(10, 30)], "thirty", [{
      atMs: atMinute(10),
      state: "ten, anew",
    }]);
    deepStrictEqual([9, 10, 29, 30].map((minute) => checkpointAt(store, minute)), [
      "0 zero",
      "10 ten, anew",
      "10 ten, anew",
      "30 thirty",
    ]);
  },
  "pruning keeps the newest checkpoint at the cut or before, and removal none"(store) {
    for (const minute of [0, 10, 20]) {
      store.append(CHANNEL, [programme(minute, minute + 10)], `${minute + 10}`);
    }
    store.prune(CHANNEL, atMinute(9));
    strictEqual(checkpointAt(store, 10), "10 10");
    store.prune(CHANNEL, atMinute(25));
    deepStrictEqual([19, 25, 30].map((minute) => checkpointAt(store, minute)), [null, "20 20", "30 30"]);
    store.prune(CHANNEL, atMinute(30));
    deepStrictEqual([29, 30].map((minute) => checkpointAt(store, minute)), [null, "30 30"]);
    store.remove(CHANNEL);
    store.append(CHANNEL, [programme(50, 60)], "anew");
    deepStrictEqual([59, 60].map((minute) => checkpointAt(store, minute)), [null, "60 anew"]);
  },
  "channels do not see each other, and removal forgets one wholly"(store) {
    store.append(CHANNEL, [programme(0, 10)], "a");
    store.append("six", [{ ...programme(5, 15), channelId: "six" }], "b");
    deepStrictEqual(store.channels().sort(), ["five", "six"]);
    store.remove(CHANNEL);
    deepStrictEqual(store.channels(), ["six"]);
    strictEqual(store.state(CHANNEL), null);
    strictEqual(store.endMs(CHANNEL), null);
    strictEqual(store.endMs("six"), START_MS + 15 * MINUTE_MS);
  },
  "the version rises with every change and with nothing else"(store) {
    const versions = [store.version()];
    const changes = [
      () => store.append(CHANNEL, [programme(0, 10), programme(10, 20)], ""),
      () => store.replaceFrom(CHANNEL, START_MS + 10 * MINUTE_MS, [programme(10, 30)], ""),
      () => store.prune(CHANNEL, START_MS + 10 * MINUTE_MS),
      () => store.remove(CHANNEL),
    ];
    for (const change of changes) {
      change();
      store.read(CHANNEL, 0, START_MS);
      store.at(CHANNEL, START_MS);
      versions.push(store.version());
    }
    for (const [at, version] of versions.entries()) {
      ok(at === 0 || version > (versions[at - 1] ?? Infinity), `versions were ${versions}`);
    }
    strictEqual(store.version(), versions.at(-1));
  },
};

/** `20 state`: the minute it holds for, and what was left; null for none. */
function checkpointAt(store: TimelineStore, minute: number): string | null {
  const found = store.checkpoint(CHANNEL, atMinute(minute));
  return found && `${(found.atMs - START_MS) / MINUTE_MS} ${found.state}`;
}

function atMinute(minute: number): number {
  return START_MS + Math.round(minute * MINUTE_MS);
}

function spans(store: TimelineStore): number[][] {
  return store.read(CHANNEL, 0, Number.MAX_SAFE_INTEGER)
    .map(({ startMs, stopMs }) => [(startMs - START_MS) / MINUTE_MS, (stopMs - START_MS) / MINUTE_MS]);
}

function programme(fromMinute: number, toMinute: number, more: Partial<Programme> = {}): Programme {
  const [startMs, stopMs] = [atMinute(fromMinute), atMinute(toMinute)];
  return plainProgramme({ channelId: CHANNEL, startMs, stopMs, ...more });
}
