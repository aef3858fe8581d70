import { join } from "node:path";
import { aborted } from "../aborted.ts";
import { Fault, messageOf } from "../fault.ts";
import {
  FILTER_LIST,
  missingFilters,
  NO_EXTRAS,
  type OptionalFilter,
  type PlanExtras,
  type Profile,
  runForBytes,
  runProcess,
  watermarkCommand,
} from "../ffmpeg/mod.ts";
import { LIMITS } from "../limits.ts";
import type { ProbedItem } from "./preparation.ts";
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
  readonly #watermarks = new Map<string, string>();
  readonly #stop = new AbortController();
  #missing: readonly OptionalFilter[] = [];
  #settled: Promise<void> = Promise.resolve();

  /** Nothing is ready before {@link start}. */
  constructor(private readonly parts: SubtitleDeskParts) {
    this.subtitles = new SubtitleDesk(parts);
  }

  /** Looks at ffmpeg's filters and makes watermarks ready; inputs that open meanwhile wait for it. */
  start(): void {
    this.#settled = this.#settle();
  }

  /** For an item that airs now: what can be had soon. */
  async extrasFor(item: ProbedItem, profile: Profile): Promise<Extras> {
    if (!drawsAnything(item, profile)) return NO_EXTRAS;
    const { canDrawText, ...extras } = await this.#machine(profile);
    return { ...extras, burn: await this.subtitles.soon({ item, profile, canDrawText }) };
  }

  /**
   * For an item that is prepared to air later: everything that will be drawn then.
   *
   * @throws {Fault} `tune_failed` while its subtitles are still to be taken out.
   */
  async extrasAhead(item: ProbedItem, profile: Profile): Promise<Extras> {
    if (!drawsAnything(item, profile)) return NO_EXTRAS;
    const { canDrawText, ...extras } = await this.#machine(profile);
    return { ...extras, burn: await this.subtitles.ahead({ item, profile, canDrawText }) };
  }

  /** Ends what is being prepared. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.subtitles[Symbol.asyncDispose]();
    await this.#settled;
  }

  async #machine({ name }: Profile): Promise<Omit<Extras, "burn"> & { readonly canDrawText: boolean }> {
    await Promise.race([this.#settled, aborted(this.#stop.signal)]);
    return {
      watermarkPath: this.#watermarks.get(name) ?? null,
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
    for (const profile of profiles) if (!this.#stop.signal.aborted) await this.#prepareWatermark(profile);
  }

  async #prepareWatermark(profile: Profile): Promise<void> {
    const { pool, files, folder, log } = this.parts;
    const { watermark, name } = profile;
    if (watermark === null) return;
    try {
      const request = this.#request(watermarkCommand(watermark, profile));
      const { code, stdout, stderr } = await runForBytes(pool, request, this.#bounds());
      if (code !== 0 || stdout.length === 0) {
        throw new Fault("tune_failed", stderr.split("\n").at(-1)?.trim() || "no picture came out of it");
      }
      const file = `${name}.png`;
      {
        await using writer = await files.create(file);
        await writer.write(stdout);
      }
      this.#watermarks.set(name, join(folder, file));
    } catch (thrown) {
      if (this.#stop.signal.aborted) return;
      const reason = messageOf(thrown);
      log.warn("Watermark: cannot be shown", { profile: name, image: watermark.image, reason });
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

function drawsAnything({ info }: ProbedItem, { subtitles, watermark }: Profile): boolean {
  return subtitles !== "none" || watermark !== null || info.video?.isHdr === true;
}
