import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import type { RuleDocuments } from "../src/config/mod.ts";
import { Fault } from "../src/fault.ts";
import type { Changes, Edit } from "../src/roster.ts";
import { FakeClock } from "./fakes/fake_clock.ts";
import { type FakeRoster, fakeRoster, MemoryDocuments, NO_DOCUMENTS } from "./fakes/fake_documents.ts";

const LOOP = { kind: "loop", collection: { folder: "/media/films" } };
const FILE: RuleDocuments = {
  ...NO_DOCUMENTS,
  channels: [{ number: "5", name: "Bars", schedule: "evening" }],
  collections: { films: { folder: "/media/films" } },
  schedules: { evening: { kind: "loop", collection: "films" } },
};
const DEMO: RuleDocuments = {
  ...NO_DOCUMENTS,
  channels: [{ id: "demo-1", number: "1", name: "Demo", schedule: LOOP }],
};

function channel(id: string, number: string, more: Readonly<Record<string, unknown>> = {}): Edit {
  return {
    kind: "channel",
    name: id,
    document: { id, number, name: `Channel ${id}`, schedule: LOOP, ...more },
  };
}

function gone({ kind, name }: Pick<Edit, "kind" | "name">): Edit {
  return { kind, name, document: null };
}

function open(more: Parameters<typeof fakeRoster>[1] = {}): FakeRoster {
  return fakeRoster(new FakeClock(), more);
}

function numbers({ roster }: FakeRoster): string[] {
  return roster.channels().map(({ number }) => number);
}

function refused(work: () => unknown): Fault {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error("Nothing was refused");
}

Deno.test("A roster", async (t) => {
  await t.step("has the file's channels and the store's as one", () => {
    const world = open({ documents: FILE });
    world.roster.edit([channel("a", "6")], "made");
    deepStrictEqual(numbers(world), ["5", "6"]);
    deepStrictEqual(
      world.roster.entries().map(({ kind, name, managedBy, version }) => [kind, name, managedBy, version]),
      [
        ["channel", "5", "config", null],
        ["collection", "films", "config", null],
        ["schedule", "evening", "config", null],
        ["channel", "a", "api", 1],
      ],
    );
    deepStrictEqual(
      numbers(open({ documents: FILE, store: world.store })),
      ["5", "6"],
      "after a restart too",
    );
  });

  await t.step("lets channels of the store use what the file names, and tells who uses it", () => {
    const world = open({ documents: FILE });
    world.roster.edit([channel("a", "6", { schedule: "evening" })], "");
    const users = world.roster.usersOf({ kind: "schedule", name: "evening" }).map(({ name }) => name);
    deepStrictEqual(users, ["5", "a"]);
    deepStrictEqual(world.roster.usersOf({ kind: "collection", name: "films" }).map(({ name }) => name), [
      "evening",
    ]);
  });

  await t.step("keeps the object of a channel that was not edited, and the guide id of one that was", () => {
    const world = open();
    world.roster.edit([channel("a", "1"), channel("b", "2")], "");
    const [a, b] = world.roster.channels();
    world.roster.edit([channel("b", "22", { name: "Renamed" })], "");
    strictEqual(world.roster.channels()[0], a);
    const now = world.roster.channels()[1];
    deepStrictEqual([now?.number, now?.name, now?.guideId], ["22", "Renamed", b?.guideId]);
  });

  await t.step("shows the information channel where no other is enabled", () => {
    const world = open();
    deepStrictEqual(world.roster.enabled().map(({ id }) => id), ["information"]);
    world.roster.edit([channel("a", "1")], "");
    deepStrictEqual(world.roster.enabled().map(({ id }) => id), ["a"]);
    world.roster.edit([channel("a", "1", { enabled: false })], "");
    deepStrictEqual(world.roster.enabled().map(({ id }) => id), ["information"]);
    deepStrictEqual(world.roster.channels().map(({ id }) => id), ["a", "information"]);
    world.roster.edit([gone(channel("a", "1"))], "");
    deepStrictEqual(world.roster.channels().map(({ id }) => id), ["information"]);
  });

  await t.step("lets the demo's channels go when one is made, and come back when all are gone", () => {
    const world = open({ demo: DEMO });
    deepStrictEqual(numbers(world), ["1"]);
    strictEqual(world.roster.entry({ kind: "channel", name: "demo-1" }).managedBy, "demo");
    world.roster.edit([channel("a", "1")], "");
    deepStrictEqual(world.roster.channels().map(({ id }) => id), ["a"]);
    strictEqual(
      refused(() => world.roster.entry({ kind: "channel", name: "demo-1" })).code,
      "unknown_channel",
    );
    world.roster.edit([gone(channel("a", "1"))], "");
    deepStrictEqual(world.roster.channels().map(({ id }) => id), ["demo-1"]);
  });

  await t.step("makes a channel whose time stands still run on demand", () => {
    const world = open();
    const still = { kind: "paused_when_unwatched", collection: { folder: "/media/films" } };
    world.roster.edit([channel("a", "1", { schedule: still })], "");
    strictEqual(world.roster.channels()[0]?.lifecycle, "on_demand");
    const edit = channel("a", "1", { schedule: still, lifecycle: "continuous" });
    deepStrictEqual(refused(() => world.roster.edit([edit], "")).places.map(({ path }) => path), [
      "lifecycle",
    ]);
  });

  await t.step("tells whoever listens, in the same turn, and nobody when nothing changed", () => {
    const world = open();
    const told: Changes[] = [];
    const listening = world.roster.subscribe((changes) => told.push(changes));
    world.roster.edit([channel("a", "1")], "");
    world.roster.edit([channel("a", "1")], "again");
    deepStrictEqual(
      told.map(({ edited, before, after }) => [edited[0]?.change, before.length, after.length]),
      [
        ["created", 1, 1],
      ],
    );
    strictEqual(world.store.versions.length, 1, "and nothing is written");
    listening[Symbol.dispose]();
    world.roster.edit([gone(channel("a", "1"))], "");
    strictEqual(told.length, 1);
  });
});

