import type { Schedule } from "../schedule_rule.ts";
import { END_OF_SCRIPT, T } from "./solver_lines.ts";

/** A rule by which timelines are made: the kind of a schedule, or none at all. */
export type RuleKind = Schedule["kind"] | "cards";

/** Something that is true of any durations and any beginning; asked of the solver as its opposite. */
export interface Lemma {
  /** Its short name. */
  readonly name: string;
  /** What is true, in English. */
  readonly sentence: string;
  /** SMT-LIB: its opposite; `unsat` proves the lemma. */
  readonly script: string;
}

/**
 * What a proof about what was emitted leans on: that its neighbour conditions say all there is to say.
 *
 * `count` is how many programmes of those so far cover the instant; by the induction's hypothesis, one from `anchor` up
 * to `end`, and none elsewhere.
 */
const INDUCTION = [
  "(declare-const anchor Int)",
  "(declare-const end Int)",
  "(declare-const count Int)",
  "(assert (<= anchor end))",
  `(assert (= count (ite (and (<= anchor ${T}) (< ${T} end)) 1 0)))`,
  `(define-fun adds ((start Int) (stop Int)) Int (ite (and (<= start ${T}) (< ${T} stop)) 1 0))`,
  // After the step, some instant is covered another number of times than it should be, or nothing was gained.
  "(define-fun fails ((start Int) (stop Int)) Bool (or (<= stop end) " +
  `(distinct (+ count (adds start stop)) (ite (and (<= anchor ${T}) (< ${T} stop)) 1 0))))`,
];

function lemma(name: string, sentence: string, lines: readonly string[]): Lemma {
  const script = [`(declare-const ${T} Int)`, ...lines, "(check-sat)", `${END_OF_SCRIPT}\n`].join("\n");
  return { name, sentence, script };
}

function step(name: string, sentence: string, lines: readonly string[]): Lemma {
  return lemma(name, sentence, [...INDUCTION, ...lines]);
}

/** What a rule may draw from: a length above 0 for whatever it writes next, and a choice of its own. */
const DRAWN = [
  "(declare-const duration Int)",
  "(assert (> duration 0))",
  "(declare-const choice Bool)",
];

/** A place on the clock where something ends or begins, and that is still ahead. */
const AHEAD = ["(declare-const place Int)", "(assert (> place end))"];

const FILLS_OR_PLAYS = "(assert (fails end (ite choice place (+ end duration))))";

/**
 * The step of each rule: whichever programme it writes next, of whatever length, time stays tiled. Items, fillers,
 * cards and parts of items are all programmes; rounds, seeds and breaks only decide which one is next.
 */
export const RULE_LEMMAS: Readonly<Record<RuleKind, Lemma>> = {
  loop: step("loop", "A loop over items of any durations, from any anchor, leaves no gap and no overlap.", [
    ...DRAWN,
    "(assert (fails end (+ end duration)))",
  ]),
  "paused_when_unwatched": step(
    "paused_when_unwatched",
    "Time that stands still, for however long and however often, leaves no gap and no overlap.",
    [
      ...DRAWN,
      "(declare-const pause Int)",
      "(assert (> pause 0))",
      "(assert (fails end (ite choice (+ end pause) (+ end duration))))",
    ],
  ),
  slots: step(
    "slots",
    "Items that fit their slots, are cut by them or run over them, and what fills up the rest, leave no gap and no " +
      "overlap.",
    [
      ...DRAWN,
      ...AHEAD,
      "(define-fun cut ((from Int)) Int (ite (< (+ from duration) place) (+ from duration) place))",
      "(assert (fails end (ite choice (cut end) (+ end duration))))",
    ],
  ),
  "random_slots": step(
    "random_slots",
    "Slots drawn by chance, padded to wherever the clock is wanted to stand, leave no gap and no overlap.",
    [...DRAWN, ...AHEAD, FILLS_OR_PLAYS],
  ),
  blocks: step(
    "blocks",
    "Blocks of any length, cut by the next one or filled up to it, leave no gap and no overlap.",
    [
      ...DRAWN,
      ...AHEAD,
      "(define-fun cut ((from Int)) Int (ite (< (+ from duration) place) (+ from duration) place))",
      "(assert (fails end (ite choice (cut end) (+ end duration))))",
    ],
  ),
  sequence: step(
    "sequence",
    "Steps that play items or wait for a time of day, in any order, leave no gap and no overlap.",
    [...DRAWN, ...AHEAD, FILLS_OR_PLAYS],
  ),
  mirror: step(
    "mirror",
    "What another channel airs, later by whatever time, leaves no gap and no overlap if that channel leaves none.",
    [
      ...DRAWN,
      ...["start", "offset"].map((name) => `(declare-const ${name} Int)`),
      "(assert (= end (+ start offset)))",
      "(assert (fails end (+ start duration offset)))",
    ],
  ),
  cards: step("cards", "Cards that end on the half hour, from any anchor, leave no gap and no overlap.", [
    "(define-fun card () Int 1800000)",
    "(assert (fails end (* (+ (div end card) 1) card)))",
  ]),
};

