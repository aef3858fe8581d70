import type { Channel } from "../channel.ts";
import { isPlaceholder } from "../metadata/mod.ts";
import { OFF_AIR } from "./airings.ts";
import type { GuideEntry } from "./entries.ts";
import { NO_FACTS } from "./entry_facts.ts";
import { madeUpTitle } from "./naming.ts";
import type { Repair, RepairKind } from "./repairs.ts";

/**
 * Makes entries say what viewers will see: of two at one time the later one airs, so the earlier is cut; where there
 * is none the off-air card shows; what has no name is called by channel and time. What comes out is what is written.
 *
 * @param channel The channel all of them are on.
 * @param entries As {@link normalize} leaves them.
 * @param report Hears of everything that was put right.
 */
export function repair(
  channel: Channel,
  entries: readonly GuideEntry[],
  report: (repair: Repair) => void,
): GuideEntry[] {
  const mended: GuideEntry[] = [];
  for (const found of entries) {
    const entry = named(channel, found, report);
    const tell = (kind: RepairKind, atS: number, detail: string) =>
      report({ kind, channel: channel.guideId, atS, detail });
    for (let last = mended.at(-1); last !== undefined && last.stopS > entry.startS; last = mended.at(-1)) {
      tell("overlap", last.startS, `${last.title} ran into ${entry.title} and is cut`);
      mended.pop();
      if (last.startS < entry.startS) mended.push({ ...last, stopS: entry.startS });
    }
    const endS = mended.at(-1)?.stopS ?? entry.startS;
    if (endS < entry.startS) {
      tell("gap", endS, `nothing was told until ${entry.startS}`);
      mended.push(offAir(channel, endS, entry.startS));
    }
    mended.push(entry);
  }
  return mended;
}

function named(channel: Channel, entry: GuideEntry, report: (repair: Repair) => void): GuideEntry {
  const tell = (kind: RepairKind, detail: string) =>
    report({ kind, channel: channel.guideId, atS: entry.startS, detail });
  let { title, subTitle } = entry;
  if (isPlaceholder(title)) {
    title = madeUpTitle(channel, entry.startS * 1_000);
    tell("title", `"${entry.title}" is now called ${title}`);
  }
  if (subTitle !== null && isPlaceholder(subTitle)) {
    tell("title", `the sub-title "${subTitle}" is left out`);
    subTitle = null;
  }
  if (entry.channel !== channel.guideId) tell("channel", `${title} stood on ${entry.channel}`);
  return { ...entry, channel: channel.guideId, title, subTitle };
}

function offAir(channel: Channel, startS: number, stopS: number): GuideEntry {
  const unknown = { subTitle: null, category: null, year: null, number: null, description: null } as const;
  const own = { quality: null, facts: NO_FACTS, isRepeat: true, covers: [] };
  return { channel: channel.guideId, startS, stopS, title: OFF_AIR, ...unknown, ...own };
}
