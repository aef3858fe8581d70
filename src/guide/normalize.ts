import type { GuideEntry } from "./entries.ts";
import { INSTANT_S_END } from "./instants.ts";
import type { Repair, RepairKind } from "./repairs.ts";
import { cleanText } from "./xml_text.ts";

/**
 * Brings entries of one channel into the form everything after relies on: whole seconds within 1970 to 2100, start
 * before stop, by start, each once, titles of text that XML can carry.
 *
 * @param entries In any order.
 * @param report Hears of everything that was not in that form.
 */
export function normalize(entries: readonly GuideEntry[], report: (repair: Repair) => void): GuideEntry[] {
  const normal = entries.flatMap((entry) => normalEntry(entry, report) ?? []);
  if (normal.some((entry, at) => entry.startS < (normal[at - 1]?.startS ?? -Infinity))) {
    const [first] = normal;
    report({
      kind: "order",
      channel: first?.channel ?? "",
      atS: first?.startS ?? null,
      detail: "sorted by start",
    });
    normal.sort((one, other) => one.startS - other.startS || one.stopS - other.stopS);
  }
  return normal.filter((entry, at) => {
    const before = normal[at - 1];
    if (before === undefined || !isSame(before, entry)) return true;
    report({
      kind: "doubled",
      channel: entry.channel,
      atS: entry.startS,
      detail: `${entry.title} stood there twice`,
    });
    return false;
  });
}

function normalEntry(entry: GuideEntry, report: (repair: Repair) => void): GuideEntry | null {
  const { channel } = entry;
  const tell = (kind: RepairKind, detail: string) =>
    report({ kind, channel, atS: Number.isFinite(entry.startS) ? entry.startS : null, detail });
  const [startS, stopS] = [Math.floor(entry.startS), Math.floor(entry.stopS)];
  if (!(startS >= 0 && stopS < INSTANT_S_END)) {
    tell("range", `left out, from ${entry.startS} to ${entry.stopS}`);
    return null;
  }
  if (startS !== entry.startS || stopS !== entry.stopS) {
    tell("fraction", `from ${entry.startS} to ${entry.stopS}`);
  }
  if (startS >= stopS) {
    tell("no_length", `left out, from ${startS} to ${stopS}`);
    return null;
  }
  const title = cleanText(entry.title);
  const subTitle = entry.subTitle === null ? null : cleanText(entry.subTitle) || null;
  const description = entry.description === null ? null : cleanText(entry.description) || null;
  if (title !== entry.title || subTitle !== entry.subTitle || description !== entry.description) {
    tell("text", `${title} held what XML cannot carry`);
  }
  return { ...entry, startS, stopS, title, subTitle, description };
}

function isSame(one: GuideEntry, other: GuideEntry): boolean {
  return one.startS === other.startS && one.stopS === other.stopS && one.title === other.title &&
    one.subTitle === other.subTitle;
}
