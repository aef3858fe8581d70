import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { Rng } from "../rng.ts";
import type { DatagramSocket } from "./datagram.ts";
import { RTP_HEADER_BYTES, writeRtpHeader } from "./rtp.ts";
import { type Target, targetText } from "./target_address.ts";

/** Clients ignore datagrams with any other number of packets. */
const DATAGRAM_BYTES = 7 * 188;
/** Sent without a pause; a receiver's socket holds several times as much. */
const BATCH_BYTES = 48 * DATAGRAM_BYTES;

/** What a stream to a target is made of. */
export interface TargetStreamParts {
  /** Time. */
  readonly clock: Clock;
  /** Where its end is told. */
  readonly log: Logger;
  /** Tells RTP streams apart. */
  readonly rng: Rng;
  /** Where datagrams go out; closed with the stream. */
  readonly socket: DatagramSocket;
  /** The channel's stream; cancelled with the stream. */
  readonly body: ReadableStream<Uint8Array>;
  /** Called once it has ended by itself. */
  readonly onEnd: () => void;
}

/** A channel on its way to one target, as datagrams; disposing ends it. */
export class TargetStream implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #running: Promise<void>;
  /** The header's room first. */
  readonly #datagram = new Uint8Array(RTP_HEADER_BYTES + DATAGRAM_BYTES);
  readonly #source: number;
  readonly #rate: { sinceMs: number; bytes: number; bytesPerSecond: number };
  readonly #stop = new AbortController();
  #filled = 0;
  #sequence = 0;
  #batchBytes = 0;
  #dueMs: number;
  #unreachableSinceMs: number | null = null;

  /**
   * Begins at once.
   *
   * @param target Where to.
   * @param parts Stream, socket, clock.
   */
  constructor(readonly target: Target, private readonly parts: TargetStreamParts) {
    const nowMs = parts.clock.monotonicMs();
    this.#reader = parts.body.getReader();
    this.#source = Math.floor(parts.rng() * 2 ** 32);
    this.#rate = { sinceMs: nowMs, bytes: 0, bytesPerSecond: 0 };
    this.#dueMs = nowMs;
    this.#running = this.#run();
  }

  /** Bytes of the last whole second. */
  get bytesPerSecond(): number {
    const silentMs = this.parts.clock.monotonicMs() - this.#rate.sinceMs;
    return silentMs > 3_000 ? 0 : this.#rate.bytesPerSecond;
  }

  /** Datagrams of the last whole second. */
  get datagramsPerSecond(): number {
    return Math.round(this.bytesPerSecond / DATAGRAM_BYTES);
  }

  /** True once nothing could be sent for so long that it is no use to go on. */
  get isUnreachable(): boolean {
    const sinceMs = this.#unreachableSinceMs;
    return sinceMs !== null && this.parts.clock.monotonicMs() - sinceMs >= LIMITS.targetUnreachableMs;
  }

  /** See {@link AsyncDisposable}. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    const cancelled = this.#reader.cancel("target changed");
    this.parts.socket[Symbol.dispose]();
    await Promise.allSettled([cancelled, this.#running]);
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done || this.#stop.signal.aborted) break;
        await this.#send(value);
      }
    } catch (thrown) {
      this.parts.log.warn("Target: the stream broke off", {
        target: targetText(this.target),
        reason: messageOf(thrown),
      });
    }
    if (!this.#stop.signal.aborted) this.parts.onEnd();
  }

  async #send(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length && !this.#stop.signal.aborted;) {
      const piece = chunk.subarray(at, at + DATAGRAM_BYTES - this.#filled);
      this.#datagram.set(piece, RTP_HEADER_BYTES + this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled < DATAGRAM_BYTES) return;
      this.#filled = 0;
      await this.#sendDatagram();
      await this.#pause();
    }
  }

  async #sendDatagram(): Promise<void> {
    const { socket, clock } = this.parts;
    const isRtp = this.target.scheme === "rtp";
    const header = { sequence: this.#sequence++, atMs: clock.monotonicMs(), source: this.#source };
    if (isRtp) writeRtpHeader(this.#datagram, header);
    try {
      await socket.send(this.#datagram.subarray(isRtp ? 0 : RTP_HEADER_BYTES), this.target);
      this.#unreachableSinceMs = null;
    } catch (thrown) {
      // The network may be back for the next one; isUnreachable tells when to stop hoping.
      if (this.#unreachableSinceMs === null && !this.#stop.signal.aborted) {
        this.parts.log.debug("Target: cannot send", { reason: messageOf(thrown) });
      }
      this.#unreachableSinceMs ??= clock.monotonicMs();
    }
    this.#count();
  }

  /** What was read ahead leaves at a rate a receiver can follow. */
  async #pause(): Promise<void> {
    this.#batchBytes += DATAGRAM_BYTES;
    if (this.#batchBytes < BATCH_BYTES) return;
    const nowMs = this.parts.clock.monotonicMs();
    this.#dueMs = Math.max(nowMs, this.#dueMs) + this.#batchBytes * 1_000 / LIMITS.targetBytesPerSecondMax;
    this.#batchBytes = 0;
    if (this.#dueMs > nowMs) await this.parts.clock.sleep(this.#dueMs - nowMs, this.#stop.signal);
  }

  #count(): void {
    const rate = this.#rate;
    rate.bytes += DATAGRAM_BYTES;
    const passedMs = this.parts.clock.monotonicMs() - rate.sinceMs;
    if (passedMs < 1_000) return;
    rate.bytesPerSecond = rate.bytes * 1_000 / passedMs;
    rate.bytes = 0;
    rate.sinceMs += passedMs;
  }
}
