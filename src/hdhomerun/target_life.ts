import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import type { Endpoint } from "./datagram.ts";

/**
 * Tells whether anybody may still receive a target. Deno tells nothing of ICMP, so a receiver that is gone is known only
 * by its silence: by its keep-alives, once it has sent one; before, by the client that set the target.
 */
export class TargetLife {
  #aliveAtMs: number;
  #hasKeptAlive = false;
  #isConnected = true;

  /**
   * Alive at first.
   *
   * @param client The connection that set the target.
   * @param clock Measures silence.
   */
  constructor(private readonly client: Endpoint, private readonly clock: Clock) {
    this.#aliveAtMs = clock.monotonicMs();
  }

  /** Takes a keep-alive of the receiver. From now on only those count: its machine may speak when it cannot. */
  noteKeepAlive(): void {
    this.#hasKeptAlive = true;
    this.#aliveAtMs = this.clock.monotonicMs();
  }

  /** Takes note that somebody asked for the tuner, or set it. */
  noteRequest({ address }: Endpoint): void {
    if (address === this.client.address) this.#noteClient();
  }

  /** Takes note that a connection was closed. */
  noteClosed({ address, port }: Endpoint): void {
    if (!this.#isConnected || address !== this.client.address || port !== this.client.port) return;
    this.#noteClient();
    this.#isConnected = false;
  }

  /** True once it is no use to go on. */
  get isOver(): boolean {
    const silentMs = this.clock.monotonicMs() - this.#aliveAtMs;
    if (this.#hasKeptAlive) return silentMs >= LIMITS.targetSilentMs;
    return !this.#isConnected && silentMs >= LIMITS.targetUnattendedMs;
  }

  #noteClient(): void {
    if (!this.#hasKeptAlive) this.#aliveAtMs = this.clock.monotonicMs();
  }
}
