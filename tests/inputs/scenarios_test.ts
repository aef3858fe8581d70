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
  "a long life is begun again at once": () => {
    const drill = new Drill();
    drill.air([A]);
    for (let round = 0; round < 20; round++) {
      drill.pass(31_000);
      deepStrictEqual(drill.fail(), [`close ${round + 1}`, "respawned a", "open a"]);
      strictEqual(drill.state.health[0]?.currentError, "broken");
      drill.key();
      strictEqual(drill.state.health[0]?.currentError, null);
    }
    deepStrictEqual(drill.switches, []);
    strictEqual(drill.state.health[0]?.errors.length, 5);
  },
  "a death after a long life is counted: the fifth in 120 s parks": () => {
    const drill = new Drill();
    drill.air([A]);
    for (let round = 0; round < 4; round++) {
      drill.pass(10_000);
      deepStrictEqual(drill.fail(), [`close ${round + 1}`, "respawned a", "open a"]);
      drill.key();
    }
    drill.pass(10_000);
    deepStrictEqual(drill.fail(), ["close 5", "degraded a", "parked a", "exhausted"]);
  },
  "a death after a long life counts against a host that it tells about": () => {
    const drill = new Drill();
    drill.air([spec("a", { host: "nas" })]);
    for (let round = 0; round < 4; round++) {
      drill.pass(10_000);
      drill.fail({ scope: "host" });
      drill.is("slate<a");
      drill.key();
    }
    drill.pass(10_000);
    deepStrictEqual(drill.fail({ scope: "host" }), ["close 5", "degraded a", "parked a", "exhausted"]);
    strictEqual(drill.state.hosts[0]?.condition, "parked");
  },
  "a breaker that opens over a respawn bars what it opened": () => {
    const drill = new Drill();
    drill.air([A]);
    drill.pass(10_000);
    deepStrictEqual(drill.fail(), ["close 1", "respawned a", "open a"]);
    drill.isBlocked = true;
    drill.fail({ isShortage: true });
    drill.pass(5_000);
    drill.is("slate");
    drill.isBlocked = false;
    drill.tick();
    drill.is("slate<a");
  },
  "a failure tells whether anything else shows the programme": () => {
    const covered = (drill: Drill) =>
      drill.effects.flatMap((one) =>
        one.kind === "degraded" || one.kind === "respawned" ? [one.isCovered] : []
      );
    const drill = new Drill();
    drill.air([A, B, FILLER]);
    drill.fail();
    deepStrictEqual(covered(drill), [true], "the mirror does");
    drill.fail();
    deepStrictEqual(covered(drill), [false], "nothing but the filler is left");
    drill.send({ kind: "warm_failed", spec: spec("x"), reason: "broken", scope: "item" });
    deepStrictEqual(covered(drill), [true], "it is not due yet");
    const lone = new Drill();
    lone.air([A]);
    lone.pass(10_000);
    lone.fail();
    deepStrictEqual([lone.words[1], ...covered(lone)], ["respawned a", false]);
    const oneHost = new Drill();
    oneHost.begin([spec("a", { host: "nas" }), spec("b", { host: "nas", rank: 1 })]);
    const seen: boolean[] = [];
    for (; seen.length < 5; seen.push(...covered(oneHost))) {
      while (oneHost.picture === "slate") oneHost.pass(100);
      oneHost.fail({ scope: "host" });
    }
    strictEqual(seen[0], true);
    strictEqual(seen[4], false, "the other went with their host");
  },
  "waits grow from 1 s to 10 s": () => {
    const drill = new Drill({ ...INPUTS_DEFAULTS, park: { threshold: 50, windowMs: 1, cooldownMs: 1 } });
    drill.begin([A]);
    const waitsMs = Array.from({ length: 6 }, () => {
      drill.fail();
      const from = drill.atMs;
      while (drill.picture === "slate") drill.pass(100);
      return drill.atMs - from;
    });
    deepStrictEqual(waitsMs, [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  },
  "an early end is a failure, one in time is none": () => {
    const drill = new Drill();
    drill.air([A, B]);
    const early = {
      kind: "ended",
      generation: drill.active,
      isEarly: true,
      positionText: "12 s of 300 s",
    } as const;
    deepStrictEqual(drill.send(early), ["close 1", "degraded a", "open b"]);
    drill.key();
    deepStrictEqual(drill.switches, ["a>b premature_end"]);
    drill.send({ ...early, generation: drill.active, isEarly: false });
    drill.pass(60_000);
    drill.is("slate");
    deepStrictEqual(drill.state.health.find(({ id }) => id === "b")?.errors, []);
    strictEqual(drill.state.isExhausted, false);
  },
  "fifty switches in a row leave one that runs, and one line": () => {
    const drill = new Drill();
    drill.air([A, B, C]);
    for (let turn = 0; turn < 50; turn++) {
      drill.send({ kind: "switch", id: turn % 2 === 0 ? "b" : "c", sticky: "until_failure" });
    }
    drill.is("a<c");
    drill.key();
    deepStrictEqual(drill.switches, ["a>c manual"]);
    const open = drill.log.filter(({ kind }) => kind === "open").length;
    strictEqual(drill.log.filter(({ kind }) => kind === "close").length, open - 1);
  },
  "five failures park, one try follows, its failure parks again, its success clears": () => {
    const drill = new Drill();
    drill.begin([A]);
    const failFive = () => {
      while (!drill.words.includes("parked a")) {
        while (drill.picture === "slate") drill.pass(100);
        drill.fail();
      }
    };
    failFive();
    drill.pass(299_900);
    drill.is("slate");
    drill.pass(100);
    drill.is("slate<a");
    deepStrictEqual(drill.fail(), ["close 6", "degraded a", "parked a"]);
    drill.pass(300_000);
    deepStrictEqual(drill.key(), ["commit a", "resumed a", "switched ->a recovery", "restored"]);
    deepStrictEqual(drill.state.health[0]?.failuresMs, []);
  },
  "a host that fails for all it has is left alone as a whole, and reset lets it in again": () => {
    const drill = new Drill();
    const inputs = [spec("a", { host: "nas" }), spec("b", { host: "nas", rank: 1 }), FILLER];
    drill.begin(inputs);
    while (!drill.words.some((word) => word.startsWith("parked"))) {
      while (drill.picture === "slate") drill.pass(100);
      drill.fail({ scope: "host" });
    }
    drill.pass(30_000);
    drill.is("slate");
    strictEqual(
      firstChoice(drill.state, [spec("z", { host: "nas" }), C], drill.atMs, drill.options)?.id,
      "c",
    );
    deepStrictEqual(drill.send({ kind: "switch", id: "b", sticky: "until_failure" }), [
      "refused input_degraded",
    ]);
    deepStrictEqual(drill.send({ kind: "reset", id: "b" }), ["resumed b", "open a"]);
  },
  "a host that is left alone is not probed either": () => {
    const drill = new Drill();
    drill.begin([
      spec("a", { host: "nas", probe: "light" }),
      spec("b", { host: "nas", rank: 1, probe: "light" }),
    ]);
    while (!drill.words.some((word) => word.startsWith("parked"))) {
      for (const id of ["a", "b"]) {
        if (drill.words.includes(`probe ${id}`)) drill.send({ kind: "probed", id, isOk: true });
      }
      if (drill.picture === "slate") drill.pass(100);
      else drill.fail({ scope: "host" });
    }
    const before = drill.log.length;
    drill.pass(299_900);
    deepStrictEqual(drill.log.slice(before), []);
    drill.pass(100);
    deepStrictEqual(drill.words.length, 1, "one look, not two");
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
  "without a process to be had nobody failed": () => {
    const drill = new Drill();
    drill.begin([A]);
    deepStrictEqual(drill.fail({ isShortage: true }), ["close 1"]);
    drill.pass(400);
    drill.is("slate");
    drill.pass(100);
    drill.is("slate<a");
    drill.key();
    deepStrictEqual([drill.switches, drill.state.health[0]?.errors], [[], []]);
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
  "an operator's choice holds as long as was said": () => {
    const drill = new Drill();
    drill.air([A, B]);
    drill.send({ kind: "switch", id: "b", sticky: "until_cleared" });
    drill.key();
    drill.begin([A, B], "two");
    drill.is("slate<b");
    drill.key();
    drill.fail();
    drill.is("slate<a");
    drill.key();
    drill.pass(15_000);
    drill.is("a<b");
    drill.key();
    drill.send({ kind: "clear_override" });
    drill.is("b<a");
    drill.key();
    deepStrictEqual(drill.switches, ["b>a override_cleared", "a>b failback", "b>a error", "a>b manual"]);
    drill.send({ kind: "switch", id: "b", sticky: "until_boundary" });
    drill.key();
    drill.begin([A, B], "three");
    drill.is("slate<a");
  },
  "an operator hears why not": () => {
    const drill = new Drill();
    const pin = (id: string) => drill.send({ kind: "switch", id, sticky: "until_failure" });
    deepStrictEqual(pin("a"), ["refused no_programme"]);
    drill.air([A, B]);
    deepStrictEqual(pin("z"), ["refused unknown_input"]);
    drill.fail();
    deepStrictEqual(pin("a"), ["refused input_degraded"]);
    deepStrictEqual(drill.send({ kind: "reset", id: "z" }), ["refused unknown_input"]);
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
  "a probe that never finds anything is asked ever more rarely": () => {
    const drill = new Drill();
    drill.air([REMOTE, B]);
    drill.fail();
    drill.key();
    const askedMs: number[] = [];
    while (askedMs.length < 8) {
      drill.pass(100);
      if (!drill.words.includes("probe a")) continue;
      askedMs.push(drill.atMs);
      drill.send({ kind: "probed", id: "a", isOk: false });
    }
    const waitsS = askedMs.slice(1).map((atMs, index) => (atMs - (askedMs[index] ?? 0)) / 1_000);
    deepStrictEqual(waitsS, [8, 16, 32, 64, 120, 120, 120]);
  },
};

for (const [name, fn] of Object.entries(SCENARIOS)) Deno.test({ name, permissions: "none", fn });