const REFUSALS: readonly {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly code: string;
  readonly places?: readonly string[];
  readonly message?: RegExp;
}[] = [
  {
    name: "a change of what the file says",
    edits: [channel("5", "5")],
    code: "managed_by_config",
    message: /^Cannot change channels\.5: it is written in the configuration file$/,
  },
  { name: "its deletion", edits: [gone({ kind: "collection", name: "films" })], code: "managed_by_config" },
  {
    name: "the deletion of nothing",
    edits: [gone({ kind: "filler", name: "none" })],
    code: "unknown_document",
  },
  { name: "that of no channel", edits: [gone({ kind: "channel", name: "none" })], code: "unknown_channel" },
  {
    name: "every fault at once, each with its path",
    edits: [channel("b", "x", { color: "red", schedule: { kind: "loop", collection: "flims" } })],
    code: "invalid_document",
    places: ["color", "number", "schedule.collection"],
    message: /did you mean "films"/,
  },
  {
    name: "faults of several documents, by document",
    edits: [channel("b", "9", { name: "" }), { kind: "schedule", name: "late", document: { kind: "loop" } }],
    code: "invalid_document",
    places: ["channels.b.name", "schedules.late"],
  },
  { name: "a number somebody has", edits: [channel("b", "5")], code: "invalid_document", places: ["number"] },
  {
    name: "what breaks another document",
    edits: [{ kind: "collection", name: "mine", document: { any: ["mine"] } }],
    code: "invalid_document",
    places: ["any[0]"],
  },
  {
    name: "to leave others without what they use",
    edits: [gone({ kind: "filler", name: "ads" })],
    code: "document_in_use",
    message: /^Cannot delete fillers\.ads: channels\.own would be left without it$/,
  },
  {
    name: "a folder nobody scans",
    edits: [channel("b", "9", { schedule: { kind: "loop", collection: { folder: "/elsewhere" } } })],
    code: "restart_required",
    message: /"\/elsewhere" lies in no folder of libraries\.local\.paths/,
  },
  {
    name: "a file nobody scans",
    edits: [{ kind: "collection", name: "list", document: { playlist: ["/elsewhere/a.mkv"] } }],
    code: "restart_required",
  },
  {
    name: "a mirror behind the wall",
    edits: [
      channel("b", "9", { inputs: { mirrors: [{ from: "/media/films", to: "http://nas.local/films" }] } }),
    ],
    code: "restart_required",
    message: /nas\.local:80/,
  },
];

