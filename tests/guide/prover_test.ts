import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import { GUIDE_LEMMAS, RULE_LEMMAS } from "../../src/guide/lemmas.ts";
import { Proof } from "../../src/guide/prover.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeSolver, honest } from "../fakes/fake_solver.ts";

const SCRIPT = "(check-sat)\n(reset)\n";
const UNSAT = '{"answer":"unsat"}';

Deno.test({
  name: "Proof",
  permissions: "none",
  async fn(t) {
    await t.step(
      "starts a solver with the first question, keeps it, and ends it with the batch",
      async () => {
        const solver = new FakeSolver(honest);
        {
          using proof = proofBy(solver);
          strictEqual(solver.started, 0);
          deepStrictEqual([await proof.ask(SCRIPT), await proof.ask(SCRIPT)], [{ answer: "unsat" }, {
            answer: "unsat",
          }]);
          deepStrictEqual([solver.started, solver.running, proof.questions], [1, 1, 2]);
        }
        strictEqual(solver.running, 0);
      },
    );
    await t.step("gives the counterexample's instant", async () => {
      using proof = proofBy(new FakeSolver(() => '{"answer":"sat","t":-5}'));
      deepStrictEqual(await proof.ask(SCRIPT), { answer: "sat", t: -5 });
    });
    await t.step("takes whatever is no answer for none", async () => {
      using proof = proofBy(new FakeSolver(() => "unsat, surely"));
      deepStrictEqual(await proof.ask(SCRIPT), {
        answer: "unknown",
        reason: "the solver said unsat, surely",
      });
    });
    await t.step("ends a solver that is stuck and asks another", async () => {
      const clock = new FakeClock();
      const solver = new FakeSolver((script, start) => start === 1 ? null : honest(script));
      using proof = proofBy(solver, clock);
      const asked = proof.ask(SCRIPT);
      await clock.advance(30_000);
      deepStrictEqual(await asked, { answer: "unsat" });
      deepStrictEqual([solver.started, solver.running], [2, 1]);
    });
    await t.step("gives up when the second is stuck, too, and the next question gets a new one", async () => {
      const clock = new FakeClock();
      const solver = new FakeSolver((script, start) => start < 3 ? null : honest(script));
      using proof = proofBy(solver, clock);
      const asked = rejects(proof.ask(SCRIPT), isFault("proof_timeout"));
      await clock.advance(30_000);
      await clock.advance(30_000);
      await asked;
      strictEqual(solver.running, 0);
      deepStrictEqual(await proof.ask(SCRIPT), { answer: "unsat" });
    });
    await t.step("fails when solvers end without a word", async () => {
      const solver = new FakeSolver(() => "end");
      using proof = proofBy(solver);
      await rejects(proof.ask(SCRIPT), isFault("solver_missing"));
      strictEqual(solver.started, 2);
    });
    await t.step("fails when there is no solver", async () => {
      using proof = new Proof({
        open: () => Promise.reject(new Fault("solver_missing", "nobody listens")),
        clock: new FakeClock(),
        timeoutMs: 1,
      });
      await rejects(proof.ask(SCRIPT), /nobody listens/);
    });
    await t.step(
      "fails at once when it is given up amid a question, and starts no other solver",
      async () => {
        const solver = new FakeSolver(() => null);
        const proof = proofBy(solver);
        const asked = rejects(proof.ask(SCRIPT), isFault("solver_missing"));
        while (solver.asked.length === 0) await Promise.resolve();
        proof[Symbol.dispose]();
        await asked;
        deepStrictEqual([solver.started, solver.running], [1, 0]);
      },
    );
  },
});

Deno.test("Proof believes no solver that does not know what is false", { permissions: "none" }, async (t) => {
  const isBelieved = async (solver: FakeSolver) => {
    using proof = proofBy(solver);
    const answers = [await proof.ask(SCRIPT), await proof.ask(SCRIPT)];
    return answers.map(({ answer }) => answer);
  };
  await t.step("one that says yes to everything", async () => {
    deepStrictEqual(await isBelieved(new FakeSolver(() => UNSAT)), ["unknown", "unknown"]);
  });
  await t.step("one that was well when it was asked first", async () => {
    let said = 0;
    const solver = new FakeSolver((script) => ++said <= 2 ? honest(script) : UNSAT);
    deepStrictEqual(await isBelieved(solver), ["unsat", "unknown"]);
  });
  await t.step("the second, after one that ended", async () => {
    const solver = new FakeSolver((_, start) => start === 1 ? "end" : UNSAT);
    deepStrictEqual(await isBelieved(solver), ["unknown", "unknown"]);
  });
  await t.step("one that answers twice: its next answer would be to the question before", async () => {
    const solver = new FakeSolver((script, start) =>
      start === 1 ? `${honest(script)}\n${honest(script)}` : honest(script)
    );
    deepStrictEqual(await isBelieved(solver), ["unknown", "unsat"]);
    strictEqual(solver.started, 2);
  });
  await t.step("one that says something else in between", async () => {
    const solver = new FakeSolver((script, start) => (start === 1 ? "WARNING\n" : "") + honest(script));
    deepStrictEqual(await isBelieved(solver), ["unknown", "unsat"]);
    strictEqual(solver.started, 2);
  });
});

Deno.test({
  name: "Proof.leanOn()",
  permissions: "none",
  async fn(t) {
    await t.step("asks for every lemma once", async () => {
      const solver = new FakeSolver(honest);
      using proof = proofBy(solver);
      strictEqual(await proof.leanOn(["loop"]), null);
      const count = GUIDE_LEMMAS.length + 1;
      strictEqual(proof.questions, count);
      strictEqual(await proof.leanOn(["loop"]), null);
      strictEqual(proof.questions, count);
      strictEqual(await proof.leanOn(["loop", "cards"]), null);
      strictEqual(proof.questions, count + 1);
    });
    await t.step("does not believe a solver that says yes to everything", async () => {
      using proof = proofBy(new FakeSolver(() => UNSAT));
      match(await proof.leanOn(["loop"]) ?? "", /believes what is false/);
    });
    await t.step("does not believe a lemma the solver does not prove", async () => {
      using proof = proofBy(
        new FakeSolver((script) =>
          script.includes("shown") ? '{"answer":"unknown","reason":"?"}' : honest(script)
        ),
      );
      match(await proof.leanOn(["loop"]) ?? "", /lemma of seconds does not hold/);
    });
    for (const { name } of GUIDE_LEMMAS) {
      await t.step(`refuses to go without the lemma of ${name}`, async () => {
        const guide = GUIDE_LEMMAS.filter((lemma) => lemma.name !== name);
        using proof = proofBy(new FakeSolver(honest), new FakeClock(), { guide, rules: RULE_LEMMAS });
        match(await proof.leanOn(["loop"]) ?? "", new RegExp(`no lemma of ${name}`));
      });
    }
    await t.step("refuses to go without the lemma of a rule", async () => {
      using proof = proofBy(new FakeSolver(honest), new FakeClock(), { guide: GUIDE_LEMMAS, rules: {} });
      match(await proof.leanOn(["loop"]) ?? "", /no lemma for timelines made by loop/);
    });
  },
});

function proofBy(
  solver: FakeSolver,
  clock = new FakeClock(),
  ...lemmas: ConstructorParameters<typeof Proof>[1][]
): Proof {
  return new Proof({ open: solver.open, clock, timeoutMs: 30_000 }, ...lemmas);
}

function isFault(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Fault && thrown.code === code;
}
