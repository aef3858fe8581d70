/** What a failure leads to. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { firstChoice, INPUTS_DEFAULTS } from "../../src/inputs/mod.ts";
import { A, B, C, Drill, FILLER, spec } from "./drill.ts";

const CASES: Readonly<Record<string, () => void>> = {
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
};

for (const [name, fn] of Object.entries(CASES)) Deno.test({ name, permissions: "none", fn });
