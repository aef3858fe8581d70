import { Fault } from "../fault.ts";
import type { OpenSolver } from "../solver_line.ts";
import { Documents, type XmltvDocument } from "./documents.ts";
import { draftGuide, type GuideDraft, type GuideSources, type ToldChannel } from "./draft.ts";
import { type Finding, XMLTVValidationError } from "./findings.ts";
import { type GuideShelf, packGuide, type PublishedDraft, unpackGuide } from "./kept_guide.ts";
import type { Stage } from "./pipeline.ts";
import { Proof } from "./prover.ts";
import { ProvedSpans } from "./proved_spans.ts";
import type { Repairs } from "./repairs.ts";

/** What a guide publisher works with. */
export interface GuideParts extends GuideSources {
  /** Hears of every refresh, for metrics, log and events; must not throw. */
  readonly onRefreshed: (outcome: RefreshOutcome) => void;
  /** Gives a number above all it gave before, over restarts too; counted from 1 when absent. */
  readonly nextVersion?: () => number;
  /** Starts a solver, which then has the last word (rule M5); where there can be none, plain code has it. */
  readonly openSolver?: OpenSolver | null;
  /** Keeps the guide for the next start; nothing does when absent. */
  readonly shelf?: GuideShelf;
  /** Hears that the guide could not be kept, or what was kept is of no use. */
  readonly onShelfFailed?: (thrown: unknown) => void;
}

/** How far the guide tells. */
export interface GuideOptions {
  /** Days ahead, above 0. */
  readonly daysAhead: number;
  /** The solver answers one question within this time; half a minute when absent. */
  readonly proofTimeoutMs?: number;
}

/** By what a guide is verified: by plain code alone, or by a solver, too. */
export type VerifiedBy = "plain" | "smt";

/** How the latest proof went. */
export interface ProofState {
  /** `timeout`: the solver did not answer, or there was none. */
  readonly result: "verified" | "failed" | "timeout";
  /** The stage that had the last word. */
  readonly stage: Stage | null;
  /** Why it is not verified; null if it is. */
  readonly reason: string | null;
  /** When it ended, milliseconds since 1970. */
  readonly endedAtMs: number;
  /** How long it took, writing and reading back included. */
  readonly durationMs: number;
  /** Questions the solver answered. */
  readonly questions: number;
  /** Pieces of the guide that were proved. */
  readonly fresh: number;
  /** Pieces that had been proved before, with the same content. */
  readonly known: number;
}

/** The state of the guide clients can fetch. */
export interface PublishedGuide {
  /** Rises with each publication. */
  readonly version: number;
  /** Changes whenever what the guide says changes; quoted, as HTTP wants it. */
  readonly etag: string;
  /** When it was published, milliseconds since 1970. */
  readonly publishedAtMs: number;
  /** How it was verified. */
  readonly verifiedBy: VerifiedBy;
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
  /** What this refresh put right before it was written; null if it did not come that far. */
  readonly repairs: Repairs | null;
  /** How the proof went. */
  readonly proof: ProofState;
  /** How long it took. */
  readonly durationMs: number;
}

const HOUR_MS = 3_600_000;
/** Past programmes the guide still tells, so that a client's clock may be off. */
const BEHIND_MS = HOUR_MS;
/** Many timelines change together after a scan: one guide tells them all. */
const QUIET_MS = 1_000;
const PROOF_TIMEOUT_MS = 30_000;
/** After a refresh that failed, and then twice as long each time: a solver that was ended is there again soon. */
const AGAIN_MS = 10_000;
const AGAIN_MS_MAX = 30 * 60_000;
/** A guide of a thousand channels has a hundred megabytes, and what was published stays as it is for days. */
const KEEP_EVERY_MS = 6 * HOUR_MS;

