import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Aftermath } from "../src/aftermath.ts";
import { EventBus, type ProgramEvent } from "../src/events.ts";
import { Fault } from "../src/fault.ts";
import { lineup } from "../src/hdhomerun/mod.ts";
import { createLogger } from "../src/log.ts";
import type { Edit } from "../src/roster.ts";
import { assertTiles, BroadcastScheduleAuthority, RemarkLog } from "../src/schedule/mod.ts";
import { FakeClock } from "./fakes/fake_clock.ts";
import { fakeDesk, fakeRoster } from "./fakes/fake_documents.ts";
import { FakeTimelineStore } from "./fakes/fake_timeline_store.ts";
import { playable } from "./schedule/samples.ts";

const DAY_MS = 24 * 3_600_000;

/** A real roster and a real authority, on stores in memory. */
class World {
  readonly clock = new FakeClock();
  readonly timelines = new FakeTimelineStore();
  readonly log: string[] = [];
  readonly events: ProgramEvent[] = [];
  readonly held = fakeRoster(this.clock);
  /** What ran when channels were edited. */
  readonly updates: string[][] = [];
  refreshes = 0;
  readonly #beganMs = this.clock.wallMs();
  readonly authority: BroadcastScheduleAuthority;
  readonly aftermath: Aftermath;

  constructor() {
    const { clock, held: { roster } } = this;
    this.authority = new BroadcastScheduleAuthority({
      store: this.timelines,
      clock,
      library: { version: () => 1, playable: () => [playable(1, 1_200_000), playable(2, 2_700_000)] },
      channels: () => roster.channels(),
      isWatched: () => false,
      onRebuilt: () => {},
      onFailed: (id, thrown) => this.log.push(`failed ${id}: ${thrown}`),
    }, { daysAhead: 1, daysBehind: 1 });
    const bus = new EventBus();
    bus.subscribe((event) => this.events.push(event));
    this.aftermath = new Aftermath({
      ...{ roster, clock, authority: this.authority, events: bus },
      guide: { refreshSoon: () => Promise.resolve(void this.refreshes++) },
      play: { update: () => void this.updates.push(roster.enabled().map(({ id }) => id)) },
      remarks: new RemarkLog(() => {}),
      log: createLogger({ level: "warn", format: "json", clock, write: (line) => this.log.push(line) }),
    });
  }

  async settled(): Promise<void> {
    const settled = this.aftermath.settled();
    await this.clock.advance(0);
    await settled;
  }

