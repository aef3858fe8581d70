import { aborted } from "../aborted.ts";
import type { Clock } from "../clock.ts";
import type { Fault } from "../fault.ts";
import { type EncoderChoice, type EncoderName, type Profile } from "../ffmpeg/mod.ts";
import { LIMITS } from "../limits.ts";
import type { Ratio } from "../media.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import type { Input, InputRequest, InputState, OpenInput } from "./input.ts";

/** What inputs are opened with when hardware may encode them. */
export interface SparedInputParts {
  /** Which encoder is in use. */
  readonly encoders: EncoderChoice;
  /** Time. */
  readonly clock: Clock;
  /** Opens an input of a profile, with the encoder the profile names. */
  readonly open: (profile: Profile, request: InputRequest) => Input;
}

/**
 * Opens inputs on the hardware in use, with software to spare: what hardware does not deliver, software does, and
 * whoever plays the input only notices that it took longer to open.
 *
 * An item whose hardware encode broke off goes on in software until it begins anew.
 */
export function sparedInputs(parts: SparedInputParts, profile: Profile): OpenInput {
  const { encoders } = parts;
  const broken: Broken = { itemId: NaN, reason: null };
  return (request) => {
    const isSoftware = encoders.isSettled && !encoders.isHardware;
    return isSoftware ? parts.open(profile, request) : new SparedInput(parts, profile, request, broken);
  };
}

/** What broke off last on a channel. */
interface Broken {
  itemId: number;
  /** Null once it was counted. */
  reason: string | null;
}

/** Plays what hardware delivers, or else what software does. */
class SparedInput implements Input {
  readonly frameRate: Ratio;
  #played: Input | null = null;
  #onHardware: Disposable | null = null;
  #change = Promise.withResolvers<void>();
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(
    private readonly parts: SparedInputParts,
    private readonly profile: Profile,
    private readonly request: InputRequest,
    private readonly broken: Broken,
  ) {
    this.frameRate = profile.frameRate;
    this.#done = this.#run();
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
    return this.#played?.changed(signal) ?? Promise.race([this.#change.promise, aborted(signal)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    // First: until then nobody can tell what is still being opened.
    await this.#done;
    if (this.#onHardware !== null && this.#played?.state === "failed") {
      this.broken.itemId = this.request.itemId;
      this.broken.reason = this.#played.fault?.message ?? null;
    }
    this.#onHardware?.[Symbol.dispose]();
    await this.#played?.[Symbol.asyncDispose]();
  }

  async #run(): Promise<void> {
    const { encoders, open } = this.parts;
    const { signal } = this.#stop;
    if (!encoders.isSettled) await Promise.race([encoders.settled, aborted(signal)]);
    if (signal.aborted) return;
    const encoder = encoders.current;
    const failure = encoders.isHardware ? await this.#tryHardware(encoder) : { reason: null };
    if (failure === null || signal.aborted) return;
    const spare = open(this.profile, this.request);
    this.#play(spare);
    if (failure.reason === null) return;
    while (spare.state === "opening" && !signal.aborted) await spare.changed(signal);
    // Only now it is known that the item was not to blame.
    if (spare.state === "ready" || spare.state === "ended") encoders.failed(encoder, failure.reason);
  }

  /** @returns Why software has to do it, if that is not known already; null when hardware does it. */
  async #tryHardware(encoder: EncoderName): Promise<{ readonly reason: string | null } | null> {
    const { broken, request } = this;
    if (request.itemId === broken.itemId && request.offsetMs > 0) {
      const { reason } = broken;
      broken.reason = null;
      return { reason };
    }
    const opened = await this.#open(encoder);
    if (opened === null) return null;
    const { input, isEncode, isLate } = opened;
    if (isEncode && (isLate || input.fault?.code === "tune_failed")) {
      const reason = input.fault?.message ?? `no key frame within ${LIMITS.hardwareOpenMs / 1_000} s`;
      await input[Symbol.asyncDispose]();
      return { reason };
    }
    if (isEncode && input.state !== "failed") this.#onHardware = this.parts.encoders.began();
    this.#play(input);
    return null;
  }

  /** Opens an input on hardware and waits until it shows what it can; null if it was called off. */
  async #open(encoder: EncoderName): Promise<{ input: Input; isEncode: boolean; isLate: boolean } | null> {
    const over = new AbortController();
    const late = new AbortController();
    const enough = AbortSignal.any([this.#stop.signal, late.signal]);
    let isEncode = false;
    const onStarted = (encodes: boolean) => {
      isEncode = encodes;
      this.request.onStarted?.(encodes);
      const limitMs = encodes ? LIMITS.hardwareOpenMs : 0;
      void this.parts.clock.sleep(limitMs, over.signal).then(() => late.abort());
    };
    const input = this.parts.open({ ...this.profile, encoder }, { ...this.request, onStarted });
    while (input.state === "opening" && !enough.aborted) await input.changed(enough);
    over.abort();
    if (!this.#stop.signal.aborted) return { input, isEncode, isLate: input.state === "opening" };
    await input[Symbol.asyncDispose]();
    return null;
  }

  #play(input: Input): void {
    this.#played = input;
    this.#change.resolve();
  }
}
