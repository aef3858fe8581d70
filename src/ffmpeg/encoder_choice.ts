import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { EncoderName } from "./encoder.ts";
import { findEncoder, type HardwareParts, type HardwareWish } from "./hardware.ts";
import type { Profile } from "./profile.ts";

/** What the choice is made with. */
export interface EncoderChoiceParts extends Pick<HardwareParts, "pool" | "clock"> {
  /** Says what was found, and what failed. */
  readonly log: Logger;
  /** Counts failures, and shows what is in use. */
  readonly metrics: Metrics;
}

/**
 * Which encoder is in use: software until hardware was proved, and again once that fails too often.
 *
 * Whoever builds an encoding command asks {@link EncoderChoice.current}; whoever runs one on hardware says how it went.
 */
export class EncoderChoice implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #settled = Promise.withResolvers<void>();
  /** Encoders whose failure was told. */
  readonly #told = new Set<EncoderName>();
  #search: Promise<void> = Promise.resolve();
  #current: EncoderName = "libx264";
  #isSettled = false;
  /** Hardware encodes that delivered and have not ended. */
  #running = 0;
  /** Failures in a row while no other was running. */
  #failures = 0;

  /** Software, until {@link search} has found better. */
  constructor(private readonly parts: EncoderChoiceParts) {}

  /** The encoder to use for what begins now. */
  get current(): EncoderName {
    return this.#current;
  }

  /** True while pictures are encoded by hardware. */
  get isHardware(): boolean {
    return this.#current !== "libx264";
  }

  /** False until it is known what the hardware can do; what is not urgent waits for it. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Resolves once {@link isSettled} holds: soon after {@link search}. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** Tries the hardware, in the background. */
  search(wish: HardwareWish, profiles: readonly Profile[]): void {
    this.#search = this.#find(wish, profiles);
  }

  /** A profile with the encoder to use for what begins now. */
  applyTo(profile: Profile): Profile {
    return { ...profile, encoder: this.#current };
  }

  /** A hardware encode has shown its first picture. To be disposed of when it is over. */
  began(): Disposable {
    this.#failures = 0;
    this.#running += 1;
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (!isOver) this.#running -= 1;
        isOver = true;
      },
    };
  }

  /**
   * A hardware encode failed where software does not. After {@link LIMITS.hardwareFailuresMax} in a row it is given up,
   * but not while others run on it: then it is only full, as consumer cards of NVIDIA are with a few sessions.
   */
  failed(encoder: EncoderName, reason: string): void {
    this.#count(encoder);
    this.#tell(encoder, "Hardware encoder failed; software does its work for now", reason);
    if (encoder !== this.#current || this.#running > 0) return;
    this.#failures += 1;
    if (this.#failures < LIMITS.hardwareFailuresMax) return;
    this.parts.log.error("Hardware encoder given up until the next start", { encoder, reason });
    this.#use("libx264");
  }

  /** Ends the search. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#search;
  }

  async #find(wish: HardwareWish, profiles: readonly Profile[]): Promise<void> {
    const { pool, clock, log } = this.parts;
    const { signal } = this.#stop;
    const onRefused = (encoder: EncoderName, reason: string) => {
      this.#count(encoder);
      this.#tell(encoder, "Hardware encoder cannot be used", reason, wish === "auto");
    };
    try {
      this.#use(await findEncoder(wish, profiles, { pool, clock, signal, onRefused }));
    } catch (thrown) {
      if (!signal.aborted) log.warn("Hardware encoders could not be tried", { reason: messageOf(thrown) });
    }
    log.info("Pictures are encoded by", { encoder: this.#current });
    this.#isSettled = true;
    this.#settled.resolve();
  }

  #use(encoder: EncoderName): void {
    const { metrics } = this.parts;
    metrics.set("encoder_in_use", 0, { encoder: this.#current });
    metrics.set("encoder_in_use", 1, { encoder });
    this.#current = encoder;
  }

  #count(encoder: EncoderName): void {
    this.parts.metrics.count("hardware_encoder_failures_total", { encoder });
  }

  /** Says it once per encoder; nobody asked for those that are tried by themselves. */
  #tell(encoder: EncoderName, message: string, reason: string, isExpected = false): void {
    if (this.#told.has(encoder)) return;
    this.#told.add(encoder);
    const { log } = this.parts;
    if (isExpected) log.info(message, { encoder, reason });
    else log.warn(message, { encoder, reason });
  }
}
