import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Channel, compareChannelNumbers } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import type { Programme } from "../programme.ts";
import { airingsOf } from "./airings.ts";
import { concat } from "../concat.ts";
import { type ChannelEntries, guideChannel, guideEntries, type GuideEntry } from "./entries.ts";
import { FactReader, type FactSources } from "./entry_facts.ts";
import type { LineupEntry } from "./facts.ts";
import { Findings } from "./findings.ts";
import { mergeProgrammes, separateProgrammes } from "./merge.ts";
import { compareChannels, compareSpans } from "./parse_back.ts";
import { XmltvReader } from "./parse_xmltv.ts";
import type { Piece } from "./piece.ts";
import { type EntryPiece, examine, piecesOf, prepareEntries, type Taps, type Verdict } from "./pipeline.ts";
import { ProofDesk } from "./proof_desk.ts";
import type { Proof } from "./prover.ts";
import { ProvedSpans } from "./proved_spans.ts";
import { readProgrammes } from "./read_programmes.ts";
import { Repairs } from "./repairs.ts";
import { withoutSlivers } from "./slivers.ts";
import { Turns } from "./turns.ts";
import { checkAirs, checkChannels, checkSpan } from "./validate.ts";
import { type NumberedChannel, XMLTV_TAIL, xmltvHead, xmltvProgrammes } from "./xmltv.ts";

/** What a guide is made from. */
export interface GuideSources extends FactSources {
  /** The one source of programmes; in the program, the authority. */
  readonly timeline: {
    getTimeline(channelId: string, fromMs: number, toMs: number): readonly Programme[];
  };
  /** All channels; disabled and hidden ones are left out. */
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
  /** The text of all programmes, UTF-8, a channel each. */
  readonly body: readonly Uint8Array<ArrayBuffer>[];
  /** Changes whenever what the guide says changes: 24 hex digits of its SHA-256. */
  readonly digest: string;
  /** How many programmes it tells. */
  readonly programmes: number;
  /** Titles that had to be made up, by channel id. */
  readonly placeholders: ReadonlyMap<string, number>;
  /** What was put right before it was written. */
  readonly repairs: Repairs;
  /** Every broken rule; none if the draft may be published. */
  readonly findings: Findings;
  /** Whether it may be published, and if not, the first reason. */
  readonly verdict: Verdict;
  /** Pieces that were proved now, and those that had been before. */
  readonly pieces: { readonly fresh: number; readonly known: number };
  /** What it tells of each channel, by its key. */
  readonly told: ReadonlyMap<string, ToldChannel>;
}

/** What a guide tells of one channel. */
export interface ToldChannel {
  /** The channel, as it was. */
  readonly channel: Channel;
  /** Its text. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the text when it was proved. */
  readonly digest: string;
  /** How many programmes it is. */
  readonly programmes: number;
  /** Titles that had to be made up. */
  readonly placeholders: number;
  /** By which its pieces are known as proved. */
  readonly keys: readonly string[];
}

/** Puts a guide into text. */
export interface GuideWriter {
  /** The document's head and all channels. */
  head(channels: readonly NumberedChannel[], baseUrl: string): string;
  /** Programmes, in the order handed in. */
  programmes(entries: readonly GuideEntry[]): string;
}

/** How a draft is made. */
export interface DraftOptions {
  /** Proves it; null where there is no solver, and plain code has the last word. */
  readonly proof?: Proof | null;
  /** What was proved before. */
  readonly proved?: ProvedSpans;
  /** What an earlier draft told, of channels that did not change since; all are told anew when absent. */
  readonly unchanged?: ReadonlyMap<string, ToldChannel>;
  /** Only tests hand in another one, to see that its mistakes are found. */
  readonly writer?: GuideWriter;
  /** Only tests put faults between the stages. */
  readonly taps?: Taps;
}

const XMLTV: GuideWriter = { head: xmltvHead, programmes: xmltvProgrammes };

/** 96 bits: two guides never get the same by chance. */
const DIGEST_DIGITS = 24;

