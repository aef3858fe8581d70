import { isPlaceholder } from "../metadata/mod.ts";
import type { GuideRule } from "./findings.ts";
import { INSTANT_S_END } from "./instants.ts";
import { FILLER_MS_MAX, isSliver, mayHide, type Pair, pairUp, type Piece, secondOf } from "./piece.ts";

/** A piece with everything that airs beside the entry that tells it. */
export interface PairedPiece extends Piece {
  /** As {@link pairUp} puts them. */
  readonly pairs: readonly Pair[];
}

/** Where a property is broken. */
export interface Breach {
  /** An instant of which it is untrue, seconds since 1970; null if there is none to name. */
  readonly atS: number | null;
  /** What is wrong there. */
  readonly detail: string;
}

/** How a question writes what a piece says. */
export interface Terms {
  /** A second since 1970. */
  second(seconds: number): string;
  /** An instant in milliseconds since 1970. */
  instant(ms: number): string;
  /** A span of time, in milliseconds. */
  length(ms: number): string;
  /** A name; equal texts get equal numbers, others others. */
  name(...texts: readonly (string | null)[]): string;
  /** A text itself. */
  text(text: string): string;
}

/** What holds of every guide we publish, for whoever wants to know. */
export interface GuideSentence {
  /** Its short name. */
  readonly rule: GuideRule;
  /** What holds, in English. */
  readonly sentence: string;
}

/** Something that holds of every guide we publish: said, asked of the solver, and looked up by plain code. */
export interface Property extends GuideSentence {
  /** SMT-LIB: what breaks it. The instant `t`, in seconds, and `base`, from which seconds are counted, are free. */
  readonly definition: string;
  /** SMT-LIB: that definition, applied to everything in a piece; if one of them can be true, the property is broken. */
  readonly terms: (piece: PairedPiece, terms: Terms) => string[];
  /** The same by plain code: the first breach, or null. */
  readonly check: (piece: PairedPiece) => Breach | null;
}

/** White space as JavaScript's `\s` has it. */
const SPACE = ["\\u{9}-\\u{d}", " - ", "\\u{a0}-\\u{a0}", "\\u{1680}-\\u{1680}", "\\u{2000}-\\u{200a}"]
  .concat(["\\u{2028}-\\u{2029}", "\\u{202f}-\\u{202f}", "\\u{205f}-\\u{205f}", "\\u{3000}-\\u{3000}"])
  .concat(["\\u{feff}-\\u{feff}"])
  .map((range) => range === " - " ? '(re.range " " " ")' : `(re.range "${range.replace("-", '" "')}")`);
const SPACES = `(re.* (re.union ${SPACE.join(" ")}))`;
const ITEM = ["iI", "tT", "eE", "mM"].map(([small, capital]) =>
  `(re.union (str.to_re "${small}") (str.to_re "${capital}"))`
).join(" ");

const COVERED_ONCE: Property = {
  rule: "covered_once",
  sentence: "Every instant of the guide is covered by exactly one programme.",
  // From `stop` up to `start` nothing is on, from `start` up to `stop` two programmes are.
  definition: "(define-fun gap_or_overlap ((stop Int) (start Int)) Bool (xor (<= stop t) (<= start t)))",
  terms: ({ spans }, { second }) =>
    neighboursOf(spans).map(([stopS, startS]) => `(gap_or_overlap ${second(stopS)} ${second(startS)})`),
  check({ spans }) {
    for (const [stopS, startS] of neighboursOf(spans)) {
      if (startS > stopS) return { atS: stopS, detail: `nothing is on from ${stopS} to ${startS}` };
      if (startS < stopS) return { atS: startS, detail: `two programmes are on from ${startS} to ${stopS}` };
      if (startS !== stopS) return { atS: null, detail: "there is no instant to begin or end at" };
    }
    return null;
  },
};

