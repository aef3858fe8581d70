import type { Airing } from "./airings.ts";
import type { GuideSpan } from "./facts.ts";
import type { GuideRule } from "./findings.ts";
import type { PieceChannel } from "./piece.ts";

/** An instant at which a guide would be wrong. */
export interface Counterexample {
  /** The rule that is broken. */
  readonly rule: GuideRule;
  /** The rule as a sentence. */
  readonly sentence: string;
  /** Where. */
  readonly channel: PieceChannel;
  /** When, seconds since 1970; null if the entry has no instant at all. */
  readonly atS: number | null;
  /** What the guide says of that instant; more than one entry when it contradicts itself. */
  readonly told: readonly GuideSpan[];
  /** What playout shows then; null beyond the guide's ends. */
  readonly airs: Airing | null;
  /** What exactly is wrong. */
  readonly detail: string;
}

/** The counterexample in words: channel, instant, what the guide says and what a viewer would see. */
export function tellCounterexample({ channel, atS, told, airs, sentence, detail }: Counterexample): string {
  const when = atS === null ? "" : ` at ${tellInstant(atS)}`;
  const says = told.length === 0 ? "nothing" : told.map(tellSpan).join(" and ");
  const sees = airs === null ? "" : `, a viewer sees ${tellAiring(airs)}`;
  return `Channel ${channel.label}${when}: the guide says ${says}${sees}. Broken: ${sentence} (${detail})`;
}

function tellSpan({ title, subTitle, startS, stopS }: GuideSpan): string {
  return `"${nameOf(title, subTitle)}" (${tellTime(startS)} to ${tellTime(stopS)})`;
}

function tellAiring({ title, subTitle, startMs, stopMs }: Airing): string {
  return `"${nameOf(title, subTitle)}" (${tellTime(startMs / 1_000)} to ${tellTime(stopMs / 1_000)})`;
}

function nameOf(title: string, subTitle: string | null): string {
  return subTitle === null ? title : `${title}: ${subTitle}`;
}

/** `2026-01-05 12:00:00 UTC`. */
function tellInstant(seconds: number): string {
  const text = isoOf(seconds);
  return text === null ? `second ${seconds}` : `${text.slice(0, 19).replace("T", " ")} UTC`;
}

function tellTime(seconds: number): string {
  return isoOf(seconds)?.slice(11).replace(/\.000Z$|Z$/, "") ?? String(seconds);
}

function isoOf(seconds: number): string | null {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