/**
 * Writes a guide, reads back what was written, and has it proved.
 *
 * @param sources Timelines, channels, lineup, clock.
 * @param window Which part of the timelines it tells.
 * @param options What proves it.
 * @throws {Fault} `proof_timeout` or `solver_missing` if the solver does not answer.
 */
export function draftGuide(
  sources: GuideSources,
  window: GuideWindow,
  options: DraftOptions = {},
): Promise<GuideDraft> {
  return new Drafting(sources, window, options).run();
}

/** One draft being made. */
class Drafting {
  readonly #findings = new Findings();
  readonly #repairs = new Repairs();
  readonly #told = new Map<string, ToldChannel>();
  readonly #unchanged: ReadonlyMap<string, ToldChannel>;
  readonly #writer: GuideWriter;
  readonly #taps: Taps;
  readonly #desk: ProofDesk;
  readonly #turns: Turns;
  readonly #reader: FactReader;

  constructor(
    private readonly sources: GuideSources,
    private readonly window: GuideWindow,
    { proof = null, proved = new ProvedSpans(), unchanged = new Map(), writer = XMLTV, taps = {} }:
      DraftOptions,
  ) {
    this.#unchanged = unchanged;
    this.#writer = writer;
    this.#taps = taps;
    this.#desk = new ProofDesk(proof, proved, this.#findings);
    this.#turns = new Turns(sources.clock);
    this.#reader = new FactReader(sources);
  }

