import { elementsOf, type XmlElement } from "./elements.ts";
import type { GuideEntry } from "./entries.ts";
import type { GuideChannel, GuideSpan, ReadSpan } from "./facts.ts";
import type { Findings } from "./findings.ts";

/** Checks that a piece of emitted text says exactly the programmes it was made from, and all that is said of them. */
export function compareSpans(
  written: readonly GuideEntry[],
  read: readonly ReadSpan[],
  findings: Findings,
): void {
  for (let at = 0; at < Math.max(written.length, read.length); at++) {
    const one = written[at];
    const other = read[at];
    const isSame = one !== undefined && other !== undefined && isSameSpan(one, other);
    const lost = isSame ? difference(elementsOf(one), other.elements) : null;
    if (isSame && lost === null) continue;
    const detail = lost ?? `written ${tellSpan(one)}, read back ${tellSpan(other)}`;
    const channel = one?.channel ?? other?.channel ?? "";
    findings.add({ rule: "parse_back", channel, atS: one?.startS ?? other?.startS ?? null, detail });
  }
}

/** Checks that the emitted text names exactly the channels it was made from. */
export function compareChannels(
  written: readonly GuideChannel[],
  read: readonly GuideChannel[],
  findings: Findings,
): void {
  for (let at = 0; at < Math.max(written.length, read.length); at++) {
    const [one, other] = [tellChannel(written[at]), tellChannel(read[at])];
    if (one === other) continue;
    const channel = written[at]?.id ?? read[at]?.id ?? "";
    findings.add({ rule: "parse_back", channel, atS: null, detail: `written ${one}, read back ${other}` });
  }
}

function isSameSpan(one: GuideSpan, other: GuideSpan): boolean {
  return one.channel === other.channel && one.startS === other.startS && one.stopS === other.stopS &&
    one.title === other.title && one.subTitle === other.subTitle;
}

/** What was written and what was read in its place, of the first that are not the same; null if all are. */
function difference(written: readonly XmlElement[], read: readonly XmlElement[]): string | null {
  for (let at = 0; at < Math.max(written.length, read.length); at++) {
    const [one, other] = [JSON.stringify(written[at]), JSON.stringify(read[at])];
    if (one !== other) return `written ${one}, read back ${other}`;
  }
  return null;
}

function tellSpan(span: GuideSpan | undefined): string {
  return span === undefined ? "nothing" : `${span.startS} to ${span.stopS} ${span.title}`;
}

function tellChannel(channel: GuideChannel | undefined): string {
  return channel === undefined ? "nothing" : JSON.stringify([channel.id, ...channel.displayNames]);
}