const AGREEMENT: Property = {
  rule: "agreement",
  sentence: "At every instant the guide tells the programme that playout shows.",
  // Playout changes within a second, the guide at its beginning: what is on as a second ends counts for the second.
  definition:
    "(define-fun differ ((told Int) (airs Int)) Bool (xor (<= told t) (<= airs (+ (* 1000 t) 999))))",
  terms: (piece, { second, instant }) =>
    boundariesOf(piece).map(({ toldS, airsMs }) =>
      // Nothing begins to air where this entry does: the entry itself is what differs.
      airsMs === null ? "true" : `(differ ${second(toldS)} ${instant(airsMs)})`
    ),
  check(piece) {
    for (const { toldS, airsMs } of boundariesOf(piece)) {
      if (airsMs === null) return { atS: toldS, detail: "nothing that airs begins in its time" };
      const airsS = secondOf(airsMs);
      if (toldS === airsS) continue;
      const detail = `the guide changes at ${toldS}, playout at ${airsMs / 1_000}`;
      return { atS: Number.isNaN(toldS) ? null : Math.min(toldS, airsS), detail };
    }
    return piece.spans.length === 0 ? { atS: null, detail: "it tells nothing" } : null;
  },
};

const NAME: Property = {
  rule: "name",
  sentence: "A programme is told on its own channel, by the name of what airs.",
  definition: "(define-fun misnamed ((told Int) (airs Int)) Bool (distinct told airs))",
  terms: ({ channel, pairs }, { name }) =>
    pairs.map(({ span, lead, subTitle }) => {
      const told = name(span.channel, span.title, span.subTitle);
      return `(misnamed ${told} ${lead === null ? name() : name(channel.id, lead.title, subTitle)})`;
    }),
  check({ channel, pairs }) {
    for (const { span, lead, subTitle } of pairs) {
      const atS = span.startS;
      if (span.channel !== channel.id) return { atS, detail: `it stands on the channel ${span.channel}` };
      if (span.title === lead?.title && span.subTitle === subTitle) continue;
      return {
        atS,
        detail: `what airs is called ${lead === null ? "nothing" : `${lead.title}, ${subTitle}`}`,
      };
    }
    return null;
  },
};

const HIDDEN: Property = {
  rule: "hidden",
  sentence: "What a programme of the guide covers beside its own is short filler, or more of the same.",
  definition: "(define-fun hides ((part Int) (lead Int) (filler Bool) (length Int)) Bool " +
    `(not (or (= part lead) (and filler (< length ${FILLER_MS_MAX})))))`,
  terms: ({ pairs }, { name, length }) =>
    pairs.flatMap(({ airings, lead }) =>
      lead === null ? [] : airings.filter((airing) => airing !== lead).map((airing) => {
        const { startMs, stopMs, part, isFiller } = airing;
        // What is no part of anything is no part of the lead either.
        const own = part === null ? name("alone", String(startMs)) : name("part", part);
        const filler = isFiller || isSliver(airing);
        return `(hides ${own} ${name("part", lead.part ?? "")} ${filler} ${length(stopMs - startMs)})`;
      })
    ),
  check({ pairs }) {
    for (const { airings, lead } of pairs) {
      const hidden = lead === null ? undefined : airings.find((airing) => !mayHide(airing, lead));
      if (hidden === undefined) continue;
      return { atS: secondOf(hidden.startMs), detail: `${hidden.title} airs, and is not told` };
    }
    return null;
  },
};

const UNBROKEN: Property = {
  rule: "airing",
  sentence: "Playout goes from one programme to the next without a pause.",
  definition: "(define-fun pause ((stop Int) (start Int)) Bool (distinct stop start))",
  terms: (piece, { instant }) =>
    jointsOf(piece).map(([stopMs, startMs]) => `(pause ${instant(stopMs)} ${instant(startMs)})`),
  check(piece) {
    for (const [stopMs, startMs] of jointsOf(piece)) {
      if (stopMs === startMs) continue;
      return {
        atS: secondOf(Math.min(stopMs, startMs)),
        detail: `one stops at ${stopMs} ms, the next starts at ${startMs} ms`,
      };
    }
    return null;
  },
};

const LENGTH: Property = {
  rule: "length",
  sentence: "A programme starts before it stops.",
  definition: "(define-fun no_length ((start Int) (stop Int)) Bool (>= start stop))",
  terms: ({ spans }, { second }) =>
    spans.map(({ startS, stopS }) => `(no_length ${second(startS)} ${second(stopS)})`),
  check({ spans }) {
    const found = spans.find(({ startS, stopS }) => !(startS < stopS));
    return found === undefined ? null : {
      atS: instantOrNull(found.startS),
      detail: `it starts at ${found.startS} and stops at ${found.stopS}`,
    };
  },
};

