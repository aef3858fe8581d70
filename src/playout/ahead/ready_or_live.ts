import { aborted } from "../../aborted.ts";
import type { Fault } from "../../fault.ts";
import type { Profile } from "../../ffmpeg/mod.ts";
import type { Ratio } from "../../media.ts";
import type { AccessUnit } from "../../mpegts/mod.ts";
import type { Input, InputRequest, InputState, OpenInput } from "../input.ts";
import type { ReadyCache } from "./ready_cache.ts";

/**
 * Opens inputs from the ready-cache where it has what is wanted, and live otherwise.
 *
 * A file that turns out to be unusable before its first picture is replaced by the live input at once: whoever plays
 * it only notices that it took longer to open. Later, the input fails, and the retry is live, for the file is gone.
 */
export function readyOrLive(
  cache: Pick<ReadyCache, "openInput">,
  profile: Profile,
  live: OpenInput,
): OpenInput {
  return (request) => new ReadyOrLive(request, { cache, profile, live });
}

interface Ways {
  readonly cache: Pick<ReadyCache, "openInput">;
  readonly profile: Profile;
  readonly live: OpenInput;
}

class ReadyOrLive implements Input {
  readonly frameRate: Ratio;
  #played: Input | null = null;
  readonly #chosen = Promise.withResolvers<void>();
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(request: InputRequest, ways: Ways) {
    this.frameRate = ways.profile.frameRate;
    this.#done = this.#choose(request, ways);
  }

  get state(): InputState {
    return this.#played?.state ?? "opening";
  }

  get fault(): Fault | null {
    return this.#played?.fault ?? null;
  }

  get hasAudio(): boolean {
    return this.#played?.hasAudio ?? true;
  }

  get lossPercent(): number {
    return this.#played?.lossPercent ?? 0;
  }

  get waiting(): number {
    return this.#played?.waiting ?? 0;
  }

  take(picturesMax: number): AccessUnit[] {
    return this.#played?.take(picturesMax) ?? [];
  }

  changed(signal: AbortSignal): Promise<void> {
    return this.#played?.changed(signal) ?? Promise.race([this.#chosen.promise, aborted(signal)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    // First: until then nobody can tell what is still being opened.
    await this.#done;
    await this.#played?.[Symbol.asyncDispose]();
  }

  async #choose(request: InputRequest, ways: Ways): Promise<void> {
    this.#played = await this.#open(request, ways);
    this.#chosen.resolve();
  }

  /** The first input that shows a picture; null when it was called off before. */
  async #open(request: InputRequest, { cache, profile, live }: Ways): Promise<Input | null> {
    const { signal } = this.#stop;
    const ready = await cache.openInput(request, profile, signal);
    while (ready?.state === "opening" && !signal.aborted) await ready.changed(signal);
    if (ready !== null && ready.state !== "failed" && !signal.aborted) return ready;
    await ready?.[Symbol.asyncDispose]();
    return signal.aborted ? null : live(request);
  }
}