  /** Store, roster, authority and lineup tell the same. */
  check(): void {
    const { roster, store } = this.held;
    const made = roster.enabled().filter(({ schedule }) => schedule !== null);
    const written = store.all().filter(({ kind }) => kind === "channel").map(({ name }) => name);
    deepStrictEqual(
      roster.channels().filter(({ schedule }) => schedule !== null).map(({ id }) => id).toSorted(),
      written,
    );
    for (const channel of made) {
      const programmes = this.authority.getTimeline(channel.id, this.clock.wallMs(), Infinity);
      assertTiles(programmes);
      ok((programmes.at(-1)?.stopMs ?? 0) >= this.#beganMs + DAY_MS, `${channel.id} is built ahead`);
      const { fingerprint } = JSON.parse(this.timelines.state(channel.id) ?? "{}");
      strictEqual(fingerprint, JSON.stringify(channel.schedule), `${channel.id} is built by its schedule`);
    }
    const known = new Set(roster.channels().map(({ id }) => id));
    deepStrictEqual(
      this.timelines.channels().filter((id) => !known.has(id)),
      [],
      "nothing is left of others",
    );
    const entries = lineup(roster.enabled(), "http://192.168.1.5:8411");
    deepStrictEqual(
      entries.map(({ GuideNumber }) => GuideNumber).toSorted(),
      roster.enabled().map(({ number }) => number).toSorted(),
    );
    deepStrictEqual(this.log, []);
  }
}

const LOOPS = ["chronological", "shuffle"].map((order) => {
  return { kind: "loop", collection: { folder: "/media/films" }, order };
});

function channel(id: string, number: string, more: Readonly<Record<string, unknown>> = {}): Edit {
  return { kind: "channel", name: id, document: { id, number, name: id, schedule: LOOPS[0], ...more } };
}

Deno.test("After any edits, whenever they come, store, roster, authority and lineup agree", async () => {
  const edit = fc.oneof(
    fc.record({
      id: fc.constantFrom("a", "b", "c"),
      number: fc.constantFrom("1", "2", "3"),
      enabled: fc.boolean(),
      schedule: fc.constantFrom<unknown>(
        ...LOOPS,
        "x",
        { kind: "mirror", channel: "a", offset_minutes: 30 },
        { kind: "paused_when_unwatched", collection: { folder: "/media/films" } },
      ),
    }).map(({ id, number, ...more }) => channel(id, number, more)),
    fc.constantFrom("a", "b", "c").map((name): Edit => ({ kind: "channel", name, document: null })),
    fc.constantFrom(...LOOPS).map((document): Edit => ({ kind: "schedule", name: "x", document })),
  );
  const round = fc.record({
    edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
    waitMs: fc.constantFrom(0, 0, 1, 3_600_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(round, { maxLength: 8 }), async (rounds) => {
      const world = new World();
      const working: Promise<void>[] = [];
      for (const { edits, waitMs } of rounds) {
        for (const one of edits) {
          try {
            world.held.roster.edit([one], "");
          } catch (thrown) {
            if (!(thrown instanceof Fault)) throw thrown;
          }
        }
        // The hourly extension runs into it.
        if (waitMs > 1) working.push(world.authority.extendAll());
        if (waitMs > 0) await world.clock.advance(waitMs);
      }
      await world.settled();
      await Promise.all(working);
      world.check();
      await world.aftermath[Symbol.asyncDispose]();
    }),
    { numRuns: 60 },
  );
});

Deno.test("What follows an edit", async (t) => {
  await t.step("is told, once for each document", async () => {
    const world = new World();
    world.held.roster.edit([channel("a", "1"), { kind: "schedule", name: "x", document: LOOPS[0] }], "");
    world.held.roster.edit([channel("a", "2"), { kind: "schedule", name: "x", document: null }], "");
    await world.settled();
    deepStrictEqual(
      world.events.map((event) =>
        event.kind === "document_changed" ? [event.document, event.name, event.change] : []
      ),
      [
        ["channel", "a", "created"],
        ["schedule", "x", "created"],
        ["channel", "a", "edited"],
        ["schedule", "x", "deleted"],
      ],
    );
  });

  await t.step("holds in the same turn for all that runs", () => {
    const world = new World();
    world.held.roster.edit([channel("a", "1")], "");
    world.held.roster.edit([channel("a", "1", { enabled: false })], "");
    deepStrictEqual(world.updates, [["a"], ["information"]]);
  });

  await t.step("leaves the rest alone when no channel changed", async () => {
    const world = new World();
    world.held.roster.edit([{ kind: "schedule", name: "x", document: LOOPS[0] }], "");
    await world.settled();
    deepStrictEqual([world.updates, world.refreshes], [[], 0]);
  });

  await t.step("builds every channel that uses what was edited", async () => {
    const world = new World();
    const desk = fakeDesk(world.clock, world.held, { settled: () => world.settled() });
    world.held.roster.edit([
      { kind: "schedule", name: "x", document: LOOPS[0] },
      channel("a", "1", { schedule: "x" }),
      channel("b", "2", { schedule: "x" }),
      channel("c", "3"),
    ], "");
    await world.settled();
    const [a] = world.authority.getTimeline("a", world.clock.wallMs(), Infinity);
    await desk.put({ kind: "schedule", name: "x" }, LOOPS[1], { expected: "any", note: "" });
    world.check();
    const [now] = world.authority.getTimeline("a", world.clock.wallMs(), Infinity);
    deepStrictEqual(now, a, "what is on air stays");
    deepStrictEqual(world.updates.length, 2);
  });

  await t.step("waits no longer than it may, and ends with the program", async () => {
    const world = new World();
    world.held.roster.edit([channel("a", "1"), channel("b", "2")], "");
    await world.aftermath[Symbol.asyncDispose]();
    world.held.roster.edit([channel("c", "3")], "");
    deepStrictEqual(world.updates.length, 1, "nobody listens any more");
  });
});
