import { join } from "node:path";
import type { Base } from "./base.ts";
import type { Channel } from "./channel.ts";
import { messageOf } from "./fault.ts";
import { chooseAudio } from "./ffmpeg/mod.ts";
import {
  type FactSources,
  guideFile,
  GuidePublisher,
  MetadataWatch,
  type RefreshOutcome,
} from "./guide/mod.ts";
import type { GuideTemplates } from "./guide_template.ts";
import type { LookupTally } from "./metadata/mod.ts";
import type { Offer } from "./offer.ts";
import { BroadcastScheduleAuthority, RemarkLog, whenLeftOutChanges } from "./schedule/mod.ts";
import type { ScanReport } from "./source/mod.ts";

/**
 * The authority over what airs.
 *
 * @param parts `isRunning` tells whether a channel runs; `remarks` hears what the operator should know.
 */
export function createAuthority(
  { config, store, clock, log, metrics, events }: Base,
  { roster }: Offer,
  { isRunning, remarks }: { isRunning: (channelId: string) => boolean; remarks: RemarkLog },
): BroadcastScheduleAuthority {
  const { daysAhead, daysBehind } = config.scheduling;
  return new BroadcastScheduleAuthority({
    store: store.timelines,
    library: store.media,
    clock,
    channels: () => roster.channels(),
    // Channels whose time stands still run on demand only: those that run are watched, or were a moment ago.
    isWatched: isRunning,
    // What is set aside keeps its place until it fits again.
    mayReturn: (channelId) =>
      roster.entries().some(({ kind, name }) => kind === "channel" && name === channelId),
    onRemarks: (channelId, list) => remarks.note(channelId, list),
    onRebuilt(channelId, reason) {
      metrics.count("playout_rebuild_total");
      log.info("Timeline rebuilt", { channel: channelId, reason });
      events.publish({ kind: "timeline_rebuilt", channelId, reason });
    },
    onFailed: (channelId, thrown) =>
      log.error("Timeline failed", { channel: channelId, reason: messageOf(thrown) }),
    onLeftOut: whenLeftOutChanges((channelId, counts) =>
      log.warn("Timeline: items are left out", { channel: channelId, ...counts })
    ),
  }, { daysAhead, daysBehind });
}

/** Tells log and listeners what the operator should know of timelines, once after every change. */
export function createRemarkLog({ log, events }: Base): RemarkLog {
  return new RemarkLog((channelId, { code, detail }, count) => {
    log.warn("Schedule", { channel: channelId, code, detail, count });
    events.publish({ kind: "schedule_remark", channelId, code, detail, count });
  });
}

/** The guide, made of what the authority says; made anew when that changes. Its metadata is watched. */
export function createGuide(
  base: Base,
  { roster }: Offer,
  { authority, lookups }: { authority: BroadcastScheduleAuthority; lookups: LookupTally },
): GuidePublisher {
  const { config, clock, log, store } = base;
  const worded = () => roster.enabled().map((channel) => wordedAs(channel, config.guide.templates));
  const watch = new MetadataWatch({
    ...{ clock, log, takeLookups: () => lookups.take() },
    channels: () => roster.enabled().map(({ id }) => id),
    census: (channelId, fromMs, toMs) => store.timelines.census(channelId, fromMs, toMs),
  }, { daysAhead: config.scheduling.daysAhead, cycleMs: config.guide.refreshMs });
  const guide = new GuidePublisher({
    timeline: authority,
    channels: worded,
    lineup: () => roster.enabled(),
    ...factsFor(base),
    clock: base.clock,
    onRefreshed(outcome) {
      reportGuide(base, outcome);
      void watch.look(outcome.placeholders.values().reduce((sum, count) => sum + count, 0));
    },
    nextVersion: () => base.store.identity.next("guide_version"),
    showsFiller: base.config.guide.showsFiller,
    openSolver: base.openSolver,
    shelf: guideFile(join(base.paths.data, "guide.kept")),
    onShelfFailed: (thrown) =>
      log.warn("The guide is not kept for the next start", { reason: messageOf(thrown) }),
  }, {
    daysAhead: base.config.scheduling.daysAhead,
    proofTimeoutMs: base.config.guide.proofTimeoutMs,
  });
  if (base.openSolver === null) {
    base.log.warn("Guides are checked by plain code only: there is no solver here", { verifiedBy: "plain" });
  }
  base.building.use(guide);
  base.building.use(
    base.events.subscribe((event) =>
      event.kind === "timeline_rebuilt" && void guide.refreshSoon(event.channelId)
    ),
  );
  return guide;
}

