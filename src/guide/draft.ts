import { createHash } from "node:crypto";
import { type Channel, compareChannelNumbers } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import type { Programme } from "../programme.ts";
import { type ChannelEntries, guideChannel, guideEntries, type GuideEntry } from "./entries.ts";
import type { LineupEntry } from "./facts.ts";
import { Findings } from "./findings.ts";
import { mergeProgrammes, separateProgrammes } from "./merge.ts";
import { compareChannels, compareSpans } from "./parse_back.ts";
import { XmltvReader } from "./parse_xmltv.ts";
import { checkAirs, checkChannels, checkSpan } from "./validate.ts";
import { type NumberedChannel, XMLTV_TAIL, xmltvHead, xmltvProgrammes } from "./xmltv.ts";

/** What a guide is made from. */
export interface GuideSources {
  /** The one source of programmes; in the program, the authority. */
  readonly timeline: {
    getTimeline(channelId: string, fromMs: number, toMs: number): readonly Programme[];
  };
  /** All channels; disabled ones are left out. */
  readonly channels: () => readonly Channel[];
  /** What the tuners offer, to compare with. */
  readonly lineup: () => readonly LineupEntry[];
  /** Tells the time, and lets others run. */
  readonly clock: Clock;
  /** True gives every filler and card an entry of its own. */
  readonly showsFiller?: boolean;
}

/** Which part of the timelines a guide tells. */
export interface GuideWindow {
  /** What is on then comes first. */
  readonly fromMs: number;
  /** What starts before then comes last. */
  readonly toMs: number;
}

/** A guide that is written and checked, but not yet published. */
export interface GuideDraft {
  /** By number. */
  readonly channels: readonly NumberedChannel[];
  /** The text of all programmes, UTF-8, in pieces. */
  readonly body: readonly Uint8Array<ArrayBuffer>[];
  /** Changes whenever what the guide says changes: 24 hex digits of its SHA-256. */
  readonly digest: string;
  /** How many programmes it tells. */
  readonly programmes: number;
  /** Titles that had to be made up, by channel id. */
  readonly placeholders: ReadonlyMap<string, number>;
  /** Every broken rule; none if the draft may be published. */
  readonly findings: Findings;
}

/** Puts a guide into text. */
export interface GuideWriter {
  /** The document's head and all channels. */
  head(channels: readonly NumberedChannel[], baseUrl: string): string;
  /** Programmes, in the order handed in. */
  programmes(entries: readonly GuideEntry[]): string;
}

const XMLTV: GuideWriter = { head: xmltvHead, programmes: xmltvProgrammes };

/** Timelines are read in pieces of this length, so that a channel of very short clips is not read in whole. */
const READ_MS = 6 * 3_600_000;
/** What aired this long before the window is remembered as aired. */
const MEMORY_MS = 24 * 3_600_000;
/** Whatever begins in the window is told with its later parts, if they come within this. */
const LOOK_BEHIND_MS = 6 * 3_600_000;
/** Programmes read between two turns of the event loop, or a few more. */
const READ_PROGRAMMES = 1_000;
/** 96 bits: two guides never get the same by chance. */
const DIGEST_DIGITS = 24;
/** Programmes written and parsed between two turns of the event loop. */
const PIECE_PROGRAMMES = 200;

/**
 * Writes a guide, checks it before it is written, and reads back what was written.
 *
 * @param sources Timelines, channels, lineup, clock.
 * @param window Which part of the timelines it tells.
 * @param writer Only tests hand in another one, to see that its mistakes are found.
 */
export async function draftGuide(
  sources: GuideSources,
  window: GuideWindow,
  writer: GuideWriter = XMLTV,
): Promise<GuideDraft> {
  const channels = sources.channels().filter(({ isEnabled }) => isEnabled)
    .toSorted((one, other) => compareChannelNumbers(one.number, other.number));
  const told = channels.map((channel) => ({ ...guideChannel(channel), number: channel.number }));
  const findings = new Findings();
  checkChannels(told, sources.lineup(), findings);
  const reader = new XmltvReader();
  const head = writer.head(told, "");
  reader.write(head);
  // Piece by piece, because the whole document at once would hold up every stream.
  const hash = createHash("sha256").update(head);
  const body: Uint8Array<ArrayBuffer>[] = [];
  const placeholders = new Map<string, number>();
  let programmes = 0;
  for (const channel of channels) {
    const { entries, placeholders: madeUp } = await entriesOf(channel, sources, window);
    await sources.clock.sleep(0);
    placeholders.set(channel.id, madeUp);
    programmes += entries.length;
    checkAirs(channel.guideId, entries.length, findings);
    for (const [at, entry] of entries.entries()) checkSpan(channel.guideId, entry, entries[at - 1], findings);
    // Rule M1: nothing is emitted that is not valid; a guide with findings will not be published anyway.
    for (let at = 0; at < entries.length && findings.total === 0; at += PIECE_PROGRAMMES) {
      const piece = entries.slice(at, at + PIECE_PROGRAMMES);
      const text = writer.programmes(piece);
      reader.write(text);
      compareSpans(piece, reader.takeSpans(), findings);
      const bytes = new TextEncoder().encode(text);
      hash.update(bytes);
      body.push(bytes);
      await sources.clock.sleep(0);
    }
  }
  reader.write(XMLTV_TAIL);
  reader.close();
  compareChannels(told, reader.channels, findings);
  if (reader.fault !== null) {
    findings.add({ rule: "well_formed", channel: "", atS: null, detail: reader.fault });
  }
  const digest = hash.digest("hex").slice(0, DIGEST_DIGITS);
  return { channels: told, body, digest, programmes, placeholders, findings };
}

async function entriesOf(
  channel: Channel,
  sources: GuideSources,
  { fromMs, toMs }: GuideWindow,
): Promise<ChannelEntries> {
  // What surrounds the window, too: an entry keeps its beginning and its end, whatever part of it is told.
  const span = { fromMs: fromMs - MEMORY_MS, toMs: toMs + LOOK_BEHIND_MS };
  const programmes = await programmesOf(channel, sources, span);
  const all = sources.showsFiller ? separateProgrammes(programmes) : mergeProgrammes(programmes);
  const first = all.findIndex(({ programmes }) => (programmes.at(-1)?.stopMs ?? 0) > fromMs);
  if (first < 0) return { entries: [], placeholders: 0 };
  const aired = all.slice(0, first).flatMap((stretch) => stretch.programmes);
  const told = all.slice(first).filter(({ programmes }) => (programmes[0]?.startMs ?? 0) < toMs);
  return guideEntries(
    channel,
    told.slice(0, LIMITS.guideProgrammesPerChannelMax),
    new Set(aired.flatMap(({ itemId }) => itemId ?? [])),
  );
}

/** Reads in pieces, between which others run. */
async function programmesOf(
  { id }: Channel,
  { timeline, clock }: GuideSources,
  { fromMs, toMs }: GuideWindow,
): Promise<Programme[]> {
  const programmes: Programme[] = [];
  let readMs = fromMs;
  let pieceEnd = READ_PROGRAMMES;
  while (readMs < toMs && programmes.length < LIMITS.guideProgrammesReadMax) {
    const nextMs = Math.min(readMs + READ_MS, toMs);
    programmes.push(...timeline.getTimeline(id, readMs, nextMs));
    readMs = Math.max(nextMs, programmes.at(-1)?.stopMs ?? 0);
    if (programmes.length < pieceEnd) continue;
    pieceEnd = programmes.length + READ_PROGRAMMES;
    await clock.sleep(0);
  }
  return programmes;
}
