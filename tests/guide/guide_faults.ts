import type { GuideSpan } from "../../src/guide/facts.ts";

/** A kind of fault, as programs make them: what becomes of a list of programmes. */
export interface GuideFault {
  /** What went wrong. */
  readonly name: string;
  /** The list with the fault in it; at least three programmes go in. */
  readonly spoil: <Span extends GuideSpan>(spans: readonly Span[]) => Span[];
}

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

/** Every kind of fault that is tried after every stage. */
export const GUIDE_FAULTS: readonly GuideFault[] = [
  one("starts a second early", ({ startS }) => ({ startS: startS - 1 })),
  one("starts a second late", ({ startS }) => ({ startS: startS + 1 })),
  one("stops a second early", ({ stopS }) => ({ stopS: stopS - 1 })),
  one("stops a second late", ({ stopS }) => ({ stopS: stopS + 1 })),
  one("is a second early", shifted(-1)),
  one("is a second late", shifted(1)),
  one("is an hour late, as in another zone", shifted(HOUR_S)),
  one("stops a minute early: a gap", ({ stopS }) => ({ stopS: stopS - 60 })),
  one("stops a minute late: an overlap", ({ stopS }) => ({ stopS: stopS + 60 })),
  one("has start and stop exchanged", ({ startS, stopS }) => ({ startS: stopS, stopS: startS })),
  one("has no length", ({ startS }) => ({ stopS: startS })),
  one("begins before 1970", ({ stopS }) => ({ startS: -1, stopS })),
  one("ends after 2100", () => ({ stopS: 4_133_980_800 })),
  one("is told in milliseconds", ({ startS, stopS }) => ({ startS: startS * 1_000, stopS: stopS * 1_000 })),
  one("is wrapped at 32 bits", ({ startS, stopS }) => ({ startS: startS - 2 ** 32, stopS: stopS - 2 ** 32 })),
  one(
    "is wrapped at 33 bits of 90 kHz",
    ({ startS, stopS }) => ({ startS: startS % 95_443, stopS: stopS % 95_443 }),
  ),
  one("starts at no number", () => ({ startS: NaN })),
  one("stops at no number", () => ({ stopS: NaN })),
  one("starts within a second", ({ startS }) => ({ startS: startS + 0.5 })),
  one("has no title", () => ({ title: "" })),
  one("has a title of blanks", () => ({ title: " \u00a0\t" })),
  one("is called by its number", () => ({ title: "Item 12345" })),
  one("has its number for a sub-title", () => ({ subTitle: "item 7" })),
  one("has a truncated title", ({ title }) => ({ title: title.slice(0, -1) })),
  one("has a title in capitals", ({ title }) => ({ title: title.toUpperCase() })),
  one("has a title that was escaped twice", ({ title }) => ({ title: `${title}&amp;` })),
  one("has another sub-title", ({ subTitle }) => ({ subTitle: `${subTitle}!` })),
  one("stands on another channel", () => ({ channel: "six.x" })),
  one("stands on a channel whose id lost a letter", ({ channel }) => ({ channel: channel.slice(0, -1) })),
  all(
    "all are an hour late, as in another zone",
    (spans) => spans.map((span) => ({ ...span, ...shifted(HOUR_S)(span) })),
  ),
  all(
    "all are five and a half hours early",
    (spans) => spans.map((span) => ({ ...span, ...shifted(-5.5 * HOUR_S)(span) })),
  ),
  all("all are a day early", (spans) => spans.map((span) => ({ ...span, ...shifted(-DAY_S)(span) }))),
  all(
    "from one on all are an hour late, as after a change of clocks",
    (spans) => spans.map((span, at) => at < 1 ? span : { ...span, ...shifted(HOUR_S)(span) }),
  ),
  all(
    "from one on all are a second late: it drifts",
    (spans) => spans.map((span, at) => at < 1 ? span : { ...span, ...shifted(1)(span) }),
  ),
  all(
    "two have their titles swapped",
    ([first, second, ...rest]) =>
      first && second
        ? [{ ...first, title: second.title, subTitle: second.subTitle }, {
          ...second,
          title: first.title,
          subTitle: first.subTitle,
        }, ...rest]
        : [],
  ),
  all(
    "all have the title of the one before",
    (spans) =>
      spans.map((span, at) => ({
        ...span,
        title: spans.at(at - 1)?.title ?? "",
        subTitle: spans.at(at - 1)?.subTitle ?? null,
      })),
  ),
  all(
    "two have their times swapped",
    ([first, second, ...rest]) =>
      first && second
        ? [{ ...first, startS: second.startS, stopS: second.stopS }, {
          ...second,
          startS: first.startS,
          stopS: first.stopS,
        }, ...rest]
        : [],
  ),
  all("one is dropped", ([first, _, ...rest]) => first ? [first, ...rest] : []),
  all("the first is dropped", ([_, ...rest]) => rest),
  all("the last is dropped", (spans) => spans.slice(0, -1)),
  all("all are dropped", () => []),
  all("one is there twice", ([first, ...rest]) => first ? [first, first, ...rest] : []),
  all(
    "one is there twice, with another title",
    ([first, ...rest]) => first ? [first, { ...first, title: "Elsewhere" }, ...rest] : [],
  ),
  all(
    "one swallows the next",
    ([first, second, ...rest]) => first && second ? [{ ...first, stopS: second.stopS }, ...rest] : [],
  ),
  all(
    "one is cut in two, the second half called something else",
    ([first, ...rest]) =>
      first
        ? [{ ...first, stopS: first.startS + 60 }, {
          ...first,
          startS: first.startS + 60,
          title: "Elsewhere",
        }, ...rest]
        : [],
  ),
  all(
    "one that never airs stands within another",
    ([first, ...rest]) =>
      first
        ? [
          first,
          { ...first, startS: first.startS + 60, stopS: first.startS + 120, title: "Elsewhere" },
          ...rest,
        ]
        : [],
  ),
  all("one that never airs follows the last", (spans) => {
    const last = spans.at(-1);
    return last
      ? [...spans, { ...last, startS: last.stopS, stopS: last.stopS + 60, title: "Elsewhere" }]
      : [];
  }),
];

/** The second programme is changed. */
function one(name: string, change: (span: GuideSpan) => Partial<GuideSpan>): GuideFault {
  return {
    name: `one ${name}`,
    spoil: (spans) => spans.map((span, at) => at === 1 ? { ...span, ...change(span) } : span),
  };
}

function all(name: string, spoil: GuideFault["spoil"]): GuideFault {
  return { name, spoil };
}

function shifted(bySeconds: number): (span: GuideSpan) => { startS: number; stopS: number } {
  return ({ startS, stopS }) => ({ startS: startS + bySeconds, stopS: stopS + bySeconds });
}
