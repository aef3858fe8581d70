import { strictEqual } from "node:assert/strict";
import { systemClock } from "../../src/clock.ts";
import { CANARY, GUIDE_LEMMAS, RULE_LEMMAS } from "../../src/guide/lemmas.ts";
import { Proof } from "../../src/guide/prover.ts";
import { childSolver } from "../fakes/child_solver.ts";

const LEMMAS = [...GUIDE_LEMMAS, ...Object.values(RULE_LEMMAS)];

Deno.test("every lemma is proved by the real solver, for any durations and any anchor", async (t) => {
  await using solver = childSolver();
  using proof = new Proof({ open: solver.open, clock: systemClock, timeoutMs: 60_000 });
  for (const { name, sentence, script } of LEMMAS) {
    await t.step(`${name}: ${sentence}`, async () => {
      strictEqual((await proof.ask(script)).answer, "unsat");
    });
  }
  await t.step("and a false one is not", async () => {
    strictEqual((await proof.ask(CANARY.script)).answer, "sat");
  });
  // A lemma that holds whatever is assumed, because its assumptions contradict each other, says nothing.
  for (const { name, script } of LEMMAS.filter(({ name }) => name !== "beginning")) {
    await t.step(`${name} is about something: without its last line there is an example`, async () => {
      const assertions = script.split("\n").filter((line) => line.startsWith("(assert "));
      const lines = script.split("\n").filter((line) => line !== assertions.at(-1));
      strictEqual((await proof.ask(lines.join("\n"))).answer, "sat");
    });
  }
  for (const { name, script } of LEMMAS) {
    await t.step(`${name} is none when a duration may be 0, or neighbours need not meet`, async () => {
      const weaker = script
        .replace("(assert (> duration 0))", "")
        .replace("(assert (> pause 0))", "")
        .replace("(assert (< start stop))", "")
        .replace("(+ (div end card) 1)", "(div end card)")
        .replace("(* 1000 t) 999", "(* 1000 t) 998")
        .replace("(< start joint stop)", "(< joint start)")
        .replace("(<= start joint stop)", "(<= joint start)")
        .replace("(<= until t)", "(<= until (+ t 1))");
      const isSame = weaker === script;
      strictEqual((await proof.ask(weaker)).answer, isSame ? "unsat" : "sat");
      strictEqual(isSame, name === "beginning");
    });
  }
});