/** A channel's own templates count more than those of all channels. */
function wordedAs(channel: Channel, all: GuideTemplates): Channel {
  const { isHidden, templates: { title, subTitle, description } } = channel.guide;
  const templates = {
    title: title ?? all.title,
    subTitle: subTitle ?? all.subTitle,
    description: description ?? all.description,
  };
  return { ...channel, guide: { isHidden, templates } };
}

/** What guides say beside title and time. Whatever of it cannot be read is left out: no guide waits for it. */
function factsFor({ config, store, log }: Base): Required<FactSources> {
  const orNothing = <Fact>(itemId: number, read: () => Fact): Fact | null => {
    try {
      return read();
    } catch (thrown) {
      log.warn("Guide: what is known of an item cannot be read", { itemId, reason: messageOf(thrown) });
      return null;
    }
  };
  return {
    details: (itemId) => orNothing(itemId, () => store.metadata.details(itemId)),
    language: ({ profile }, itemId) =>
      orNothing(itemId, () => {
        const audio = store.media.find(itemId)?.info?.audio ?? [];
        return chooseAudio(audio, config.profiles[profile]?.audioLanguages ?? [])?.language ?? null;
      }),
    quality: ({ profile }) => qualityOf(config.profiles[profile]?.height ?? 0),
  };
}

/** XMLTV's words for a picture of this height; null where it has none. */
function qualityOf(height: number): string | null {
  if (height >= 2_160) return "UHD";
  return height >= 720 ? "HDTV" : null;
}

function reportGuide({ metrics, log, events }: Base, outcome: RefreshOutcome): void {
  metrics.count("guide_programmes_total", {}, outcome.programmes);
  for (const [channelId, count] of outcome.placeholders) {
    metrics.count("placeholder_title_generated_total", { channel_id: channelId }, count);
  }
  for (const { rule } of outcome.findings) {
    metrics.count(rule === "lineup" ? "xmltv_lineup_mismatch_total" : "xmltv_validation_error_total");
  }
  reportProof({ metrics, log }, outcome);
  if (!outcome.isChanged || outcome.guide === null) return;
  const { version, programmes } = outcome.guide;
  log.info("Guide published", { version, programmes, durationMs: Math.round(outcome.durationMs) });
  events.publish({ kind: "guide_published", version, programmes });
}

function reportProof(
  { metrics, log }: Pick<Base, "metrics" | "log">,
  { fault, repairs, proof: { result, stage, reason, durationMs } }: RefreshOutcome,
): void {
  metrics.observe("guide_proof_seconds", durationMs / 1_000);
  metrics.count("guide_proof_total", { result });
  const counts = [...repairs?.counts ?? []];
  for (const [kind, count] of counts) metrics.count("guide_repairs_total", { kind }, count);
  if (counts.length > 0) {
    log.warn("Guide repaired", { ...Object.fromEntries(counts), first: repairs?.list[0]?.detail ?? "" });
  }
  if (fault !== null) {
    log.error("Guide refused", { reason: reason ?? fault.message, result, stage: stage ?? "" });
  }
}

/** After a scan: timelines made of half a library are made anew, others repaired (decision 19). */
export async function renewTimelines(
  { store }: Base,
  { demo }: Offer,
  { authority, guide, reports }: {
    authority: BroadcastScheduleAuthority;
    guide: GuidePublisher;
    reports: readonly ScanReport[];
  },
): Promise<void> {
  const isHalf = demo !== null && !demo.isRendered;
  const found = isHalf ? reports.map((report) => ({ ...report, completedMs: null })) : reports;
  const read = found.filter(({ completedMs }) => completedMs !== null)
    .map(({ path }) => ({ path, isFirst: !store.library.wasCompleted(path) }));
  await authority.renew(read, demo === null ? "first scan" : "demo ready");
  // Only now: a program killed before this takes its next scan for the first again.
  for (const report of found) store.library.record(report);
  await guide.refresh();
}
