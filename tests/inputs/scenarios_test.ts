/** Whole stories, and the rules of the table in the room's door, by hand. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { firstChoice, INPUTS_DEFAULTS } from "../../src/inputs/mod.ts";
import { A, B, C, Drill, FILLER, spec } from "./drill.ts";

const REMOTE = spec("a", { host: "nas", probe: "light" });

const SCENARIOS: Readonly<Record<string, () => void>> = {
  "the primary dies inside an item: the mirror takes over, and it is no longer than that": () => {
    const drill = new Drill();
    drill.air([A, B]);
    deepStrictEqual(drill.fail(), ["close 1", "degraded a", "open b"]);
    deepStrictEqual(drill.key(), ["commit b", "switched a>b error"]);
    drill.pass(60_000);
    drill.is("b");
    drill.begin([A, B], "two");
    drill.is("slate<a");
    drill.key();
    deepStrictEqual(drill.switches, ["a>b error"], "a boundary is no failover");
  },
  "a filler airs once output runs out, and the primary is back 12 s later": () => {
    const drill = new Drill();
    drill.air([REMOTE, FILLER]);
    drill.fail();
    drill.is("slate");
    drill.pass(500);
    drill.is("slate");
    drill.isStarving = true;
    drill.tick();
    drill.is("slate<filler");
    drill.key();
    const switchedAtMs = drill.atMs;
    while (drill.picture === "filler") {
      drill.pass(100);
      if (drill.words.includes("probe a")) drill.send({ kind: "probed", id: "a", isOk: true });
    }
    strictEqual(drill.atMs - switchedAtMs, 12_000);
    drill.key();
    deepStrictEqual(drill.switches, ["filler>a failback", "a>filler error"]);
  },
  "nothing is returned to for less than 20 s": () => {
    const drill = new Drill();
    drill.isStarving = true;
    drill.begin([A, FILLER]);
    drill.fail();
    drill.send({ kind: "tick", isStarving: true, isBlocked: false, isWatched: true });
    drill.key();
    drill.begin([A, FILLER], "two");
    drill.is("filler");
    drill.send({ kind: "programme", key: "three", inputs: [A], stopMs: drill.atMs + 32_900, warmed: null });
    drill.pass(32_000);
    drill.is("filler");
    drill.begin([A], "four");
    drill.is("filler<a");
  },
  "a frozen picture with bytes flowing is a stall": () => {
    const drill = new Drill();
    drill.air([A, B]);
    const from = drill.atMs;
    while (drill.picture === "a") {
      drill.send({ kind: "packet", generation: drill.active });
      drill.pass(100, { isDelivering: false });
    }
    strictEqual(drill.atMs - from, 20_000);
    drill.is("slate<b");
    drill.key();
    deepStrictEqual(drill.switches, ["a>b stall"]);
  },
  "no packet at all for longer than its timeout, and not a moment less": () => {
    const drill = new Drill({ ...INPUTS_DEFAULTS, stallTimeoutMs: 60_000 });
    drill.air([A, B]);
    drill.pass(30_000, { isDelivering: false });
    drill.is("a");
    drill.pass(1, { isDelivering: false });
    drill.is("slate<b");
    drill.key();
    deepStrictEqual(drill.switches, ["a>b timeout"]);
  },
  "404 for primary and mirror: the alternate airs": () => {
    const drill = new Drill();
    drill.begin([A, B, C]);
    drill.fail({ isFatal: true });
    drill.fail({ isFatal: true });
    drill.is("slate<c");
    drill.key();
    deepStrictEqual(drill.switches, ["->c error"]);
    drill.pass(9_900);
    ok(drill.state.health.filter(({ condition }) => condition === "degraded").length === 2);
    drill.pass(100);
    ok(drill.state.health.every(({ condition }) => condition === "fine"));
  },
  "everything dead: the filler; no filler: the slate, until something recovers": () => {
    const drill = new Drill();
    drill.isStarving = true;
    drill.begin([A, B, FILLER]);
    drill.tick();
    drill.fail();
    drill.fail();
    drill.is("slate<filler");
    deepStrictEqual(drill.fail(), ["close 3", "degraded filler", "exhausted"]);
    drill.pass(1_000);
    drill.is("slate<a");
    drill.key();
    deepStrictEqual(drill.switches, ["->a recovery"]);
    deepStrictEqual(drill.words, ["commit a", "switched ->a recovery", "restored"]);
  },
  "nothing that failed opens while the breaker is open": () => {
    const drill = new Drill();
    drill.air([A, B]);
    drill.isBlocked = true;
    drill.tick();
    drill.fail();
    drill.is("slate<b");
    drill.fail();
    drill.pass(60_000);
    drill.is("slate");
    drill.begin([A, B], "two");
    drill.is("slate<a");
    drill.fail();
    drill.fail();
    drill.isBlocked = false;
    drill.pass(2_100);
    drill.is("slate<a");
  },
  "what was warmed is adopted, and what failed while it was warmed is not chosen": () => {
    const drill = new Drill();
    drill.air([A]);
    const next = [spec("x"), spec("y", { rank: 1 })];
    const choose = () => firstChoice(drill.state, next, drill.atMs, drill.options)?.id;
    strictEqual(choose(), "x");
    deepStrictEqual(drill.send({ kind: "warm_failed", spec: spec("x"), reason: "broken", scope: "item" }), [
      "degraded x",
    ]);
    strictEqual(choose(), "y");
    drill.begin(next, "two", { id: "y" });
    deepStrictEqual(drill.words, ["close 1", "adopt y"]);
    deepStrictEqual(drill.key(), ["commit y"]);
    deepStrictEqual(drill.switches, []);
  },
  "a second connection is not warmed": () => {
    const one = { host: "tv", isSingleConnection: true } as const;
    const drill = new Drill();
    drill.air([spec("a", one)]);
    strictEqual(firstChoice(drill.state, [spec("x", one), C], drill.atMs, drill.options), null);
  },
  "a copy that turns up is no reason to leave another one, but to leave a filler": () => {
    const drill = new Drill();
    drill.air([B]);
    const copy = { ...C, rank: 0 };
    deepStrictEqual(drill.send({ kind: "update", inputs: [copy, B] }), []);
    const other = new Drill();
    other.isStarving = true;
    other.begin([A, FILLER]);
    other.fail({ isFatal: true });
    other.tick();
    other.key();
    other.is("filler");
    deepStrictEqual(other.send({ kind: "update", inputs: [A, copy, FILLER] }), ["open c"]);
  },
  "a better input that is put in airs at once, a worse one does not": () => {
    const drill = new Drill();
    drill.air([B]);
    deepStrictEqual(drill.send({ kind: "update", inputs: [B, C] }), []);
    deepStrictEqual(drill.send({ kind: "update", inputs: [A, B, C] }), ["open a"]);
    drill.key();
    deepStrictEqual(drill.switches, ["b>a input_added"]);
  },
  "a programme that is a card needs nothing": () => {
    const drill = new Drill();
    drill.isStarving = true;
    drill.air([A, FILLER]);
    drill.begin([], "card");
    deepStrictEqual(drill.words, ["close 1"]);
    drill.pass(60_000);
    drill.is("slate");
    strictEqual(drill.state.isExhausted, false);
    drill.begin([A], "two");
    drill.fail();
    drill.is("slate<filler");
  },
  "a filler that is over begins again in place": () => {
    const drill = new Drill();
    drill.isStarving = true;
    drill.air([spec("a", { host: "nas", probe: "light" }), FILLER]);
    drill.fail();
    drill.tick();
    drill.key();
    drill.pass(20_000);
    const end = { kind: "ended", generation: drill.active, isEarly: false, positionText: "20 s" } as const;
    deepStrictEqual(drill.send(end), ["close 2", "open filler"]);
    drill.key();
    deepStrictEqual(drill.send({ ...end, generation: drill.active }), [
      "close 3",
      "degraded filler",
      "exhausted",
    ]);
    strictEqual(drill.switches.length, 1);
  },
};

for (const [name, fn] of Object.entries(SCENARIOS)) Deno.test({ name, permissions: "none", fn });
