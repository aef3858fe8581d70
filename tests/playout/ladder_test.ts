import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type Channel, type ChannelInputs, type Mirror, NO_INPUTS } from "../../src/channel.ts";
import { emptyInputs, INPUTS_DEFAULTS, step, type UnstampedEvent } from "../../src/inputs/mod.ts";
import { type Fallback, ladderOf, type LadderParts, type Rung } from "../../src/playout/ladder.ts";

const ITEM: Rung = { id: 7, locator: "/media/Shows/A B/é#1?.mkv" };
const SPELT = "A%20B/%C3%A9%231%3F.mkv";
const COPIES: readonly Rung[] = [{ id: 8, locator: "/media/Two/b.mkv" }, {
  id: 9,
  locator: "/media/Three/c.mkv",
}];
const FILLERS: readonly Rung[] = [1, 2, 3, 4, 5].map((id) => ({ id, locator: `/media/Fillers/${id}.mkv` }));

function channel(inputs: Partial<ChannelInputs> = {}): Pick<Channel, "id" | "inputs"> {
  return { id: "c1", inputs: { ...NO_INPUTS, ...inputs } };
}

function to(...places: readonly string[]): Pick<ChannelInputs, "mirrors"> {
  return { mirrors: places.map((place) => mirror("/media/Shows", place)) };
}

function mirror(from: string, to: string, rest: Partial<Mirror> = {}): Mirror {
  return { from, to, probe: "light", isSingleConnection: false, ...rest };
}

const CASES: readonly {
  readonly name: string;
  readonly parts: Partial<LadderParts>;
  readonly want: string[];
}[] = [
  { name: "the file itself", parts: {}, want: [`primary ${ITEM.locator}`] },
  {
    name: "mirrors in order, then copies",
    parts: { channel: channel(to("/mnt/backup", "http://nas:8080/Shows")), alternates: COPIES },
    want: [
      `primary ${ITEM.locator}`,
      "mirror:0 /mnt/backup/A B/é#1?.mkv",
      `mirror:1 http://nas:8080/Shows/${SPELT}`,
      "alternate:8 /media/Two/b.mkv",
      "alternate:9 /media/Three/c.mkv",
    ],
  },
  {
    name: "a mirror that is a whole server",
    parts: { channel: channel(to("https://nas")) },
    want: [`primary ${ITEM.locator}`, `mirror:0 https://nas/${SPELT}`],
  },
  {
    name: "no mirror of a folder whose name only begins alike",
    parts: {
      channel: channel({ mirrors: [mirror("/media/Sho", "/a"), mirror("/media", "/b")] }),
    },
    want: [`primary ${ITEM.locator}`, "mirror:1 /b/Shows/A B/é#1?.mkv"],
  },
  {
    name: "no copies where the channel wants none",
    parts: { channel: channel({ alternates: false }), alternates: COPIES },
    want: [`primary ${ITEM.locator}`],
  },
  {
    name: "each file once, whatever overlaps",
    parts: {
      channel: channel(to("/media/Shows", "/m", "/m")),
      alternates: [{ id: 8, locator: "/m/A B/é#1?.mkv" }],
    },
    want: [`primary ${ITEM.locator}`, "mirror:1 /m/A B/é#1?.mkv"],
  },
  {
    name: "one filler at the end",
    parts: { alternates: COPIES.slice(0, 1), fallback: { items: FILLERS.slice(0, 1), turn: 41 } },
    want: [`primary ${ITEM.locator}`, "alternate:8 /media/Two/b.mkv", "filler /media/Fillers/1.mkv"],
  },
  {
    name: "no filler that was tried already",
    parts: { alternates: COPIES, fallback: { items: [ITEM, ...COPIES], turn: 0 } },
    want: [`primary ${ITEM.locator}`, "alternate:8 /media/Two/b.mkv", "alternate:9 /media/Three/c.mkv"],
  },
  {
    name: "no filler of an empty collection",
    parts: { fallback: { items: [], turn: 3 } },
    want: [`primary ${ITEM.locator}`],
  },
];

function ladder(parts: Partial<LadderParts>) {
  return ladderOf({ item: ITEM, alternates: [], channel: channel(), fallback: null, ...parts });
}

function fillerAt(items: Fallback["items"], turn: number, id = "c1"): number | undefined {
  return ladder({ channel: { ...channel(), id }, fallback: { items, turn } }).at(-1)?.itemId;
}