Deno.test("A roster refuses, and leaves everything as it was,", async (t) => {
  for (const { name, edits, code, places, message } of REFUSALS) {
    await t.step(name, () => {
      const world = open({ documents: FILE });
      world.roster.edit([
        { kind: "filler", name: "ads", document: { collection: { search: "ad" }, count: 1 } },
        channel("own", "7", { fillers: { post_roll: "ads" } }),
      ], "");
      const [channels, written] = [world.roster.channels(), world.store.versions.length];
      const fault = refused(() => world.roster.edit(edits, ""));
      strictEqual(fault.code, code);
      if (places !== undefined) deepStrictEqual(fault.places.map(({ path }) => path).toSorted(), places);
      if (message !== undefined) ok(message.test(fault.message), fault.message);
      strictEqual(refused(() => world.roster.rehearse(edits)).message, fault.message);
      deepStrictEqual([world.roster.channels(), world.store.versions.length], [channels, written]);
    });
  }
  await t.step("when it cannot be written", () => {
    const world = open();
    world.store.broken = new Fault("store_failed", "Cannot change the database: disk full");
    throws(() => world.roster.edit([channel("a", "1")], ""), { code: "store_failed" });
    deepStrictEqual(world.roster.channels().map(({ id }) => id), ["information"]);
  });
});

Deno.test("What the store holds and no longer fits is set aside", async (t) => {
  const ads: Edit = { kind: "filler", name: "ads", document: { collection: "films", count: 1 } };

  await t.step("when the file took what it uses; what uses it follows, and the rest airs", () => {
    const { store, roster } = open({ documents: FILE });
    roster.edit([ads, channel("a", "6", { fillers: { tail: "ads" } }), channel("b", "7")], "");
    const world = open({ store });
    deepStrictEqual(
      world.roster.enabled().map(({ id, number, name, schedule }) => [id, number, name, schedule === null]),
      [["a", "6", "Channel a", true], ["b", "7", "Channel b", false]],
    );
    deepStrictEqual(world.aside.map((line) => line.split(": found", 1)[0]), [
      "channel a: fillers.tail",
      "filler ads: collection",
    ]);
    const { fault } = world.roster.entry({ kind: "channel", name: "a" });
    strictEqual(world.roster.channels()[0]?.scheduleFault, fault);
  });

  await t.step("a channel that stays keeps its number, and others can be edited beside it", () => {
    const { store, roster } = open({ documents: FILE });
    roster.edit([channel("a", "6", { schedule: "evening", group: "Own" })], "");
    const world = open({ store });
    deepStrictEqual(
      world.roster.enabled().map(({ number, group, schedule }) => [number, group, schedule]),
      [["6", "Own", null]],
    );
    const [a] = world.roster.channels();
    strictEqual(refused(() => world.roster.edit([channel("b", "6")], "")).code, "invalid_document");
    world.roster.edit(
      [channel("b", "7", { schedule: { kind: "mirror", channel: "a", offset_minutes: 5 } })],
      "",
    );
    strictEqual(world.roster.channels()[0], a);
    deepStrictEqual(world.roster.usersOf({ kind: "channel", name: "a" }).map(({ name }) => name), ["b"]);
    strictEqual(world.aside.length, 1, "told once");
    world.roster.edit([{ kind: "schedule", name: "evening", document: LOOP }], "");
    const [back] = world.roster.channels();
    deepStrictEqual([back?.schedule?.kind, back?.scheduleFault, back?.guideId], [
      "loop",
      undefined,
      a?.guideId,
    ]);
    strictEqual(world.roster.entry({ kind: "channel", name: "a" }).fault, null);
  });

  await t.step("a channel loses no more than what cannot be read", () => {
    const store = new MemoryDocuments();
    const document = { ...Object(channel("a", "6").document), profile: "gone" };
    store.write([{ kind: "channel", name: "a", document, atMs: 0, note: "" }]);
    const { roster, aside } = open({ store });
    deepStrictEqual(
      roster.enabled().map(({ number, profile, schedule, scheduleFault }) => {
        return [number, profile, schedule?.kind, scheduleFault];
      }),
      [["6", "default", "loop", undefined]],
    );
    ok(aside[0]?.startsWith("channel a: profile: "), aside.join());
  });

  await t.step("and comes back when what was missing is made again", () => {
    const { store, roster } = open({ documents: FILE });
    roster.edit([ads, channel("a", "6", { fillers: { tail: "ads" } })], "");
    const world = open({ store });
    world.roster.edit([{ kind: "collection", name: "films", document: { search: "film" } }], "");
    deepStrictEqual(world.roster.channels().map(({ id }) => id), ["a"]);
    deepStrictEqual(world.roster.entries().filter(({ fault }) => fault !== null), []);
  });

  await t.step("and can be edited or deleted meanwhile", () => {
    const { store, roster } = open({ documents: FILE });
    roster.edit([ads, channel("b", "7")], "");
    const world = open({ store });
    world.roster.edit([{ ...ads, document: { collection: { search: "ad" }, count: 1 } }], "");
    strictEqual(world.roster.entry(ads).fault, null);
    const other = open({ store });
    other.roster.edit([gone(ads)], "");
    strictEqual(refused(() => other.roster.entry(ads)).code, "unknown_document");
  });

  await t.step("when the file has one of its number, or of its name", () => {
    const store = new MemoryDocuments();
    open({ store }).roster.edit([
      channel("a", "5"),
      channel("b", "6"),
      { kind: "collection", name: "films", document: { search: "other" } },
    ], "");
    const world = open({ documents: FILE, store });
    deepStrictEqual(world.roster.channels().map(({ number, name }) => [number, name]), [
      ["5", "Bars"],
      ["6", "Channel b"],
    ]);
    deepStrictEqual(world.roster.entry({ kind: "collection", name: "films" }).document, {
      folder: "/media/films",
    });
    strictEqual(world.aside.length, 2);
  });
});

