import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { concat } from "./concat.ts";
import { draftGuide, type GuideDraft, type GuideSources } from "./draft.ts";
import { type Finding, XMLTVValidationError } from "./findings.ts";
import { gzip } from "./gzip.ts";
import { Recent } from "./recent.ts";
import { XMLTV_TAIL, xmltvHead } from "./xmltv.ts";

/** What a guide publisher works with. */
export interface GuideParts extends GuideSources {
  /** Hears of every refresh, for metrics, log and events; must not throw. */
  readonly onRefreshed: (outcome: RefreshOutcome) => void;
  /** Gives a number above all it gave before, over restarts too; counted from 1 when absent. */
  readonly nextVersion?: () => number;
}

/** How far the guide tells. */
export interface GuideOptions {
  /** Days ahead, above 0. */
  readonly daysAhead: number;
}

/** The state of the guide clients can fetch. */
export interface PublishedGuide {
  /** Rises with each publication. */
  readonly version: number;
  /** Changes whenever what the guide says changes; quoted, as HTTP wants it. */
  readonly etag: string;
  /** When it was published, milliseconds since 1970. */
  readonly publishedAtMs: number;
  /** How it was verified: by plain code. */
  readonly verifiedBy: "plain";
  /** How many programmes it tells. */
  readonly programmes: number;
  /** How many channels it tells. */
  readonly channels: number;
  /** True when a later refresh failed, so that this guide is the last good one. */
  readonly isStale: boolean;
  /** Rules broken by the latest refresh; 0 unless stale. */
  readonly faults: number;
}

/** How a refresh went. */
export interface RefreshOutcome {
  /** The guide clients get now; null when none was ever published. */
  readonly guide: PublishedGuide | null;
  /** True when this refresh published a guide that says something else than the one before. */
  readonly isChanged: boolean;
  /** Why this refresh failed; null when it did not. */
  readonly fault: Error | null;
  /** What this refresh found wrong; see {@link XMLTVValidationError} for its bound. */
  readonly findings: readonly Finding[];
  /** Programmes this refresh wrote. */
  readonly programmes: number;
  /** Titles this refresh had to make up, by channel id. */
  readonly placeholders: ReadonlyMap<string, number>;
  /** How long it took. */
  readonly durationMs: number;
}

/** The guide as a client fetches it. */
export interface XmltvDocument {
  /** The document, UTF-8. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same, packed by gzip. */
  readonly gzip: Uint8Array<ArrayBuffer>;
  /** Quoted, as HTTP wants it; the packed form needs another one (RFC 9110 §8.8.3.3). */
  readonly etag: string;
  /** When it was published, as HTTP writes dates. */
  readonly lastModified: string;
}

interface Published {
  readonly draft: GuideDraft;
  readonly version: number;
  readonly publishedAtMs: number;
}

const HOUR_MS = 3_600_000;
/** Past programmes the guide still tells, so that a client's clock may be off. */
const BEHIND_MS = HOUR_MS;
/** Many timelines change together after a scan: one guide tells them all. */
const QUIET_MS = 1_000;
/** Addresses the document is kept ready for; each one repeats it in full. */
const BASES_MAX = 4;

/** Makes the guide, proves it by plain code, and hands out the last one that held. */
export class GuidePublisher implements Disposable {
  readonly #parts: GuideParts;
  readonly #aheadMs: number;
  readonly #documents = new Recent<Promise<XmltvDocument>>(BASES_MAX);
  #published: Published | null = null;
  #faults = 0;
  #findings: readonly Finding[] = [];
  #isStale = false;
  #soon = new AbortController();
  #running: Promise<RefreshOutcome> | null = null;
  #waiting: Promise<RefreshOutcome> | null = null;

  /**
   * Publishes nothing yet.
   *
   * @param parts Timeline, channels, lineup, clock and listener.
   * @param options How far the guide tells.
   */
  constructor(parts: GuideParts, options: GuideOptions) {
    this.#parts = parts;
    this.#aheadMs = options.daysAhead * 24 * HOUR_MS;
  }

