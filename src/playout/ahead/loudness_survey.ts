import type { Clock } from "../../clock.ts";
import { Fault, messageOf } from "../../fault.ts";
import {
  loudnessCommand,
  parseLoudness,
  type ProcessPoolManager,
  type Profile,
  runProcess,
} from "../../ffmpeg/mod.ts";
import { LIMITS } from "../../limits.ts";
import type { Logger } from "../../log.ts";
import type { Metrics } from "../../metrics/mod.ts";
import type { LoudnessStore, SoundTrack } from "../../store/mod.ts";
import type { Airing } from "./agenda.ts";
import { Attempts } from "./attempts.ts";
import type { IdleJob, IdleWork, Stint } from "./idle_worker.ts";
import { type Preparation, type PreparationParts, prepare } from "../preparation.ts";

/** What a survey is made of. */
export interface LoudnessSurveyParts extends PreparationParts {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Where figures are kept. */
  readonly loudness: Pick<LoudnessStore, "find" | "record">;
  /** The profiles channels name. */
  readonly profiles: readonly Profile[];
  /** Time. */
  readonly clock: Clock;
  /** Says what was measured. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
}

/** Between two items of a long list, streaming goes on. */
const ITEMS_AT_ONCE = 50;

/**
 * Measures how loud the sound of what airs soon is, where the profile wants it at a level. The next input that opens
 * the item uses the figures.
 */
export class LoudnessSurvey implements IdleWork {
  readonly #attempts: Attempts;
  readonly #profiles: ReadonlyMap<string, Profile>;

  /** Nothing is measured yet. */
  constructor(private readonly parts: LoudnessSurveyParts) {
    this.#attempts = new Attempts(parts.clock);
    this.#profiles = new Map(
      parts.profiles.filter(({ loudnessLufs }) => loudnessLufs !== null).map((it) => [it.name, it]),
    );
  }

  /** The sound track to measure next. */
  async next(agenda: readonly Airing[]): Promise<IdleJob | null> {
    const seen = new Set<string>();
    for (const { itemId, profile: name, startMs, stopMs } of agenda) {
      const id = `${itemId} ${name}`;
      const profile = this.#profiles.get(name);
      if (profile === undefined || seen.has(id)) continue;
      seen.add(id);
      if (seen.size % ITEMS_AT_ONCE === 0) await this.parts.clock.sleep(0);
      const preparation = await this.#prepare(itemId, profile);
      const track = preparation === null ? null : trackOf(preparation);
      if (preparation === null || track === null || !this.#attempts.mayTry(nameOf(track))) continue;
      if (this.parts.loudness.find(track) !== null) continue;
      return { startMs, stopMs, run: (stint) => this.#measure(preparation, { track, stint }) };
    }
    return null;
  }

  async #prepare(itemId: number, profile: Profile): Promise<Preparation | null> {
    try {
      return await prepare(this.parts, itemId, profile);
    } catch (thrown) {
      // Whoever plays it reports it.
      if (thrown instanceof Fault) return null;
      throw thrown;
    }
  }

  async #measure(
    { item, plan }: Preparation,
    { track, stint: { signal } }: { readonly track: SoundTrack; readonly stint: Stint },
  ): Promise<void> {
    const { pool, clock, log, metrics, loudness: store } = this.parts;
    const request = {
      ...{ kind: "ffmpeg", channelId: "loudness", priority: "background", isEncode: true } as const,
      ...{ args: loudnessCommand(item.locator, track.audioIndex, plan.isDownmixed), signal },
    };
    try {
      const options = { clock, timeoutMs: LIMITS.loudnessTimeoutMs, outputBytesMax: 1_000 };
      const { stderr, code } = await runProcess(pool, request, options);
      // One that was ended before its time reports on what it had heard by then.
      if (code !== 0) throw new Fault("probe_failed", `ffmpeg ended with ${code}`);
      const loudness = parseLoudness(stderr);
      store.record(track, { loudness });
      metrics.count("loudness_measured_total", { result: loudness === null ? "silent" : "done" });
      log.debug("Loudness: measured", { title: item.title, lufs: loudness?.integratedLufs ?? null });
    } catch (thrown) {
      if (signal.aborted) return log.debug("Loudness: put off", { title: item.title });
      this.#attempts.noteFailure(nameOf(track));
      metrics.count("loudness_measured_total", { result: "failed" });
      log.warn("Loudness: measuring failed", { title: item.title, reason: messageOf(thrown) });
    }
  }
}

function trackOf({ item: { id, sizeBytes, modifiedMs }, plan }: Preparation): SoundTrack | null {
  return plan.audioIndex === null ? null : { itemId: id, audioIndex: plan.audioIndex, sizeBytes, modifiedMs };
}

function nameOf({ itemId, audioIndex, sizeBytes, modifiedMs }: SoundTrack): string {
  return `${itemId} ${audioIndex} ${sizeBytes} ${modifiedMs}`;
}
