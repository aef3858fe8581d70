import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import type { GetSetAnswer } from "./control_packet.ts";

/** Who wants something of a tuner. */
export interface Caller {
  /** The client's address. */
  readonly address: string;
  /** The key it names; null for none. */
  readonly lockKey: number | null;
}

const KEY = /^[1-9]\d{0,9}$/;

/** What a client has to say to a lock, and what came of it. */
export interface LockChange {
  /** What the client is told. */
  readonly answer: GetSetAnswer;
  /** True if the tuner is nobody's any more. */
  readonly isReleased: boolean;
}

/** The lock of one tuner: who holds its key is the only one to set anything. */
export class TunerLock {
  #holder: { readonly address: string; readonly key: number; usedAtMs: number } | null = null;

  /**
   * Open at first.
   *
   * @param clock Tells for how long nobody used it.
   */
  constructor(private readonly clock: Clock) {}

  /** Address of the client that holds it; null when it is open. */
  get owner(): string | null {
    return this.#holder?.address ?? null;
  }

  /** Whether a client may set something. One that may is taken note of. */
  admits({ lockKey }: Caller): boolean {
    if (this.#holder === null) return true;
    if (this.#holder.key !== lockKey) return false;
    this.#holder.usedAtMs = this.clock.monotonicMs();
    return true;
  }

  /** Sets `/tunerN/lockkey`: a number locks, `none` with the key opens, `force` opens whoever holds it. */
  set(value: string, caller: Caller): LockChange {
    if (value === "force") return this.#release();
    if (!this.admits(caller)) {
      return { answer: { error: `resource locked by ${this.owner}` }, isReleased: false };
    }
    if (value === "none") return this.#release();
    const key = Number(value);
    if (!KEY.test(value) || key >= 2 ** 32) {
      return { answer: { error: "invalid lockkey" }, isReleased: false };
    }
    this.#holder = { address: caller.address, key, usedAtMs: this.clock.monotonicMs() };
    return { answer: { value: caller.address }, isReleased: false };
  }

  /**
   * Opens it when its holder forgot it, as a client that crashed did.
   *
   * @param isStreaming A tuner that streams is in use, whatever its holder says.
   */
  expire(isStreaming: boolean): void {
    if (this.#holder === null) return;
    const nowMs = this.clock.monotonicMs();
    if (isStreaming) this.#holder.usedAtMs = nowMs;
    else if (nowMs - this.#holder.usedAtMs >= LIMITS.tunerLockIdleMs) this.#holder = null;
  }

  #release(): LockChange {
    const isReleased = this.#holder !== null;
    this.#holder = null;
    return { answer: { value: "none" }, isReleased };
  }
}
