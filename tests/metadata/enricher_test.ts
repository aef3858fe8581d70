import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { createLogger } from "../../src/log.ts";
import type { MediaFacts, MediaTitle } from "../../src/media.ts";
import { Enricher } from "../../src/metadata/enricher.ts";
import type { Finding } from "../../src/metadata/fact_finder.ts";
import type { FactsBySource } from "../../src/metadata/merge.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const HOUR_MS = 3_600_000;

/** Items 1 to `count`, a database of which `find` tells, and everything in memory. */
function world(count: number, find: (itemId: number) => Finding | Promise<Finding>) {
  const clock = new FakeClock();
  const dueMs = new Map(Array.from({ length: count }, (_, at) => [at + 1, 0]));
  const known = new Map<number, { facts: FactsBySource }>();
  const titles = new Map<number, string>();
  const overrides = new Map<number, MediaFacts>();
  const lookedUp: number[] = [];
  const logged: string[] = [];
  const agenda: { items: number[]; reads: number } = { items: [], reads: 0 };
  const told: number[] = [];
  const named = (itemId: number): MediaTitle => {
    return {
      kind: "movie",
      title: `Item no. ${itemId}`,
      show: null,
      season: null,
      episode: null,
      year: null,
    };
  };
  const enricher = new Enricher({
    finders: [{
      source: "tvdb",
      async find({ title }) {
        const itemId = Number(title.title.split(" ").at(-1));
        lookedUp.push(itemId);
        return await find(itemId);
      },
    }],
    nfo: null,
    onLookup: () => {},
    details: {
      due({ nowMs, limit, among }) {
        const due = [...among ?? dueMs.keys()].filter((id) => (dueMs.get(id) ?? Infinity) <= nowMs);
        return due.slice(0, limit);
      },
      known: (itemId) => known.get(itemId) ?? null,
      override: (itemId) => overrides.get(itemId) ?? null,
      record(itemId, { facts, dueMs: atMs }) {
        known.set(itemId, { facts });
        dueMs.set(itemId, atMs);
      },
    },
    media: {
      find: (itemId) => ({ locator: `/media/${itemId}.mkv`, folder: "/media" }),
      named,
      retitle(itemId, { title }) {
        const isNew = titles.get(itemId) !== title;
        titles.set(itemId, title);
        return isNew;
      },
    },
    transaction: (work) => work(),
    agenda() {
      agenda.reads += 1;
      return Promise.resolve(agenda.items);
    },
    onRetitled() {
      told.push(clock.monotonicMs());
      return Promise.resolve();
    },
    onSoon: () => Promise.resolve(),
    clock,
    rng: () => 0.5,
    log: createLogger({ level: "debug", format: "json", clock, write: (line) => logged.push(line) }),
  });
  const work = async (forMs: number, stepMs = 100) => {
    for (let at = 0; at < forMs; at += stepMs) {
      await setImmediate();
      await clock.advance(stepMs);
    }
  };
  return { enricher, clock, work, dueMs, known, titles, overrides, lookedUp, logged, agenda, told };
}

const found = (title: string): Finding => ({ kind: "ok", value: { title } });

Deno.test("Enricher looks each item up once, and again after a day", async () => {
  const { enricher, work, lookedUp, clock } = world(45, (id) => found(`Film ${id}`));
  enricher.start();
  await work(10_000);
  deepStrictEqual(lookedUp, Array.from({ length: 45 }, (_, at) => at + 1));
  await clock.advance(23 * HOUR_MS);
  strictEqual(lookedUp.length, 45);
  await work(2 * HOUR_MS, 60_000);
  strictEqual(lookedUp.length, 90);
  await enricher[Symbol.asyncDispose]();
});

Deno.test("Enricher tells of new titles once a minute at most, at its start, and when it has nothing to do", async () => {
  const { enricher, work, told } = world(200, async (id) => {
    await setImmediate();
    return found(`Film ${id}`);
  });
  enricher.start();
  await work(5_000);
  for (let turn = 0; turn < 400; turn++) await work(1_000, 1_000);
  ok(told.length >= 2 && told.length < 12, `${told.length}`);
  told.forEach((atMs, at) => ok(at === 0 || at === told.length - 1 || atMs - (told[at - 1] ?? 0) >= 60_000));
  await enricher[Symbol.asyncDispose]();
});

Deno.test("Enricher goes on when an item fails, and comes back to it later", async () => {
  let isBroken = true;
  const { enricher, work, lookedUp, known, logged, clock } = world(60, (id) => {
    if (isBroken && id % 2 === 1) throw new Error("disk I/O error");
    return found(`Film ${id}`);
  });
  enricher.start();
  await work(20_000);
  strictEqual(known.size, 30);
  strictEqual(lookedUp.length, 60, "each was tried once");
  strictEqual(logged.filter((line) => line.includes("disk I/O error")).length, 30);
  isBroken = false;
  await clock.advance(5 * HOUR_MS);
  strictEqual(known.size, 30);
  await work(2 * HOUR_MS, 60_000);
  strictEqual(known.size, 60);
  await enricher[Symbol.asyncDispose]();
});

Deno.test("Enricher asks within the hour or so what could not be asked", async () => {
  const { enricher, work, dueMs, clock } = world(1, () => ({ kind: "unavailable", reason: "status 500" }));
  enricher.start();
  await work(6_000);
  const waitMs = (dueMs.get(1) ?? 0) - clock.wallMs();
  ok(waitMs > 0.8 * HOUR_MS && waitMs < 1.2 * HOUR_MS);
  await enricher[Symbol.asyncDispose]();
});

Deno.test("Enricher reads what airs soon every five minutes, and takes it first", async () => {
  const { enricher, work, lookedUp, agenda } = world(2_000, (id) => found(`Film ${id}`));
  agenda.items = [1_500, 999_999, 700];
  enricher.start();
  await work(6_000);
  deepStrictEqual(lookedUp.slice(0, 3), [1_500, 700, 1]);
  agenda.items = [1_999];
  strictEqual(agenda.reads, 1);
  for (let turn = 0; agenda.reads < 2; turn++) {
    ok(turn < 500);
    await work(1_000, 1_000);
  }
  await work(3_000);
  ok(lookedUp.includes(1_999));
  await enricher[Symbol.asyncDispose]();
});

Deno.test("Enricher drops what it found of an item an operator spoke of meanwhile, and looks again", async () => {
  const { promise, resolve } = Promise.withResolvers<Finding>();
  let isFirst = true;
  const { enricher, work, known, overrides, lookedUp } = world(1, () => {
    if (!isFirst) return found("Film 1");
    isFirst = false;
    return promise;
  });
  enricher.start();
  await work(6_000);
  overrides.set(1, { plot: "Mine" });
  resolve(found("Old"));
  await work(70_000, 1_000);
  strictEqual(lookedUp.length, 2);
  deepStrictEqual(known.get(1)?.facts.override, { plot: "Mine" });
  await enricher[Symbol.asyncDispose]();
});
