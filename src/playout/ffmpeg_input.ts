import { aborted } from "../aborted.ts";
import type { Clock } from "../clock.ts";
import { Fault, messageOf } from "../fault.ts";
import {
  framesPerSecond,
  type Lease,
  passageCommand,
  type ProcessPoolManager,
  type Profile,
  readPipe,
  type TranscodePlan,
  withoutCopy,
} from "../ffmpeg/mod.ts";
import { isHttpUrl } from "../http_file.ts";
import type { Ratio } from "../media.ts";
import { type AccessUnit, Demuxer } from "../mpegts/mod.ts";
import { PlayFault } from "./failure.ts";
import type { Input, InputRequest, InputState, OpenInput } from "./input.ts";
import { PREMATURE_END_MS } from "./joint_times.ts";
import { type PreparationParts, prepare } from "./preparation.ts";
import { UnitQueue } from "./unit_queue.ts";

/** What inputs are opened with. */
export interface FfmpegInputParts extends Omit<PreparationParts, "loudness"> {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Time. */
  readonly clock: Clock;
  /** How loud sound tracks are; nothing was measured when absent. */
  readonly loudness?: PreparationParts["loudness"];
}

const UNMEASURED: PreparationParts["loudness"] = { find: () => null };

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
  /** What came so far. */
  #pictures = 0;
  #lease: Lease | null = null;
  readonly #demuxer = new Demuxer();
  readonly #queue: UnitQueue;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(private readonly parts: FfmpegInputParts, profile: Profile, request: InputRequest) {
    this.frameRate = profile.frameRate;
    this.#queue = new UnitQueue(profile.frameRate);
    this.#done = this.#run(profile, request);
  }

  get state(): InputState {
    return this.#state;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  get lossPercent(): number {
    const { continuityErrors, packets } = this.#demuxer.counters;
    return packets === 0 ? 0 : 100 * continuityErrors / packets;
  }

  get waiting(): number {
    return this.#queue.pictures;
  }

  take(picturesMax: number): AccessUnit[] {
    return this.#queue.take(picturesMax);
  }

  changed(signal: AbortSignal): Promise<void> {
    return this.#queue.changed(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
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
    const planned = await Promise.race([this.#plan(profile, request), aborted(this.#stop.signal)]);
    if (planned === undefined || this.#stop.signal.aborted) return;
    const { path, plan } = planned;
    this.hasAudio = plan.audio !== "silence";
    const args = passageCommand({ ...request, path }, plan, profile);
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
    request.onStarted?.(plan.video !== "copy");
    if (this.#stop.signal.aborted) return;
    await this.#pump(lease);
    if (this.#stop.signal.aborted) return;
    const exit = await lease.process.exit;
    const isClean = exit.code === 0 && exit.signal === null;
    this.#accept(this.#demuxer.end(isClean));
    const failure = await lease.process.failure();
    if (this.#stop.signal.aborted) return;
    const said = `: ${failure.text}`;
    if (!isClean) throw new PlayFault(`Cannot play ${path}: ffmpeg ended with ${exit.code}${said}`, failure);
    // A seek past the data of a truncated file ends well, without a single picture.
    if (this.#state === "opening") {
      const words = failure.code === "unknown" ? "" : said;
      throw new PlayFault(`Cannot play ${path}: ffmpeg showed no key frame${words}`, failure);
    }
    // A connection that broke ends well, too.
    if (this.#isShort(request) && isHttpUrl(path) && failure.scope === "host") {
      throw new PlayFault(`Cannot play ${path}: ffmpeg ended too early${said}`, failure);
    }
    this.#state = "ended";
    this.#queue.tell();
  }

  #isShort({ frames }: InputRequest): boolean {
    const missingMs = (frames - this.#pictures) * 1_000 / framesPerSecond(this.frameRate);
    return missingMs > PREMATURE_END_MS;
  }

  async #plan(profile: Profile, request: InputRequest): Promise<{ path: string; plan: TranscodePlan }> {
    const { parts } = this;
    const known = { ...parts, loudness: parts.loudness ?? UNMEASURED };
    const { item, plan } = await prepare(known, request.itemId, profile);
    const mayCopy = request.mayCopy && request.isStretched !== true;
    return { path: request.locator ?? item.locator, plan: mayCopy ? plan : withoutCopy(plan) };
  }

  /** Reads until the process ends, and no further ahead than the queue holds: unread output stops ffmpeg by itself. */
  async #pump(lease: Lease): Promise<void> {
    for await (const bytes of readPipe(lease.process.output)) {
      if (this.#stop.signal.aborted) return;
      this.#accept(this.#demuxer.push(bytes));
      await this.#queue.room(this.#stop.signal);
    }
  }

  #accept(units: readonly AccessUnit[]): void {
    if (this.#state === "opening" && units.some(({ isKey }) => isKey)) this.#state = "ready";
    this.#queue.add(units);
    this.#pictures += units.filter(({ kind }) => kind === "video").length;
  }

  #fail(fault: Fault): void {
    this.#state = "failed";
    this.#fault = fault;
    this.#queue.tell();
  }
}