Deno.test({
  name: "ladderOf()",
  permissions: "none",
  async fn(t) {
    for (const { name, parts, want } of CASES) {
      await t.step(name, () => {
        deepStrictEqual(ladder(parts).map(({ id, locator }) => `${id} ${locator}`), want);
      });
    }

    await t.step("says how a mirror is to be looked at, and whether it takes one connection", () => {
      const only = mirror("/media/Shows", "http://nas/S", { probe: "full", isSingleConnection: true });
      const mirrors = [only, mirror("/media/Shows", "/m", { probe: "none" })];
      deepStrictEqual(
        ladder({ channel: channel({ mirrors }) }).map((one) => [one.id, one.probe, one.isSingleConnection]),
        [["primary", "light", false], ["mirror:0", "full", true], ["mirror:1", "none", false]],
      );
    });

    await t.step("says of each what it is", () => {
      const parts = {
        channel: channel(to("http://nas/S")),
        alternates: COPIES.slice(0, 1),
        fallback: { items: FILLERS, turn: 0 },
      };
      deepStrictEqual(
        ladder(parts).map(({ kind, tier, host, itemId }) => [kind, tier, host, itemId]).slice(0, 3),
        [
          ["primary", "equivalent", null, 7],
          ["mirror", "equivalent", "nas:80", 7],
          ["alternate", "equivalent", null, 8],
        ],
      );
      const filler = ladder(parts).at(-1);
      deepStrictEqual([filler?.kind, filler?.tier, filler?.rank], ["filler", "substitute", 3]);
    });

    await t.step(
      "leaves a copy alone when another one appears in front of it, and parks where they were",
      () => {
        const [eight, nine] = COPIES;
        ok(eight !== undefined && nine !== undefined);
        let state = emptyInputs();
        const say = (event: UnstampedEvent) => {
          const next = step(state, { ...event, atMs: 1_000, wallMs: 1_000 }, INPUTS_DEFAULTS);
          state = next.state;
          return next.effects;
        };
        const failed = { kind: "warm_failed", reason: "broken", scope: "item" } as const;
        const before = ladder({ alternates: [nine] });
        for (let round = 0; round < 5; round++) {
          for (const spec of before.slice(0, 1)) say({ ...failed, spec });
        }
        say({ kind: "programme", key: "one", inputs: before, stopMs: 3_600_000, warmed: null });
        say({ kind: "key", generation: 1 });
        strictEqual(state.active?.id, "alternate:9");
        deepStrictEqual(say({ kind: "update", inputs: ladder({ alternates: [eight, nine] }) }), []);
        strictEqual(state.active?.id, "alternate:9");
        strictEqual(state.active?.locator, nine.locator);
        const conditions = state.inputs.map(({ id }) => state.health.find((one) => one.id === id)?.condition);
        deepStrictEqual(conditions, ["parked", "fine", "fine"]);
      },
    );

    await t.step("airs every filler once before one comes again, in another order on each channel", () => {
      const orders = ["c1", "c2", "c3"].map((id) => FILLERS.map((_, turn) => fillerAt(FILLERS, turn, id)));
      for (const order of orders) deepStrictEqual([...order].sort(), [1, 2, 3, 4, 5]);
      ok(new Set(orders.map(String)).size > 1);
      strictEqual(fillerAt(FILLERS, 5), fillerAt(FILLERS, 0));
    });
  },
});

const place = fc.constantFrom("/a", "/a/b", "/c", "http://n/a", "https://n:1", "http://n/a%20b");
const rung = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  name: fc.constantFrom("x.mkv", "b/x.mkv", "y z.mkv", "%.mkv"),
  folder: fc.constantFrom("/a", "/a/b", "/c"),
}).map(({ id, name, folder }): Rung => ({ id, locator: `${folder}/${id}/${name}` }));

Deno.test({
  name: "ladderOf() is a total order of different files under different ids, equivalents first",
  permissions: "none",
  fn() {
    const parts = fc.record({
      item: rung,
      alternates: fc.uniqueArray(rung, { maxLength: 4, selector: ({ id }) => id }),
      channel: fc.record({
        mirrors: fc.array(
          fc.tuple(fc.constantFrom("/a", "/a/b", "/c"), place).map(([from, to]) => mirror(from, to)),
          { maxLength: 4 },
        ),
        alternates: fc.boolean(),
      }).map(channel),
      fallback: fc.option(
        fc.record({ items: fc.uniqueArray(rung, { selector: ({ id }) => id }), turn: fc.nat() }),
      ),
    }).filter(({ item, alternates }) => alternates.every(({ id }) => id !== item.id));
    fc.assert(fc.property(parts, (made) => {
      const inputs = ladderOf(made);
      deepStrictEqual(inputs.map(({ rank }) => rank), inputs.map((_, index) => index));
      strictEqual(new Set(inputs.map(({ id }) => id)).size, inputs.length);
      strictEqual(new Set(inputs.map(({ locator }) => locator)).size, inputs.length);
      const kinds = inputs.map(({ kind }) => ["primary", "mirror", "alternate", "filler"].indexOf(kind));
      deepStrictEqual(kinds, [...kinds].sort());
      deepStrictEqual([kinds[0], kinds.filter((kind) => kind === 3).length <= 1], [0, true]);
      deepStrictEqual(ladderOf(made), inputs);
    }));
  },
});
