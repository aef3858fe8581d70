import { aborted } from "../../aborted.ts";
import type { Clock } from "../../clock.ts";
import { Fault, messageOf } from "../../fault.ts";
import {
  BUILD_REPORT,
  type EncoderChoice,
  framesPerSecond,
  isShortage,
  type Profile,
  runProcess,
} from "../../ffmpeg/mod.ts";
import { LIMITS } from "../../limits.ts";
import type { Logger } from "../../log.ts";
import type { Metrics } from "../../metrics/mod.ts";
import type { ReadyEntry, ReadyFile, ReadyStore } from "../../store/mod.ts";
import type { Airing } from "./agenda.ts";
import { Attempts } from "./attempts.ts";
import type { IdleJob, IdleWork, Stint } from "./idle_worker.ts";
import type { Input, InputRequest } from "../input.ts";
import { type PreparationParts, prepare } from "../preparation.ts";
import { chooseNext, type ReadyWish } from "./ready_choice.ts";
import { encodeAhead, type ReadyEncoderParts } from "./ready_encoder.ts";
import { ReadyInput } from "./ready_input.ts";
import { type Encodable, encodableOf } from "./ready_wish.ts";

/** What a ready-cache is made of. */
export interface ReadyCacheParts extends PreparationParts, ReadyEncoderParts {
  /** The list of its files. */
  readonly ready: ReadyStore;
  /** Which encoder is in use: what was encoded ahead and what is live are to have the same headers. */
  readonly encoders: Pick<EncoderChoice, "isSettled" | "settled" | "applyTo" | "began">;
  /** The profiles channels name, with the software encoder. */
  readonly profiles: readonly Profile[];
  /** Time. */
  readonly clock: Clock;
  /** Says what was encoded, dropped and found damaged. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
}

/** Settings of the ready-cache. */
export interface ReadyCacheOptions {
  /** False leaves it off, and removes what it kept. */
  readonly isEnabled: boolean;
  /** Disk all files together may take. */
  readonly bytesMax: number;
}

/** A programme to encode. */
interface Wish extends ReadyWish, Encodable {}

/** Names of files that are ours. */
const OUR_NAME = /^[0-9a-f]{64}(\.part)?$/;

/** Between two items of a long list, streaming goes on. */
const ITEMS_AT_ONCE = 50;

/** Bounds of what is believed of the encoder: media per time. */
const SPEED_MIN = 0.1;
const SPEED_MAX = 20;

/**
 * Programmes encoded ahead: what airs soon and cannot be copied is encoded whole, in idle time, into a file in the
 * channel's exact format; airing it then costs reading a file.
 */
export class ReadyCache implements IdleWork, Disposable {
  readonly #attempts: Attempts;
  readonly #inUse = new Map<string, number>();
  readonly #profiles: ReadonlyMap<string, Profile>;
  readonly #gauges: Disposable;
  /** Media encoded per time, as seen last; at first as fast as it plays. */
  #speed = 1;

