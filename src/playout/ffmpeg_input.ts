import type { Clock } from "../clock.ts";
import { Fault, messageOf } from "../fault.ts";
import {
  framesPerSecond,
  type Lease,
  passageCommand,
  planTranscode,
  type ProcessPoolManager,
  type Profile,
  type TranscodePlan,
  withoutCopy,
} from "../ffmpeg/mod.ts";
import type { MediaItem, Ratio } from "../media.ts";
import { type AccessUnit, Demuxer } from "../mpegts/mod.ts";
import type { Input, InputRequest, InputState, OpenInput } from "./input.ts";

/** What inputs are opened with. */
export interface FfmpegInputParts {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Time. */
  readonly clock: Clock;
  /** Finds an item by its key. */
  readonly findItem: (itemId: number) => MediaItem | null;
}

/** Media an input holds at most before it stops reading: enough to bridge a scheduling hiccup. */
const QUEUE_MS = 2_000;

/** Units of any kind an input holds at most: more sound than belongs to so few pictures is held back by no picture. */
const QUEUE_UNITS_MAX = 2_000;

/**
 * Opens inputs that play library items through leased ffmpegs, in one channel's profile.
 */
export function ffmpegInputs(parts: FfmpegInputParts, profile: Profile): OpenInput {
  return (request) => new FfmpegInput(parts, profile, request);
}

class FfmpegInput implements Input {
  readonly frameRate: Ratio;
  hasAudio = true;
  #state: InputState = "opening";
  #fault: Fault | null = null;
  #units: AccessUnit[] = [];
  #pictures = 0;
  #lease: Lease | null = null;
  #change = Promise.withResolvers<void>();
  #room = Promise.withResolvers<void>();
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(private readonly parts: FfmpegInputParts, profile: Profile, request: InputRequest) {
    this.frameRate = profile.frameRate;
    this.#done = this.#run(profile, request);
  }

  get state(): InputState {
    return this.#state;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  get waiting(): number {
    return this.#pictures;
  }

  take(picturesMax: number): AccessUnit[] {
    let pictures = 0;
    let count = 0;
    for (; count < this.#units.length; count++) {
      if (this.#units[count]?.kind !== "video") continue;
      if (pictures === picturesMax) break;
      pictures += 1;
    }
    this.#pictures -= pictures;
    this.#room.resolve();
    return this.#units.splice(0, count);
  }

  changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true })
    );
    return Promise.race([this.#change.promise, aborted]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#room.resolve();
    await this.#lease?.[Symbol.asyncDispose]();
    await this.#done;
  }

  async #run(profile: Profile, request: InputRequest): Promise<void> {
    try {
      await this.#play(profile, request);
    } catch (thrown) {
      this.#fail(
        thrown instanceof Fault ? thrown : new Fault("tune_failed", messageOf(thrown), { cause: thrown }),
      );
    }
  }

  async #play(profile: Profile, request: InputRequest): Promise<void> {
    const { path, plan } = this.#plan(profile, request);
    this.hasAudio = plan.audio !== "silence";
    const args = passageCommand({ path, offsetMs: request.offsetMs, frames: request.frames }, plan, profile);
    await using lease = await this.parts.pool.acquireProcess({
      kind: "ffmpeg",
      channelId: request.channelId,
      args,
      priority: request.priority,
      isEncode: plan.video !== "copy",
      isWatched: request.isWatched,
      signal: this.#stop.signal,
    });
    this.#lease = lease;
    if (this.#stop.signal.aborted) return;
    const demuxer = new Demuxer();
    await this.#pump(lease, demuxer);
    if (this.#stop.signal.aborted) return;
    const exit = await lease.process.exit;
    const isClean = exit.code === 0 && exit.signal === null;
    this.#accept(demuxer.end(isClean));
    if (!isClean) {
      throw new Fault(
        "tune_failed",
        `Cannot play ${path}: ffmpeg ended with ${exit.code}: ${await lease.process.reason()}`,
      );
    }
    // A seek past the data of a truncated file ends well, without a single picture.
    if (this.#state === "opening") {
      throw new Fault("tune_failed", `Cannot play ${path}: ffmpeg showed no key frame`);
    }
    this.#state = "ended";
    this.#tell();
  }

  #plan(profile: Profile, request: InputRequest): { path: string; plan: TranscodePlan } {
    const item = this.parts.findItem(request.itemId);
    if (item?.info === null || item?.info === undefined) {
      throw new Fault("media_gone", `Cannot play item ${request.itemId}: it is no longer in the library`);
    }
    const plan = planTranscode(item.info, profile);
    return { path: item.locator, plan: request.mayCopy ? plan : withoutCopy(plan) };
  }

  /** Reads until the process ends, and not further ahead than {@link QUEUE_MS}: unread output stops ffmpeg by itself. */
  async #pump(lease: Lease, demuxer: Demuxer): Promise<void> {
    const queueMax = QUEUE_MS / 1_000 * framesPerSecond(this.frameRate);
    for await (const bytes of lease.process.output) {
      if (this.#stop.signal.aborted) return;
      this.#accept(demuxer.push(bytes));
      const isFull = () => this.#pictures >= queueMax || this.#units.length >= QUEUE_UNITS_MAX;
      while (isFull() && !this.#stop.signal.aborted) {
        this.#room = Promise.withResolvers<void>();
        await this.#room.promise;
      }
    }
  }

  #accept(units: readonly AccessUnit[]): void {
    for (const unit of units) {
      this.#units.push(unit);
      if (unit.kind !== "video") continue;
      this.#pictures += 1;
      if (unit.isKey && this.#state === "opening") this.#state = "ready";
    }
    if (units.length > 0) this.#tell();
  }

  #fail(fault: Fault): void {
    this.#state = "failed";
    this.#fault = fault;
    this.#tell();
  }

  #tell(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}
