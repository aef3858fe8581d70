import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { OpenSolver, SolverLine } from "../solver_line.ts";
import { CANARY, GUIDE_LEMMAS, type Lemma, RULE_LEMMAS, type RuleKind } from "./lemmas.ts";
import { parseAnswer, readLines, READY, type SolverAnswer } from "./solver_lines.ts";

/** What a prover works with. */
export interface ProverParts {
  /** Starts a solver. */
  readonly open: OpenSolver;
  /** Time. */
  readonly clock: Clock;
  /** The solver answers one question within this time, or it is ended. */
  readonly timeoutMs: number;
}

/** A solver is there by then; on its very first start it has to be fetched. */
const START_MS = 120_000;
/** How often a question is asked of a new solver when the one before did not answer. */
const TRIES = 2;

/** Lemmas a proof leans on. Only tests hand in others, to see that a proof without them is none. */
export interface LemmaBook {
  /** For every guide. */
  readonly guide: readonly Lemma[];
  /** For channels, by the rule that makes their timeline. */
  readonly rules: Readonly<Partial<Record<RuleKind, Lemma>>>;
}

const LEMMAS: LemmaBook = { guide: GUIDE_LEMMAS, rules: RULE_LEMMAS };

/**
 * One batch of questions to a solver in a process of its own. It is started with the first question and ended with the
 * batch; one that is stuck is ended and started again, once per question.
 */
export class Proof implements Disposable {
  readonly #parts: ProverParts;
  readonly #lemmas: LemmaBook;
  readonly #proved = new Set<Lemma>();
  #session: Session | null = null;
  #asking: Promise<unknown> = Promise.resolve();
  #questions = 0;
  #isOver = false;

  /** Starts nothing yet. */
  constructor(parts: ProverParts, lemmas: LemmaBook = LEMMAS) {
    this.#parts = parts;
    this.#lemmas = lemmas;
  }

  /** Questions answered so far, lemmas among them. */
  get questions(): number {
    return this.#questions;
  }

  /**
   * Asks; one question at a time. A solver that says yes to everything, or answers out of turn, is not believed.
   *
   * @param script SMT-LIB, ended by `(reset)`.
   * @throws {Fault} `proof_timeout` if two solvers did not answer in time, `solver_missing` if there is none.
   */
  ask(script: string): Promise<SolverAnswer> {
    const answer = this.#asking.then(() => this.#askAgain(script));
    // A question that failed keeps nobody from asking the next.
    this.#asking = Promise.allSettled([answer]);
    return answer;
  }

  /**
   * Proves what every proof about emitted programmes leans on, each lemma once.
   *
   * @param rules Rules that make the timelines it is about.
   * @returns Why it is not proved, or null.
   * @throws {Fault} As {@link Proof.ask}.
   */
  async leanOn(rules: Iterable<RuleKind>): Promise<string | null> {
    for (const name of GUIDE_LEMMA_NAMES) {
      if (!this.#lemmas.guide.some((lemma) => lemma.name === name)) return `there is no lemma of ${name}`;
    }
    const wanted: Lemma[] = [...this.#lemmas.guide];
    for (const rule of rules) {
      const found = this.#lemmas.rules[rule];
      if (found === undefined) return `there is no lemma for timelines made by ${rule}`;
      wanted.push(found);
    }
    for (const lemma of wanted) {
      if (this.#proved.has(lemma)) continue;
      const answer = await this.ask(lemma.script);
      if (answer.answer !== "unsat") {
        const reason = answer.answer === "unknown" ? answer.reason : `the solver said ${answer.answer}`;
        return `the lemma of ${lemma.name} does not hold: ${reason}`;
      }
      this.#proved.add(lemma);
    }
    return null;
  }

  /** Ends the solver, busy or not; there will be no other. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#endSession();
  }

  async #askAgain(script: string): Promise<SolverAnswer> {
    let fault = new Fault("solver_missing", "Cannot prove the guide: its time is over");
    for (let attempt = 0; attempt < TRIES && !this.#isOver; attempt++) {
      try {
        const session = this.#session ?? await this.#startSession();
        return await this.#askOne(session, script);
      } catch (thrown) {
        this.#endSession();
        if (!(thrown instanceof Fault)) throw thrown;
        fault = thrown;
      }
    }
    throw fault;
  }

  /** An answer counts only from a solver that, right after it, still finds what is false: its answers are in step. */
  async #askOne(session: Session, script: string): Promise<SolverAnswer> {
    const { timeoutMs } = this.#parts;
    const answer = await session.ask(script, timeoutMs);
    const isSane = answer.answer !== "unsat" ||
      (await session.ask(CANARY.script, timeoutMs)).answer === "sat";
    this.#questions++;
    // What it says next may belong to what it was asked before.
    if (!isSane || answer.answer === "unknown") this.#endSession();
    return isSane ? answer : { answer: "unknown", reason: "the solver believes what is false" };
  }

  async #startSession(): Promise<Session> {
    const session = new Session(await this.#parts.open(), this.#parts.clock);
    this.#session = session;
    if (this.#isOver) this.#endSession();
    await session.ready();
    return session;
  }

  #endSession(): void {
    this.#session?.[Symbol.dispose]();
    this.#session = null;
  }
}

const GUIDE_LEMMA_NAMES = GUIDE_LEMMAS.map(({ name }) => name);

/** One solver. */
class Session implements Disposable {
  readonly #line: SolverLine;
  readonly #clock: Clock;
  readonly #lines: AsyncGenerator<string>;

  constructor(line: SolverLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
    this.#lines = readLines(line.output);
  }

  /** Waits until it can be asked. */
  async ready(): Promise<void> {
    const said = await this.#hear(START_MS);
    if (said !== READY) throw new Fault("solver_missing", `Cannot prove the guide: the solver says ${said}`);
  }

  async ask(script: string, timeoutMs: number): Promise<SolverAnswer> {
    const written = this.#line.write(script);
    const heard = this.#hear(timeoutMs);
    // One that reads nothing more says nothing more, either; and one that cannot be written to is not waited for.
    void Promise.allSettled([written, heard]);
    await Promise.race([written.then(() => heard), heard]);
    return parseAnswer(await heard);
  }

  async #hear(timeoutMs: number): Promise<string> {
    const answered = new AbortController();
    const late = this.#clock.sleep(timeoutMs, answered.signal).then(() => null);
    const next = this.#lines.next();
    try {
      const first = await Promise.race([next, late]);
      if (first === null) {
        // It ends once the line is closed; nobody waits for it any more.
        void Promise.allSettled([next]);
        throw new Fault("proof_timeout", `Cannot prove the guide: no answer within ${timeoutMs} ms`);
      }
      if (first.done === true) {
        throw new Fault("solver_missing", "Cannot prove the guide: the solver ended without an answer");
      }
      return first.value;
    } finally {
      answered.abort();
    }
  }

  [Symbol.dispose](): void {
    this.#line[Symbol.dispose]();
  }
}