/** Makes the guide, has it proved, and hands out the last one that held. */
export class GuidePublisher implements Disposable {
  readonly #parts: GuideParts;
  readonly #aheadMs: number;
  readonly #proofTimeoutMs: number;
  #documents: Documents | null = null;
  readonly #proved = new ProvedSpans();
  #proof: Proof | null = null;
  #proofState: ProofState | null = null;
  #counterexample: string | null = null;
  #published: PublishedDraft | null = null;
  #keptAtMs = -Infinity;
  #told: ReadonlyMap<string, ToldChannel> = new Map();
  /** Channels to be told anew by the next refresh; null for all. */
  #changed: Set<string> | null = null;
  #faults = 0;
  #findings: readonly Finding[] = [];
  #isStale = false;
  #soon = new AbortController();
  #again = new AbortController();
  #failures = 0;
  #isOver = false;
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
    this.#proofTimeoutMs = options.proofTimeoutMs ?? PROOF_TIMEOUT_MS;
  }

  /**
   * Makes the guide anew and publishes it if it keeps every rule; else the last one stays, marked stale, and it is
   * tried again by itself after a while.
   *
   * A call while another one runs waits and then sees what changed meanwhile.
   */
  refresh(): Promise<RefreshOutcome> {
    this.#changed = null;
    return this.#refreshChanged();
  }

  #refreshChanged(): Promise<RefreshOutcome> {
    if (this.#running === null) return this.#start();
    this.#waiting ??= this.#running.then(() => this.#start());
    return this.#waiting;
  }

  /** Publishes the guide of an earlier run, marked stale, until there is another; for the start. */
  async restore(): Promise<void> {
    const { shelf, clock, onShelfFailed } = this.#parts;
    try {
      const bytes = await shelf?.load() ?? null;
      const kept = bytes && unpackGuide(bytes);
      if (kept === null || this.#published !== null) return;
      // One that ends before now says nothing any more.
      if (kept.publishedAtMs + this.#aheadMs < clock.wallMs()) return;
      [this.#published, this.#documents] = [kept, new Documents(kept, clock)];
      this.#isStale = true;
    } catch (thrown) {
      onShelfFailed?.(thrown);
    }
  }

  /**
   * Refreshes once nobody has called this for a second, unless another refresh begins before.
   *
   * @param channelId The one channel that changed: the others are told as before. All may have when absent.
   */
  async refreshSoon(channelId?: string): Promise<void> {
    if (channelId === undefined) this.#changed = null;
    else this.#changed?.add(channelId);
    this.#soon.abort();
    const { signal } = this.#soon = new AbortController();
    await this.#parts.clock.sleep(QUIET_MS, signal);
    if (!signal.aborted) await this.#refreshChanged();
  }

  /** Calls off the refresh that is due soon, and ends the solver. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#soon.abort();
    this.#again.abort();
    this.#proof?.[Symbol.dispose]();
  }

  /** What is published; null before the first publication. */
  published(): PublishedGuide | null {
    if (this.#published === null) return null;
    const { draft, version, publishedAtMs, verifiedBy } = this.#published;
    return {
      version,
      etag: `"${draft.digest}"`,
      publishedAtMs,
      verifiedBy,
      programmes: draft.programmes,
      channels: draft.channels.length,
      isStale: this.#isStale,
      faults: this.#faults,
    };
  }

  /** What verifies the guides made here. */
  get verifiedBy(): VerifiedBy {
    return (this.#parts.openSolver ?? null) === null ? "plain" : "smt";
  }

  /** How the latest proof went; null before the first one. */
  proof(): ProofState | null {
    return this.#proofState;
  }

  /** The last guide that was refused, in words: where, when, and what a viewer would have seen; null if none was. */
  lastCounterexample(): string | null {
    return this.#counterexample;
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
    return this.#documents?.get(baseUrl) ?? null;
  }

  #start(): Promise<RefreshOutcome> {
    this.#waiting = null;
    this.#soon.abort();
    this.#again.abort();
    this.#running = this.#refresh().finally(() => this.#running = null);
    return this.#running;
  }

  async #refresh(): Promise<RefreshOutcome> {
    const { clock, onRefreshed } = this.#parts;
    const startedMs = clock.monotonicMs();
    const versionBefore = this.#published?.version;
    const { fault, draft, questions } = await this.#attempt();
    this.#isStale = fault !== null;
    this.#faults = draft?.findings.total ?? 0;
    this.#findings = draft?.findings.list ?? [];
    const durationMs = clock.monotonicMs() - startedMs;
    const proof = this.#proofState = proofState({
      fault,
      draft,
      questions,
      durationMs,
      endedAtMs: clock.wallMs(),
    });
    const isFound = draft?.verdict.verdict === "FAILED" && draft.verdict.counterexample !== null;
    if (isFound) this.#counterexample = proof.reason;
    const outcome: RefreshOutcome = {
      guide: this.published(),
      isChanged: this.#published?.version !== versionBefore,
      fault,
      findings: draft?.findings.list ?? [],
      programmes: draft?.programmes ?? 0,
      placeholders: draft?.placeholders ?? new Map(),
      repairs: draft?.repairs ?? null,
      proof,
      durationMs,
    };
    this.#failures = fault === null ? 0 : this.#failures + 1;
    if (fault !== null) void this.#tryAgain();
    // What is given up at the end of the program is nobody's fault.
    if (!this.#isOver) onRefreshed(outcome);
    return outcome;
  }

  /** Whatever made a refresh fail may be over before the next one is due, or anything is edited. */
  async #tryAgain(): Promise<void> {
    const { signal } = this.#again = new AbortController();
    if (this.#isOver) return;
    await this.#parts.clock.sleep(Math.min(AGAIN_MS_MAX, AGAIN_MS * 2 ** (this.#failures - 1)), signal);
    if (!signal.aborted) await this.refresh();
  }

  /** Whatever goes wrong here, the last good guide must stay up: every fault becomes part of the outcome. */
  async #attempt(): Promise<Attempt> {
    const { clock, openSolver = null } = this.#parts;
    using proof = openSolver === null
      ? null
      : new Proof({ open: openSolver, clock, timeoutMs: this.#proofTimeoutMs });
    this.#proof = proof;
    const questions = () => proof?.questions ?? 0;
    const changed = this.#changed;
    this.#changed = new Set();
    try {
      const nowMs = clock.wallMs();
      const window = { fromMs: nowMs - BEHIND_MS, toMs: nowMs + this.#aheadMs };
      const unchanged = changed === null ? new Map() : without(this.#told, changed);
      const draft = await draftGuide(this.#parts, window, { proof, proved: this.#proved, unchanged });
      if (draft.findings.total > 0) {
        this.#changed = null;
        return { fault: new XMLTVValidationError(draft.findings), draft, questions: questions() };
      }
      this.#proved.turn();
      this.#told = draft.told;
      await this.#publish(draft);
      void this.#keep();
      return { fault: null, draft, questions: questions() };
    } catch (thrown) {
      this.#changed = null;
      const fault = thrown instanceof Error ? thrown : new Error(String(thrown));
      return { fault, draft: null, questions: questions() };
    }
  }

  async #publish(draft: GuideDraft): Promise<void> {
    const { clock, nextVersion } = this.#parts;
    if (draft.digest === this.#published?.draft.digest) return;
    const published: PublishedDraft = {
      draft,
      version: nextVersion?.() ?? (this.#published?.version ?? 0) + 1,
      publishedAtMs: Math.floor(clock.wallMs()),
      verifiedBy: this.verifiedBy,
    };
    const documents = new Documents(published, clock);
    if (this.#documents !== null) await documents.follow(this.#documents);
    [this.#published, this.#documents] = [published, documents];
  }

  async #keep(): Promise<void> {
    const { shelf, clock, onShelfFailed } = this.#parts;
    if (shelf === undefined || this.#published === null) return;
    if (clock.monotonicMs() < this.#keptAtMs + KEEP_EVERY_MS) return;
    this.#keptAtMs = clock.monotonicMs();
    try {
      await shelf.save(await packGuide(this.#published, clock));
    } catch (thrown) {
      onShelfFailed?.(thrown);
    }
  }
}

function without<Value>(all: ReadonlyMap<string, Value>, keys: ReadonlySet<string>): Map<string, Value> {
  return new Map([...all].filter(([key]) => !keys.has(key)));
}

/** How a refresh went, before anybody is told. */
interface Attempt {
  readonly fault: Error | null;
  readonly draft: GuideDraft | null;
  readonly questions: number;
}

function proofState(
  { fault, draft, questions, ...times }: Attempt & Pick<ProofState, "durationMs" | "endedAtMs">,
): ProofState {
  const isStuck = fault instanceof Fault &&
    (fault.code === "proof_timeout" || fault.code === "solver_missing");
  const failure = draft?.verdict.verdict === "FAILED" ? draft.verdict : null;
  return {
    result: fault === null ? "verified" : isStuck ? "timeout" : "failed",
    stage: failure?.stage ?? null,
    reason: failure?.reason ?? fault?.message ?? null,
    questions,
    fresh: draft?.pieces.fresh ?? 0,
    known: draft?.pieces.known ?? 0,
    ...times,
  };
}
