import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { ArtworkKind, MediaDetails, MediaFacts } from "../media.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { Rng } from "../rng.ts";
import { Answers, type AnswerShelf } from "./answers.ts";
import { type Lookup, remerge } from "./enrich.ts";
import { type DetailsShelf, Enricher, type EnricherParts, type TitleShelf } from "./enricher.ts";
import type { FactFinder } from "./fact_finder.ts";
import { type Image, ImageCache } from "./image_cache.ts";
import type { ImageFiles } from "./image_files.ts";
import type { LookupTally } from "./lookup_tally.ts";
import type { FactsBySource } from "./merge.ts";
import { NfoFiles, type NfoReader } from "./nfo_files.ts";
import { type ClientParts, PoliteClient } from "./polite_client.ts";
import { Tmdb } from "./tmdb.ts";
import { Tvdb } from "./tvdb.ts";

/** Addresses of the databases; tests have their own. */
export interface Endpoints {
  /** TheTVDB's API, without a slash at its end. */
  readonly tvdb: string;
  /** The Movie Database's API. */
  readonly tmdb: string;
  /** `https://host` of whom images may come from. */
  readonly images: readonly string[];
}

/** Where the databases are. */
export const ENDPOINTS: Endpoints = {
  tvdb: "https://api4.thetvdb.com/v4",
  tmdb: "https://api.themoviedb.org/3",
  images: ["https://artworks.thetvdb.com", "https://image.tmdb.org"],
};

/** Where everything about metadata is kept. */
export interface MetadataShelf extends DetailsShelf, AnswerShelf {
  /** What is known of an item, ready to be shown. */
  details(itemId: number): MediaDetails | null;
  /** Keeps what an operator says; null takes it back. */
  setOverride(itemId: number, facts: MediaFacts | null): void;
  /** Forgets answers that expired before an instant, and those that are too many. */
  pruneAnswers(beforeMs: number, answersMax: number): void;
}

/** What the room works with. */
export interface MetadataParts extends Pick<EnricherParts, "transaction" | "agenda" | "onRetitled"> {
  /** Where everything is kept. */
  readonly shelf: MetadataShelf;
  /** The items. */
  readonly media: TitleShelf;
  /** Told that an operator said something else of an item, its title or not; must not throw. */
  readonly onOverridden: () => void;
  /** Asks hosts on the internet. */
  readonly fetch: ClientParts["fetch"];
  /** NFO files. */
  readonly nfo: NfoReader;
  /** Where images are kept. */
  readonly images: ImageFiles;
  /** Where the databases are. */
  readonly endpoints: Endpoints;
  /** Time. */
  readonly clock: Clock;
  /** Jitter. */
  readonly rng: Rng;
  /** Counts look-ups. */
  readonly metrics: Pick<Metrics, "count">;
  /** Says which host is left alone. */
  readonly log: Logger;
  /** Counts look-ups for whoever watches how many fail. */
  readonly lookups: LookupTally;
  /** Version of the program, by which it names itself. */
  readonly version: string;
}

/** What the operator chose. */
export interface MetadataOptions {
  /** False asks nobody and reads no NFO files. */
  readonly isEnabled: boolean;
  /** ISO 639 codes, the most wanted first; at least one. */
  readonly languages: readonly string[];
  /** TheTVDB's key and PIN; without a key it is not asked. */
  readonly tvdb: { readonly apiKey: string | null; readonly pin: string | null };
  /** The Movie Database's key; without it it is not asked. */
  readonly tmdb: { readonly apiKey: string | null };
}

/** What is known of an item, and what an operator says of it. */
export interface MetadataView {
  /** Null before it was looked up. */
  readonly details: MediaDetails | null;
  /** Null when nothing. */
  readonly override: MediaFacts | null;
}

const DAY_MS = 24 * 3_600_000;
/** Whoever asks for an image waits no longer for a database than this. */
const ARTWORK_WAIT_MS = 8_000;
/** An answer that expired this long ago is no help any more. */
const STALE_ANSWER_MS = 90 * DAY_MS;