Deno.test("After any edits the roster is what its store says, and a restart brings the same", () => {
  const id = fc.constantFrom("a", "b", "c");
  const names = fc.constantFrom("x", "y");
  const channelEdit = fc.record({
    id,
    number: fc.constantFrom("1", "2", "3"),
    enabled: fc.boolean(),
    schedule: fc.constantFrom("x", "y", LOOP, { kind: "mirror", channel: "a", offset_minutes: 5 }, {
      kind: "nonsense",
    }),
  }).map(({ id, number, ...more }) => channel(id, number, more));
  const scheduleEdit = fc.record({
    name: names,
    document: fc.constantFrom<unknown>(LOOP, { kind: "loop", collection: "x" }, {
      kind: "loop",
      collection: "y",
    }, "x"),
  }).map((it): Edit => ({ kind: "schedule", ...it }));
  const collectionEdit = fc.record({
    name: names,
    document: fc.constantFrom<unknown>({ folder: "/media/a" }, { any: ["x"] }, { search: "z" }, {
      folder: "/other",
    }),
  }).map((it): Edit => ({ kind: "collection", ...it }));
  const deletion = fc.oneof(
    fc.record({ kind: fc.constant("channel" as const), name: id }),
    fc.record({ kind: fc.constantFrom("schedule" as const, "collection" as const), name: names }),
  ).map(gone);
  const edits = fc.array(fc.oneof(channelEdit, scheduleEdit, collectionEdit, deletion), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 12 }), (rounds) => {
      const world = open();
      for (const [round, some] of rounds.entries()) {
        const unique = [...new Map(some.map((edit) => [`${edit.kind} ${edit.name}`, edit])).values()];
        const before = { channels: world.roster.channels(), versions: world.store.versions.length };
        try {
          const { after } = world.roster.edit(unique, `round ${round}`);
          strictEqual(world.roster.channels(), after);
        } catch (thrown) {
          if (!(thrown instanceof Fault)) throw thrown;
          strictEqual(world.roster.channels(), before.channels);
          strictEqual(world.store.versions.length, before.versions);
        }
        const held = world.roster.entries().map(({ kind, name, document, version }) => ({
          kind,
          name,
          document,
          version,
        }));
        const stored = world.store.all().map(({ kind, name, document, version }) => ({
          kind,
          name,
          document,
          version,
        }));
        const order = (one: { kind: string; name: string }) => `${one.kind} ${one.name}`;
        const sorted = <One extends { kind: string; name: string }>(list: One[]) =>
          list.sort((one, other) => order(one) < order(other) ? -1 : 1);
        deepStrictEqual(sorted(held), sorted(stored));
        const ids = world.roster.channels().map((one) => one.id);
        strictEqual(new Set(ids).size, ids.length);
        strictEqual(
          new Set(world.roster.enabled().map(({ number }) => number)).size,
          world.roster.enabled().length,
        );
        ok(world.roster.enabled().length > 0);
      }
      const again = open({ store: world.store });
      const told = ({ roster }: FakeRoster) => roster.channels().map(({ guideId: _, ...one }) => one);
      deepStrictEqual(told(again), told(world));
      deepStrictEqual(again.aside, []);
    }),
    { numRuns: 60 },
  );
});