  /**
   * Makes the guide anew and publishes it if it keeps every rule; else the last one stays, marked stale.
   *
   * A call while another one runs waits and then sees what changed meanwhile.
   */
  refresh(): Promise<RefreshOutcome> {
    if (this.#running === null) return this.#start();
    this.#waiting ??= this.#running.then(() => this.#start());
    return this.#waiting;
  }

  /** Refreshes once nobody has called this for a second, unless another refresh begins before. */
  async refreshSoon(): Promise<void> {
    this.#soon.abort();
    const { signal } = this.#soon = new AbortController();
    await this.#parts.clock.sleep(QUIET_MS, signal);
    if (!signal.aborted) await this.refresh();
  }

  /** Calls off the refresh that is due soon. */
  [Symbol.dispose](): void {
    this.#soon.abort();
  }

  /** What is published; null before the first publication. */
  published(): PublishedGuide | null {
    if (this.#published === null) return null;
    const { draft, version, publishedAtMs } = this.#published;
    return {
      version,
      etag: `"${draft.digest}"`,
      publishedAtMs,
      verifiedBy: "plain",
      programmes: draft.programmes,
      channels: draft.channels.length,
      isStale: this.#isStale,
      faults: this.#faults,
    };
  }

  /** What the latest refresh found wrong; empty unless the guide is stale. */
  findings(): readonly Finding[] {
    return this.#findings;
  }

  /**
   * The published document for clients that reach us at `baseUrl`; null before the first publication.
   *
   * @param baseUrl Without a slash at its end.
   */
  xmltv(baseUrl: string): Promise<XmltvDocument> | null {
    const published = this.#published;
    if (published === null) return null;
    return this.#documents.get(baseUrl, () => documentOf(published, baseUrl, this.#parts.clock));
  }

  #start(): Promise<RefreshOutcome> {
    this.#waiting = null;
    this.#soon.abort();
    this.#running = this.#refresh().finally(() => this.#running = null);
    return this.#running;
  }

  async #refresh(): Promise<RefreshOutcome> {
    const { clock, onRefreshed } = this.#parts;
    const startedMs = clock.monotonicMs();
    const versionBefore = this.#published?.version;
    const { fault, draft } = await this.#attempt();
    this.#isStale = fault !== null;
    this.#faults = draft?.findings.total ?? 0;
    this.#findings = draft?.findings.list ?? [];
    const outcome: RefreshOutcome = {
      guide: this.published(),
      isChanged: this.#published?.version !== versionBefore,
      fault,
      findings: draft?.findings.list ?? [],
      programmes: draft?.programmes ?? 0,
      placeholders: draft?.placeholders ?? new Map(),
      durationMs: clock.monotonicMs() - startedMs,
    };
    onRefreshed(outcome);
    return outcome;
  }

  /** Whatever goes wrong here, the last good guide must stay up: every fault becomes part of the outcome. */
  async #attempt(): Promise<{ fault: Error | null; draft: GuideDraft | null }> {
    try {
      const nowMs = this.#parts.clock.wallMs();
      const draft = await draftGuide(this.#parts, { fromMs: nowMs - BEHIND_MS, toMs: nowMs + this.#aheadMs });
      if (draft.findings.total > 0) return { fault: new XMLTVValidationError(draft.findings), draft };
      this.#publish(draft);
      return { fault: null, draft };
    } catch (thrown) {
      return { fault: thrown instanceof Error ? thrown : new Error(String(thrown)), draft: null };
    }
  }

  #publish(draft: GuideDraft): void {
    if (draft.digest === this.#published?.draft.digest) return;
    const version = this.#parts.nextVersion?.() ?? (this.#published?.version ?? 0) + 1;
    this.#published = {
      draft,
      version,
      publishedAtMs: Math.floor(this.#parts.clock.wallMs()),
    };
    this.#documents.clear();
  }
}

async function documentOf(
  { draft, publishedAtMs }: Published,
  baseUrl: string,
  clock: Clock,
): Promise<XmltvDocument> {
  const base = createHash("sha256").update(baseUrl).digest("hex");
  const encoder = new TextEncoder();
  const head = encoder.encode(xmltvHead(draft.channels, baseUrl));
  const parts = [head, ...draft.body, encoder.encode(XMLTV_TAIL)];
  return {
    bytes: concat(parts),
    // One member for the whole: browsers and curl stop after the first of several, whatever RFC 1952 §2.2 allows.
    gzip: await gzip(parts, clock),
    etag: `"${draft.digest}-${base.slice(0, 8)}"`,
    lastModified: new Date(publishedAtMs).toUTCString(),
  };
}
