import { join } from "node:path";
import { aborted } from "../../aborted.ts";
import { Fault, messageOf } from "../../fault.ts";
import {
  FILTER_LIST,
  missingFilters,
  NO_EXTRAS,
  type OptionalFilter,
  type PlanExtras,
  type Profile,
  runForBytes,
  runProcess,
  type Watermark,
  watermarkCommand,
} from "../../ffmpeg/mod.ts";
import { LIMITS } from "../../limits.ts";
import type { ProbedItem } from "../preparation.ts";
import { Attempts } from "./attempts.ts";
import { SubtitleDesk, type SubtitleDeskParts } from "./subtitle_desk.ts";

/** What is known of an item in a profile, and of the machine, beside how loud it is. */
export type Extras = Omit<PlanExtras, "loudness">;

/**
 * What is drawn into pictures: watermarks, made ready once, and subtitles. It also knows which of ffmpeg's filters are
 * there to draw with.
 *
 * Nothing of it ever keeps a programme from airing: what is missing or broken is left out, and said once.
 */
export class Drawings implements AsyncDisposable {
  /** Subtitles; in idle time it takes them out ahead. */
  readonly subtitles: SubtitleDesk;
  /** Profiles whose watermark was made ready; an image may have changed since the start before. */
  readonly #ready = new Set<string>();
  readonly #making = new Map<string, Promise<string | null>>();
  readonly #attempts: Attempts;
  readonly #stop = new AbortController();
  #missing: readonly OptionalFilter[] = [];
  #settling: Promise<void> | null = null;

  /** Nothing is ready before {@link start}. */
  constructor(private readonly parts: SubtitleDeskParts) {
    this.subtitles = new SubtitleDesk(parts);
    this.#attempts = new Attempts(parts.clock);
  }

  /** Looks at ffmpeg's filters and makes watermarks ready; inputs that open meanwhile wait for it. */
  start(): void {
    this.#settling = this.#settle().finally(() => this.#settling = null);
  }

  /** For an item that airs now: what can be had soon. */
  async extrasFor(item: ProbedItem, profile: Profile): Promise<Extras> {
    if (!drawsAnything(item, profile)) return NO_EXTRAS;
    const { canToneMap, canDrawText } = await this.#machine();
    const watermarkPath = await this.#readyWatermark(profile);
    // What somebody cleared away is there again the next time.
    if (watermarkPath === null) void this.#makeWatermark(profile);
    const burn = await this.subtitles.soon({ item, profile, canDrawText });
    return { watermarkPath, canToneMap, burn };
  }

  /**
   * For an item that is prepared to air later: everything that will be drawn then.
   *
   * @throws {Fault} `tune_failed` while its subtitles are still to be taken out.
   */
  async extrasAhead(item: ProbedItem, profile: Profile): Promise<Extras> {
    if (!drawsAnything(item, profile)) return NO_EXTRAS;
    const { canToneMap, canDrawText } = await this.#machine();
    const watermarkPath = await this.#readyWatermark(profile) ?? await this.#makeWatermark(profile);
    const burn = await this.subtitles.ahead({ item, profile, canDrawText });
    return { watermarkPath, canToneMap, burn };
  }

  /** Ends what is being prepared. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.subtitles[Symbol.asyncDispose]();
    await this.#settling;
    await Promise.all(this.#making.values());
  }

  async #machine(): Promise<{ readonly canToneMap: boolean; readonly canDrawText: boolean }> {
    if (this.#settling !== null) await Promise.race([this.#settling, aborted(this.#stop.signal)]);
    return {
      canToneMap: !this.#missing.includes("zscale") && !this.#missing.includes("tonemap"),
      canDrawText: !this.#missing.includes("subtitles"),
    };
  }

  async #settle(): Promise<void> {
    const { profiles, log } = this.parts;
    try {
      const { stdout } = await runProcess(this.parts.pool, this.#request(FILTER_LIST), this.#bounds());
      this.#missing = missingFilters(stdout);
      if (this.#missing.length > 0) {
        log.warn("This ffmpeg lacks filters", { filters: this.#missing.join(", ") });
      }
    } catch (thrown) {
      if (!this.#stop.signal.aborted) log.warn("Cannot list ffmpeg's filters", { reason: messageOf(thrown) });
    }
    for (const profile of profiles) await this.#makeWatermark(profile);
  }

  /** Absolute path of a profile's watermark; null when it has none, or none that can be drawn now. */
  async #readyWatermark({ name }: Profile): Promise<string | null> {
    const { files, folder } = this.parts;
    const file = fileOf(name);
    // Where that cannot be told, making it will say why.
    return this.#ready.has(name) && await files.has(file).catch(() => false) ? join(folder, file) : null;
  }

  /** Makes a profile's watermark ready. @returns Its absolute path; null if it has none, or it cannot be drawn. */
  #makeWatermark(profile: Profile): Promise<string | null> {
    const { name, watermark } = profile;
    const known = this.#making.get(name);
    if (known !== undefined) return known;
    if (watermark === null || this.#stop.signal.aborted || !this.#attempts.mayTry(name)) {
      return Promise.resolve(null);
    }
    const making = this.#writeWatermark(watermark, profile).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  async #writeWatermark(watermark: Watermark, profile: Profile): Promise<string | null> {
    const { pool, files, folder, log } = this.parts;
    const { name } = profile;
    const file = fileOf(name);
    try {
      const request = this.#request(watermarkCommand(watermark, profile));
      const { code, stdout, stderr } = await runForBytes(pool, request, this.#bounds());
      if (code !== 0 || stdout.length === 0) {
        throw new Fault("tune_failed", stderr.split("\n").at(-1)?.trim() || "no picture came out of it");
      }
      {
        await using writer = await files.create(file);
        await writer.write(stdout);
      }
      this.#ready.add(name);
      return join(folder, file);
    } catch (thrown) {
      if (this.#stop.signal.aborted) return null;
      this.#attempts.noteFailure(name);
      const reason = messageOf(thrown);
      log.warn("Watermark: cannot be shown", { profile: name, image: watermark.image, reason });
      return null;
    }
  }

  #request(args: readonly string[]) {
    return { ...PREPARING, args, signal: this.#stop.signal };
  }

  #bounds() {
    return {
      clock: this.parts.clock,
      timeoutMs: LIMITS.watermarkTimeoutMs,
      outputBytesMax: LIMITS.watermarkBytesMax,
    };
  }
}

const PREPARING = { kind: "ffmpeg", channelId: "drawings", priority: "warm", isEncode: false } as const;

function fileOf(profile: string): string {
  return `${profile}.png`;
}

function drawsAnything({ info }: ProbedItem, { subtitles, watermark }: Profile): boolean {
  return subtitles !== "none" || watermark !== null || info.video?.isHdr === true;
}