  private constructor(
    private readonly parts: ReadyCacheParts,
    private readonly options: ReadyCacheOptions,
    private readonly build: string,
  ) {
    const { ready, metrics, profiles, clock } = parts;
    this.#attempts = new Attempts(clock);
    this.#profiles = new Map(profiles.map((profile) => [profile.name, profile]));
    this.#gauges = metrics.beforeExpose(() => {
      const files = ready.list();
      metrics.set("ready_cache_entries", files.length);
      metrics.set("ready_cache_bytes", sizeOf(files));
    });
  }

  /**
   * Removes what nobody knows or wants any more, and opens the cache.
   *
   * @returns Null when it is off, or the disk is too small for it.
   */
  static async open(parts: ReadyCacheParts, options: ReadyCacheOptions): Promise<ReadyCache | null> {
    const { files, ready, log } = parts;
    try {
      await tidy(parts, options.isEnabled);
      if (!options.isEnabled) return null;
      const roomBytes = await files.freeBytes() + sizeOf(ready.list()) - LIMITS.diskReserveBytes;
      if (roomBytes >= LIMITS.readyCacheBytesMin) return new ReadyCache(parts, options, await buildOf(parts));
      log.warn("ReadyCache: stays off, the disk is too small", { roomMb: Math.floor(roomBytes / 1e6) });
    } catch (thrown) {
      log.warn("ReadyCache: stays off, what it needs cannot be used", { reason: messageOf(thrown) });
    }
    return null;
  }

  /**
   * An input that plays the request from a file.
   *
   * @param signal Calls it off; it may wait until it is known which encoder is in use.
   * @returns Null when the request needs no encoding, there is no file for it, or nobody can tell: then it is played live.
   */
  async openInput(request: InputRequest, profile: Profile, signal: AbortSignal): Promise<Input | null> {
    const { encoders } = this.parts;
    if (!encoders.isSettled) await Promise.race([encoders.settled, aborted(signal)]);
    if (signal.aborted) return null;
    try {
      return await this.#open(request, profile);
    } catch (thrown) {
      this.parts.log.warn("ReadyCache: cannot be looked into", { reason: messageOf(thrown) });
      return null;
    }
  }

  /** The programme to encode next. */
  async next(agenda: readonly Airing[]): Promise<IdleJob | null> {
    if (!this.parts.encoders.isSettled) return null;
    const { wish, drop } = chooseNext({
      wishes: await this.#wishes(agenda),
      files: this.parts.ready.list(),
      inUse: new Set(this.#inUse.keys()),
      isHopeless: (key) => !this.#attempts.mayTry(key),
      budgetBytes: await this.#budgetBytes(),
      nowMs: this.parts.clock.wallMs(),
    });
    if (wish !== null) return { ...wish, run: (stint) => this.#encode(wish, { stint, drop }) };
    await this.#makeRoom(drop);
    return null;
  }

  /** Ends the figures; whoever runs the work ends that. */
  [Symbol.dispose](): void {
    this.#gauges[Symbol.dispose]();
  }

  async #open(request: InputRequest, profile: Profile): Promise<Input | null> {
    const { ready, metrics, files, clock } = this.parts;
    const encodable = await this.#encodable(request.itemId, profile);
    if (encodable === null) return null;
    const entry = request.mayCopy ? ready.find(encodable.key) : null;
    if (entry === null || !reaches(entry, request, encodable)) {
      metrics.count("ready_cache_misses_total");
      return null;
    }
    metrics.count("ready_cache_hits_total");
    ready.touch(entry.key, clock.wallMs());
    this.#inUse.set(entry.key, (this.#inUse.get(entry.key) ?? 0) + 1);
    return new ReadyInput({
      ...{ files, entry, frameRate: profile.frameRate, hasAudio: encodable.plan.audio !== "silence" },
      onCorrupt: (reason) => this.#discard(entry, reason),
      onClose: () => this.#close(entry.key),
    }, request);
  }

  async #wishes(agenda: readonly Airing[]): Promise<Wish[]> {
    const wishes: Wish[] = [];
    const known = new Map<string, Encodable | null>();
    for (const { itemId, profile: name, startMs, stopMs } of agenda) {
      const id = `${itemId} ${name}`;
      const profile = this.#profiles.get(name);
      if (profile !== undefined && !known.has(id)) {
        known.set(id, await this.#encodable(itemId, profile));
        if (known.size % ITEMS_AT_ONCE === 0) await this.parts.clock.sleep(0);
      }
      const encodable = known.get(id) ?? null;
      if (encodable === null) continue;
      const encodeMs = encodable.item.info.durationMs / this.#speed;
      wishes.push({ ...encodable, startMs, stopMs, encodeMs });
    }
    return wishes;
  }

  /** With the encoder in use; in software where that has failed. */
  async #encodable(itemId: number, software: Profile): Promise<Encodable | null> {
    const { build, parts } = this;
    try {
      const preparation = await prepare(parts, itemId, software);
      const encodable = encodableOf(preparation, { profile: parts.encoders.applyTo(software), build });
      if (encodable === null || !this.#attempts.hasFailed(encodable.key)) return encodable;
      return encodableOf(preparation, { profile: software, build });
    } catch (thrown) {
      // Whoever plays it reports it.
      if (thrown instanceof Fault) return null;
      throw thrown;
    }
  }

  async #budgetBytes(): Promise<number> {
    const roomBytes = await this.parts.files.freeBytes() + sizeOf(this.parts.ready.list());
    return Math.min(this.options.bytesMax, roomBytes - LIMITS.diskReserveBytes);
  }

  async #encode(
    wish: Wish,
    { stint, drop }: { readonly stint: Stint; readonly drop: readonly string[] },
  ): Promise<void> {
    const { clock, log, metrics, ready } = this.parts;
    const { key, item: { title, info }, profile } = wish;
    const beganAtMs = clock.monotonicMs();
    try {
      if (!await this.#makeRoom(drop)) return;
      const entry = await encodeAhead(this.parts, wish, stint);
      ready.add(entry);
      const tookMs = Math.max(1, Math.round(clock.monotonicMs() - beganAtMs));
      this.#speed = Math.min(SPEED_MAX, Math.max(SPEED_MIN, info.durationMs / tookMs));
      metrics.count("ready_cache_encoded_total", { result: "done" });
      log.info("ReadyCache: encoded", { title, profile: profile.name, bytes: entry.sizeBytes, tookMs });
    } catch (thrown) {
      if (stint.signal.aborted || isShortage(thrown)) return log.debug("ReadyCache: put off", { title });
      this.#attempts.noteFailure(key);
      metrics.count("ready_cache_encoded_total", { result: "failed" });
      log.warn("ReadyCache: encoding failed", { title, reason: messageOf(thrown) });
    }
  }

  /** @returns False if one of the files is being played by now; it and the others stay. */
  async #makeRoom(keys: readonly string[]): Promise<boolean> {
    for (const key of keys) {
      if (this.#inUse.has(key)) return false;
      await this.#remove(key);
    }
    if (keys.length > 0) this.parts.log.info("ReadyCache: made room", { files: keys.length });
    return true;
  }

  /** A file is not what it was: it is never played again. */
  #discard({ key, itemId }: ReadyEntry, reason: string): void {
    const { log, metrics, ready } = this.parts;
    if (ready.find(key) === null) return;
    metrics.count("ready_cache_corrupt_total");
    log.warn("ReadyCache: a file is unusable and removed", { item: itemId, reason });
    this.#remove(key).catch((thrown) =>
      log.warn("ReadyCache: a file cannot be removed", { item: itemId, reason: messageOf(thrown) })
    );
  }

  /** The list first: a file nobody knows is removed at the next start, but nobody may count on one that is gone. */
  async #remove(key: string): Promise<void> {
    this.parts.ready.remove(key);
    await this.parts.files.remove(key);
  }

  #close(key: string): void {
    const users = (this.#inUse.get(key) ?? 1) - 1;
    if (users > 0) this.#inUse.set(key, users);
    else this.#inUse.delete(key);
  }
}

