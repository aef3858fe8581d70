import { isPlaceholder } from "../metadata/mod.ts";
import type { GuideChannel, GuideSpan, LineupEntry } from "./facts.ts";
import { Findings, type GuideRule, XMLTVValidationError } from "./findings.ts";
import { INSTANT_S_END } from "./instants.ts";
import { isClean } from "./xml_text.ts";

/** Form of an XMLTV channel id that every client and checker accepts. */
export const GUIDE_ID = /^[-a-zA-Z0-9]+(\.[-a-zA-Z0-9]+)+$/;

/**
 * Checks a whole guide against every rule.
 *
 * @param channels Channels of the guide, in its order.
 * @param spans Programmes of the guide, in its order.
 * @param lineup Channels the tuners offer.
 * @throws {XMLTVValidationError} With every finding, if any rule is broken.
 */
export function validateGuide(
  channels: readonly GuideChannel[],
  spans: readonly GuideSpan[],
  lineup: readonly LineupEntry[],
): void {
  const findings = new Findings();
  checkChannels(channels, lineup, findings);
  const byChannel = Map.groupBy(spans, ({ channel }) => channel);
  const ids = new Set(channels.map(({ id }) => id));
  for (const channel of byChannel.keys()) {
    if (!ids.has(channel)) {
      findings.add({ rule: "channel_known", channel, atS: null, detail: "no such channel" });
    }
  }
  for (const id of ids) {
    const own = byChannel.get(id) ?? [];
    checkAirs(id, own.length, findings);
    for (const [at, span] of own.entries()) checkSpan(id, span, own[at - 1], findings);
  }
  if (findings.total > 0) throw new XMLTVValidationError(findings);
}

/** Checks what a guide says of its channels, and that it knows the same ones as the lineup. */
export function checkChannels(
  channels: readonly GuideChannel[],
  lineup: readonly LineupEntry[],
  findings: Findings,
): void {
  const report = (rule: GuideRule, channel: string, detail: string) =>
    findings.add({ rule, channel, atS: null, detail });
  if (channels.length === 0) report("no_channel", "", "a guide needs at least one channel");
  for (const { id, displayNames } of channels) {
    if (!GUIDE_ID.test(id)) {
      report("channel_id_form", id, "the id is no dotted name of letters, digits and hyphens");
    }
    const [name = ""] = displayNames;
    if (name.trim() === "") report("channel_name", id, "the first display-name is empty");
    if (!displayNames.every(isClean)) report("text", id, "a display-name holds a character XML cannot carry");
  }
  for (const id of repeated(channels.map(({ id }) => id))) {
    report("channel_id_unique", id, "the id is used twice");
  }
  for (const number of repeated(lineup.map(({ number }) => number))) {
    report("channel_number_unique", "", `the number ${number} is used twice`);
  }
  checkLineup(channels, lineup, report);
}

/** Checks that a channel has programmes: clients and checkers refuse a guide with a bare channel. */
export function checkAirs(channel: string, programmes: number, findings: Findings): void {
  if (programmes > 0) return;
  findings.add({
    rule: "channel_has_programmes",
    channel,
    atS: null,
    detail: "the channel has no programme",
  });
}

/** Checks one programme, and that it begins where the one before it ends. */
export function checkSpan(
  channel: string,
  span: GuideSpan,
  before: GuideSpan | undefined,
  findings: Findings,
): void {
  const { startS, stopS, title, subTitle } = span;
  const report = (rule: GuideRule, detail: string) => findings.add({ rule, channel, atS: startS, detail });
  if (span.channel !== channel) report("channel_known", `it names the channel ${span.channel}`);
  if (!isInstant(startS) || !isInstant(stopS)) {
    report("instant", `from ${startS} to ${stopS} is not in whole seconds within 1970 to 2100`);
  }
  if (!(startS < stopS)) report("length", `it starts at ${startS} and stops at ${stopS}`);
  if (before !== undefined && startS < before.stopS) {
    report("overlap", `the one before stops at ${before.stopS}`);
  }
  if (before !== undefined && startS > before.stopS) report("gap", `the one before stops at ${before.stopS}`);
  if (title.trim() === "") report("title", "the title is empty");
  else if (isPlaceholder(title)) report("placeholder", `the title is ${title}`);
  if (subTitle !== null && isPlaceholder(subTitle)) {
    report("placeholder", `the sub-title is ${subTitle}`);
  }
  if (!isClean(title) || !isClean(subTitle ?? "")) {
    report("text", "a title holds a character XML cannot carry");
  }
}

function checkLineup(
  channels: readonly GuideChannel[],
  lineup: readonly LineupEntry[],
  report: (rule: GuideRule, channel: string, detail: string) => void,
): void {
  const numbers = new Map(lineup.map(({ guideId, number }) => [guideId, number]));
  const ids = new Set(channels.map(({ id }) => id));
  for (const { guideId, number, guide } of lineup) {
    const isHidden = guide?.isHidden ?? false;
    if (ids.has(guideId) !== isHidden) continue;
    const where = isHidden ? "is hidden, and in the guide" : "is not in the guide";
    report("lineup", guideId, `channel ${number} of the lineup ${where}`);
  }
  for (const { id, displayNames } of channels) {
    const number = numbers.get(id);
    if (number === undefined) report("lineup", id, "the channel is not in the lineup");
    else if (!displayNames.includes(number)) report("lineup", id, `no display-name is its number ${number}`);
  }
}

function isInstant(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 0 && seconds < INSTANT_S_END;
}

function repeated(texts: readonly string[]): string[] {
  return [...Map.groupBy(texts, (text) => text)].filter(([, all]) => all.length > 1).map(([text]) => text);
}