/** What holds for every guide, whatever its channels' rules are. */
export const GUIDE_LEMMAS: readonly Lemma[] = [
  lemma("beginning", "Before the first programme no instant is covered.", [
    "(declare-const anchor Int)",
    `(assert (and (<= anchor ${T}) (< ${T} anchor)))`,
  ]),
  step("neighbours", "Programmes whose ends and beginnings meet cover every instant between exactly once.", [
    "(declare-const start Int)",
    "(declare-const stop Int)",
    // What was asked of neighbours, at the two instants that matter: it held at every one.
    "(assert (not (xor (<= end end) (<= start end))))",
    "(assert (not (xor (<= end start) (<= start start))))",
    "(assert (< start stop))",
    "(assert (fails start stop))",
  ]),
  lemma("seconds", "What airs as a second ends is what a guide of floored instants tells for that second.", [
    "(declare-const start Int)",
    "(declare-const stop Int)",
    "(assert (<= start stop))",
    `(define-fun shown () Int (+ (* 1000 ${T}) 999))`,
    `(assert (xor (and (<= (div start 1000) ${T}) (< ${T} (div stop 1000))) ` +
    "(and (<= start shown) (< shown stop))))",
  ]),
  lemma("boundaries", "Where guide and playout begin and end alike, they tell and show alike in between.", [
    ...["told", "until", "airs", "over"].map((name) => `(declare-const ${name} Int)`),
    "(assert (<= told until))",
    "(assert (<= airs over))",
    // Asked of every instant, so also of this one.
    `(define-fun shown () Int (+ (* 1000 ${T}) 999))`,
    `(assert (= (<= told ${T}) (<= airs shown)))`,
    `(assert (= (<= until ${T}) (<= over shown)))`,
    `(assert (xor (and (<= told ${T}) (< ${T} until)) (and (<= airs shown) (< shown over))))`,
  ]),
  lemma("merging", "Two programmes that meet, told as one, cover the same instants.", [
    ...["start", "joint", "stop"].map((name) => `(declare-const ${name} Int)`),
    "(assert (<= start joint stop))",
    `(define-fun on ((from Int) (to Int)) Bool (and (<= from ${T}) (< ${T} to)))`,
    "(assert (or (distinct (on start stop) (or (on start joint) (on joint stop))) " +
    "(and (on start joint) (on joint stop))))",
  ]),
];

/** A question with an answer that is known, to see that the solver does not say yes to everything. */
export const CANARY: Lemma = step("canary", "This is false: programmes of no duration still go on.", [
  "(declare-const duration Int)",
  "(assert (>= duration 0))",
  "(assert (fails end (+ end duration)))",
]);