const RANGE: Property = {
  rule: "instant",
  sentence: "All instants lie in the years 1970 to 2100.",
  definition: "(define-fun out_of_range ((instant Int)) Bool " +
    `(not (and (<= 0 (+ base instant)) (< (+ base instant) ${INSTANT_S_END}))))`,
  terms: ({ spans }, { second }) =>
    spans.flatMap(({ startS, stopS }) => [startS, stopS]).map((instant) =>
      `(out_of_range ${second(instant)})`
    ),
  check({ spans }) {
    const found = spans.flatMap(({ startS, stopS }) => [startS, stopS])
      .find((instant) => !(Number.isInteger(instant) && instant >= 0 && instant < INSTANT_S_END));
    return found === undefined ? null : { atS: instantOrNull(found), detail: `${found} is outside` };
  },
};

const TITLE: Property = {
  rule: "title",
  sentence: "A programme has a title.",
  definition: `(define-fun untitled ((title String)) Bool (str.in_re title ${SPACES}))`,
  terms: ({ spans }, { text }) => spans.map(({ title }) => `(untitled ${text(title)})`),
  check({ spans }) {
    const found = spans.find(({ title }) => title.trim() === "");
    return found === undefined ? null : { atS: instantOrNull(found.startS), detail: "the title is empty" };
  },
};

const PLACEHOLDER: Property = {
  rule: "placeholder",
  sentence: "No title is the number some import made up.",
  definition: "(define-fun placeholder ((title String)) Bool " +
    `(str.in_re title (re.++ ${SPACES} ${ITEM} ${SPACES} (re.+ (re.range "0" "9")) ${SPACES})))`,
  terms: ({ spans }, { text }) =>
    spans.flatMap(({ title, subTitle }) => [title, subTitle].flatMap((it) => it ?? []))
      .map((title) => `(placeholder ${text(title)})`),
  check({ spans }) {
    const found = spans.find(({ title, subTitle }) => isNumber(title) || isNumber(subTitle ?? ""));
    return found === undefined
      ? null
      : { atS: instantOrNull(found.startS), detail: `it is called ${found.title}, ${found.subTitle}` };
  },
};

/** Everything that holds of a guide, beside what validation and well-formedness say of single texts. */
export const PROPERTIES: readonly Property[] = [
  LENGTH,
  COVERED_ONCE,
  AGREEMENT,
  NAME,
  HIDDEN,
  UNBROKEN,
  RANGE,
  TITLE,
  PLACEHOLDER,
];

/** The properties in English. */
export const GUIDE_SENTENCES: readonly GuideSentence[] = PROPERTIES.map(({ rule, sentence }) => ({
  rule,
  sentence,
}));

/** A piece, ready to be looked at. */
export function paired(piece: Piece): PairedPiece {
  return { ...piece, pairs: pairUp(piece) };
}

/**
 * Ends and beginnings that must meet. The end is the latest so far, so that no earlier programme can reach into a later
 * one unseen (decision 40).
 */
function neighboursOf(spans: PairedPiece["spans"]): [stopS: number, startS: number][] {
  const neighbours: [number, number][] = [];
  let latestS = spans[0]?.stopS ?? 0;
  for (let at = 1; at < spans.length; at++) {
    const { startS, stopS } = spans[at] ?? { startS: NaN, stopS: NaN };
    neighbours.push([latestS, startS]);
    // What is no number stays none.
    latestS = latestS >= stopS ? latestS : stopS;
  }
  return neighbours;
}

/** Where the guide changes, and where playout does. */
function boundariesOf({ pairs, airings }: PairedPiece): { toldS: number; airsMs: number | null }[] {
  const starts = pairs.map(({ span, airings: [first] }) => ({
    toldS: span.startS,
    airsMs: first?.startMs ?? null,
  }));
  const last = pairs.at(-1);
  return last === undefined
    ? []
    : [...starts, { toldS: last.span.stopS, airsMs: airings.at(-1)?.stopMs ?? null }];
}

function jointsOf({ airings, entersMs }: PairedPiece): [stopMs: number, startMs: number][] {
  return airings.flatMap(({ startMs }, at): [number, number][] => {
    const stopMs = at === 0 ? entersMs : airings[at - 1]?.stopMs ?? null;
    return stopMs === null ? [] : [[stopMs, startMs]];
  });
}

function isNumber(title: string): boolean {
  return title.trim() !== "" && isPlaceholder(title);
}

function instantOrNull(seconds: number): number | null {
  return Number.isFinite(seconds) ? seconds : null;
}
