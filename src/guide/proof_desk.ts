import { createHash } from "node:crypto";
import type { ToldChannel } from "./draft.ts";
import type { Findings } from "./findings.ts";
import type { RuleKind } from "./lemmas.ts";
import type { Piece } from "./piece.ts";
import { solverFound, type Verdict } from "./pipeline.ts";
import type { Proof } from "./prover.ts";
import type { ProvedSpans } from "./proved_spans.ts";
import { Question } from "./question.ts";

/** Entries the solver is asked about at once (decision 40). */
const QUESTION_ENTRIES = 1_000;
/** Questions that may wait for an answer: more of them would only take memory. */
const QUESTIONS_WAITING = 2;

/** A question being written, and what is proved if nothing is found. */
interface Batch {
  readonly question: Question;
  readonly keys: string[];
  readonly rules: Set<RuleKind>;
}

/** Where a draft hands in its pieces to be proved, and hears the verdict. */
export class ProofDesk {
  readonly #proof: Proof | null;
  readonly #proved: ProvedSpans;
  readonly #findings: Findings;
  readonly #waiting: Promise<void>[] = [];
  #batch = newBatch();
  #fresh = 0;
  #known = 0;
  #verdict: Verdict = { verdict: "VERIFIED" };

  /** @param proof Null where plain code has the last word. */
  constructor(proof: Proof | null, proved: ProvedSpans, findings: Findings) {
    this.#proof = proof;
    this.#proved = proved;
    this.#findings = findings;
  }

  /** The first failure; verified as long as there is none, but only after {@link ProofDesk.finish}. */
  get verdict(): Verdict {
    return this.#verdict;
  }

  /** Pieces proved by this draft, and by those before. */
  get pieces(): { readonly fresh: number; readonly known: number } {
    return { fresh: this.#fresh, known: this.#known };
  }

  /**
   * The key of what was emitted and of everything it is compared with.
   *
   * @param bytes What was emitted.
   * @param facts What airs, on which channel, and by which rule; plain data.
   */
  keyOf(bytes: Uint8Array, facts: unknown): string {
    return createHash("sha256").update(bytes).update(JSON.stringify(facts)).digest("base64");
  }

  /** Whether a piece was proved before; then it need not be again. */
  isKnown(key: string): boolean {
    if (!this.#proved.has(key)) return false;
    this.#proved.add(key);
    this.#known++;
    return true;
  }

  /** What is told of a channel as before, if all of it was proved; null if some of it was not. */
  reuse(told: ToldChannel): ToldChannel | null {
    return told.keys.every((key) => this.isKnown(key)) ? told : null;
  }

  /** Takes note of what another stage found. */
  note(verdict: Verdict, channel: string): void {
    if (verdict.verdict === "VERIFIED") return;
    if (this.#verdict.verdict === "VERIFIED") this.#verdict = verdict;
    const { counterexample, reason } = verdict;
    const rule = counterexample?.rule ?? "proof";
    this.#findings.add({ rule, channel, atS: counterexample?.atS ?? null, detail: reason });
  }

  /** Has a piece proved, sooner or later; waits while too much is to be proved already. */
  async submit(
    piece: Piece,
    { key, rule }: { readonly key: string; readonly rule: RuleKind },
  ): Promise<void> {
    this.#fresh++;
    if (this.#proof === null) return this.#proved.add(key);
    const { question, keys, rules } = this.#batch;
    question.add(piece);
    keys.push(key);
    rules.add(rule);
    if (question.entries < QUESTION_ENTRIES) return;
    this.#send(this.#proof);
    while (this.#waiting.length > QUESTIONS_WAITING) await this.#waiting.shift();
  }

  /** Waits for every answer. */
  async finish(): Promise<void> {
    const isOpen = this.#batch.keys.length > 0 && this.#findings.total === 0;
    if (this.#proof !== null && isOpen) this.#send(this.#proof);
    for (const question of this.#waiting.splice(0)) await question;
  }

  #send(proof: Proof): void {
    const question = this.#prove(proof, this.#batch);
    this.#batch = newBatch();
    // Whoever waits for it hears of its failure; until then it is nobody's.
    void Promise.allSettled([question]);
    this.#waiting.push(question);
  }

  async #prove(proof: Proof, { question, keys, rules }: Batch): Promise<void> {
    const objection = await proof.leanOn(rules);
    if (objection !== null) return this.#fail(objection);
    const answer = await proof.ask(question.script());
    switch (answer.answer) {
      case "unsat":
        for (const key of keys) this.#proved.add(key);
        return;
      case "sat": {
        const found = solverFound(question.pieces, answer.t === null ? null : question.instantOf(answer.t));
        const channel = found.verdict === "FAILED" ? found.counterexample?.channel.id : undefined;
        return this.note(found, channel ?? "");
      }
      case "unknown":
        return this.#fail(`the solver does not know: ${answer.reason}`);
    }
  }

  #fail(reason: string): void {
    this.note({ verdict: "FAILED", stage: "smt", counterexample: null, reason }, "");
  }
}

/** Any channel may show cards. */
function newBatch(): Batch {
  return { question: new Question(), keys: [], rules: new Set(["cards"]) };
}