/** Everything the program knows of media beside their streams. */
export class MetadataRoom implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #images: ImageCache;
  readonly #enricher: Enricher;
  #pruning: Disposable | null = null;

  /** Looks nothing up before {@link start}. */
  constructor(private readonly parts: MetadataParts, options: MetadataOptions) {
    const { isEnabled } = options;
    const { clock, log } = parts;
    const client = clientOf(parts);
    const origins = isEnabled ? parts.endpoints.images : [];
    this.#images = new ImageCache({ files: parts.images, client, clock, log, origins });
    this.#enricher = new Enricher({
      ...parts,
      details: parts.shelf,
      finders: isEnabled ? findersOf(parts, options, client) : [],
      nfo: isEnabled ? new NfoFiles(parts.nfo) : null,
      onLookup: (lookup) => this.#noteLookup(lookup),
      onSoon: async (details, signal) => {
        for (const { url } of details.artwork) await this.#images.get(url, signal);
      },
    });
  }

  /** Begins to look up, in the background. */
  start(): void {
    const { clock, shelf } = this.parts;
    const prune = () => shelf.pruneAnswers(clock.wallMs() - STALE_ANSWER_MS, LIMITS.metadataAnswersMax);
    prune();
    this.#pruning = clock.every(DAY_MS, prune);
    this.#enricher.start();
  }

  /** To be called when the library or a timeline changed. */
  wake(): void {
    this.#enricher.wake();
  }

  /** What is known of an item beside its streams; null before it was looked up. */
  details(itemId: number): MediaDetails | null {
    return this.parts.shelf.details(itemId);
  }

  /**
   * What is known of an item, and what an operator says of it.
   *
   * @throws {Fault} `not_found`.
   */
  view(itemId: number): MetadataView {
    this.#named(itemId);
    return { details: this.details(itemId), override: this.parts.shelf.override(itemId) };
  }

  /**
   * Has an operator's word count above all sources', at once and for good.
   *
   * @param itemId The item.
   * @param facts In place of what the operator said before; null takes it back.
   * @returns What the item is now.
   * @throws {Fault} `not_found`.
   */
  async setOverride(itemId: number, facts: MediaFacts | null): Promise<MetadataView> {
    const { shelf, media, transaction, onRetitled, onOverridden } = this.parts;
    const named = this.#named(itemId);
    const known: FactsBySource = shelf.known(itemId)?.facts ?? {};
    const merged = remerge(named, known, facts);
    const isRetitled = transaction(() => {
      shelf.setOverride(itemId, facts);
      // Due at once: another key leads to other answers.
      shelf.record(itemId, { ...merged, dueMs: 0 });
      return media.retitle(itemId, merged.details.title);
    });
    if (isRetitled) await onRetitled();
    onOverridden();
    this.wake();
    return { details: merged.details, override: facts };
  }

  /** An item's image; null if it has none, or none can be had now. */
  async artwork(itemId: number, kind: ArtworkKind): Promise<Image | null> {
    const image = this.details(itemId)?.artwork.find((one) => one.kind === kind);
    if (image === undefined) return null;
    const { signal } = this.#stop;
    const enough = new AbortController();
    // A slow database still fills the cache, for the next who asks.
    const late = this.parts.clock.sleep(ARTWORK_WAIT_MS, enough.signal).then(() => null);
    const found = await Promise.race([this.#images.get(image.url, signal), late]);
    enough.abort();
    return found;
  }

  /** Ends what is being looked up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#pruning?.[Symbol.dispose]();
    await this.#enricher[Symbol.asyncDispose]();
  }

  #named(itemId: number) {
    const named = this.parts.media.named(itemId);
    if (named !== null) return named;
    throw new Fault("not_found", `Cannot find the item: none has the id ${itemId}`);
  }

  #noteLookup({ source, outcome, reason }: Lookup): void {
    const { metrics, log, lookups } = this.parts;
    const isFound = outcome === "found";
    lookups.note(isFound);
    metrics.count(isFound ? "metadata_lookup_success_total" : "metadata_lookup_failure_total");
    if (!isFound) log.debug("Metadata: a look-up failed", { source, outcome, reason });
  }
}

/**
 * Path of an item's image, below any base URL.
 *
 * @param itemId The item.
 * @param kind Which of its images.
 */
export function artworkPath(itemId: number, kind: ArtworkKind): string {
  return `/artwork/${itemId}/${kind}`;
}

function clientOf({ clock, rng, log, fetch, version }: MetadataParts): PoliteClient {
  return new PoliteClient({
    ...{ clock, rng, fetch, agent: `EXStreamTV/${version}` },
    onQuiet(host, reason, forMs) {
      if (reason === null) log.info("Metadata: a host answers again", { host });
      else log.warn("Metadata: a host is left alone", { host, reason, seconds: Math.round(forMs / 1_000) });
    },
  });
}

function findersOf(
  { endpoints, shelf, clock, rng }: MetadataParts,
  { tvdb, tmdb, languages }: MetadataOptions,
  client: PoliteClient,
): FactFinder[] {
  const answers = new Answers({ shelf, clock, rng });
  const finders: FactFinder[] = [];
  if (tvdb.apiKey !== null) {
    const { apiKey, pin } = tvdb;
    finders.push(new Tvdb({ client, answers, clock }, { baseUrl: endpoints.tvdb, apiKey, pin, languages }));
  }
  if (tmdb.apiKey !== null) {
    finders.push(new Tmdb({ client, answers }, { baseUrl: endpoints.tmdb, apiKey: tmdb.apiKey, languages }));
  }
  return finders;
}