/** True when the file has what a request wants. What has no picture of its own is as long as anybody wants it. */
function reaches(
  { index }: ReadyEntry,
  { offsetMs, frames }: InputRequest,
  { plan, profile }: Encodable,
): boolean {
  const first = offsetMs / 1_000 * framesPerSecond(profile.frameRate);
  return first < index.frames && (plan.video !== "card" || first + frames <= index.frames);
}

function sizeOf(files: readonly Pick<ReadyFile, "sizeBytes">[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

async function buildOf({ pool, clock }: ReadyCacheParts): Promise<string> {
  const { probeTimeoutMs: timeoutMs, probeOutputBytesMax: outputBytesMax } = LIMITS;
  const { stdout } = await runProcess(pool, ASKING, { clock, timeoutMs, outputBytesMax });
  return stdout;
}

const ASKING = {
  ...{ kind: "ffmpeg", channelId: "ready-cache", priority: "background", isEncode: false } as const,
  args: BUILD_REPORT,
};

/** Makes the list and the folder agree; nothing at all stays of a cache that is off. */
async function tidy({ files, ready }: ReadyCacheParts, isEnabled: boolean): Promise<void> {
  const names = new Set(await files.list());
  for (const { key } of ready.list()) if (!isEnabled || !names.has(key)) ready.remove(key);
  const known = new Set(ready.list().map(({ key }) => key));
  for (const name of names) if (OUR_NAME.test(name) && !known.has(name)) await files.remove(name);
}