  async run(): Promise<GuideDraft> {
    const channels = this.sources.channels().filter(({ isEnabled, guide }) => isEnabled && !guide.isHidden)
      .toSorted((one, other) => compareChannelNumbers(one.number, other.number));
    const told = channels.map((channel) => ({ ...guideChannel(channel), number: channel.number }));
    checkChannels(told, this.sources.lineup(), this.#findings);
    const head = this.#writer.head(told, "");
    this.#readHead(told, head);
    for (const channel of channels) {
      const known = this.#unchanged.get(channel.id);
      const isSame = known !== undefined && isDeepStrictEqual(known.channel, channel);
      const told = (isSame ? this.#desk.reuse(known) : null) ?? await this.#tell(channel);
      if (told !== null) this.#told.set(channel.id, told);
      await this.#turns.pass();
    }
    await this.#desk.finish();
    const hash = createHash("sha256").update(head);
    const body: Uint8Array<ArrayBuffer>[] = [];
    const all = [...this.#told.values()];
    for (const { bytes, digest } of all) {
      body.push(this.#seal(bytes, digest));
      hash.update(digest);
      await this.#turns.pass();
    }
    return {
      channels: told,
      body,
      digest: hash.digest("hex").slice(0, DIGEST_DIGITS),
      programmes: all.reduce((sum, { programmes }) => sum + programmes, 0),
      placeholders: new Map(all.map(({ channel, placeholders }) => [channel.id, placeholders])),
      repairs: this.#repairs,
      findings: this.#findings,
      verdict: this.#desk.verdict,
      pieces: this.#desk.pieces,
      told: this.#told,
    };
  }

  /** Tells one channel: all stages but the last, which answers in its own time. */
  async #tell(channel: Channel): Promise<ToldChannel | null> {
    const { programmes, entries: found, placeholders } = await entriesOf(
      channel,
      this.sources,
      this.window,
      this.#reader,
    );
    await this.#turns.pass();
    const entries = prepareEntries(channel, found, {
      report: (repair) => this.#repairs.add(repair),
      taps: this.#taps,
    });
    checkAirs(channel.guideId, entries.length, this.#findings);
    for (const [at, entry] of entries.entries()) {
      checkSpan(channel.guideId, entry, entries[at - 1], this.#findings);
    }
    const hash = createHash("sha256");
    const body: Uint8Array<ArrayBuffer>[] = [];
    const keys: string[] = [];
    for (const piece of piecesOf(entries, airingsOf(channel, programmes))) {
      // Rule M1: nothing is emitted that is not valid; a guide with findings will not be published anyway.
      if (this.#findings.total > 0) return null;
      const { bytes, key } = await this.#write(channel, piece);
      keys.push(key);
      hash.update(bytes);
      body.push(bytes);
      await this.#turns.pass();
    }
    const told = { channel, programmes: entries.length, placeholders, keys };
    return { ...told, bytes: concat(body), digest: hash.digest("hex") };
  }

  /** Writes a piece; unless the same was proved before, reads it back, looks at it and has it proved. */
  async #write(
    channel: Channel,
    written: EntryPiece,
  ): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly key: string }> {
    const text = this.#writer.programmes(written.entries);
    const bytes = new TextEncoder().encode(text);
    const rule = channel.schedule?.kind ?? "cards";
    const key = this.#desk.keyOf(bytes, [channel.guideId, rule, written.entersMs, written.airings]);
    if (this.#desk.isKnown(key)) return { bytes, key };
    const spans = this.#readBack(channel, text);
    compareSpans(written.entries, spans, this.#findings);
    const label = `${channel.number} ${guideChannel(channel).displayNames[0]}`;
    const piece: Piece = { ...written, channel: { id: channel.guideId, label }, spans };
    const { verdict, piece: looked } = examine(piece, this.#taps);
    this.#desk.note(verdict, channel.guideId);
    if (this.#findings.total === 0) await this.#desk.submit(looked, { key, rule });
    return { bytes, key };
  }

  /** A piece stands between the elements of others, so it must be whole by itself. */
  #readBack(channel: Channel, text: string): ReturnType<XmltvReader["takeSpans"]> {
    const reader = new XmltvReader();
    reader.write("<tv>");
    reader.write(text);
    reader.write("</tv>");
    this.#close(reader, channel.guideId);
    return reader.takeSpans();
  }

  #readHead(told: readonly NumberedChannel[], head: string): void {
    const reader = new XmltvReader();
    reader.write(head);
    reader.write(XMLTV_TAIL);
    this.#close(reader, "");
    compareChannels(told, reader.channels, this.#findings);
  }

  #close(reader: XmltvReader, channel: string): void {
    reader.close();
    if (reader.fault === null) return;
    this.#findings.add({ rule: "well_formed", channel, atS: null, detail: reader.fault });
  }

  /** What is published is what was proved, to the byte. */
  #seal(bytes: Uint8Array<ArrayBuffer>, digest: string): Uint8Array<ArrayBuffer> {
    const sealed = this.#taps.bytes?.(bytes) ?? bytes;
    if (createHash("sha256").update(sealed).digest("hex") !== digest) {
      const detail = "the text was altered after it was proved";
      this.#findings.add({ rule: "seal", channel: "", atS: null, detail });
    }
    return sealed;
  }
}

async function entriesOf(
  channel: Channel,
  sources: GuideSources,
  { fromMs, toMs }: GuideWindow,
  reader: FactReader,
): Promise<ChannelEntries & { readonly programmes: readonly Programme[] }> {
  const programmes = await readProgrammes(channel.id, sources, { fromMs, toMs });
  const seen = withoutSlivers(programmes);
  const all = sources.showsFiller ? separateProgrammes(seen) : mergeProgrammes(seen);
  const first = all.findIndex(({ programmes }) => (programmes.at(-1)?.stopMs ?? 0) > fromMs);
  if (first < 0) return { programmes: [], entries: [], placeholders: 0 };
  const aired = all.slice(0, first).flatMap((stretch) => stretch.programmes);
  const told = all.slice(first).filter(({ programmes }) => (programmes[0]?.startMs ?? 0) < toMs)
    .slice(0, LIMITS.guideProgrammesPerChannelMax);
  const airedIds = new Set(aired.flatMap(({ itemId }) => itemId ?? []));
  const [startMs, stopMs] = [
    told[0]?.programmes[0]?.startMs ?? 0,
    told.at(-1)?.programmes.at(-1)?.stopMs ?? 0,
  ];
  return {
    programmes: programmes.filter((programme) => programme.startMs >= startMs && programme.startMs < stopMs),
    ...guideEntries(channel, told, airedIds, reader),
  };
}
