import { PACKET_BYTES } from "../mpegts/mod.ts";
import { firstPictureBytes } from "./first_picture.ts";
import type { MediaChunk } from "./gop_ring.ts";

/**
 * How fast a viewer is served.
 *
 * `realtime`: never ahead of the clock; `burst`: at once a reserve of `burstMs`, then real time; `adaptive`: like
 * burst, but a client that could not take its data is served at 1.25 times real time from there on until it has its
 * reserve again; `disabled`: everything there is.
 */
export type ThrottleMode = "realtime" | "burst" | "adaptive" | "disabled";

/** Settings of a throttle. */
export interface ThrottleOptions {
  /** How the viewer is paced. */
  readonly mode: ThrottleMode;
  /** Reserve of the viewer, in milliseconds of media. */
  readonly burstMs: number;
}

/** How far a viewer is. */
export interface ViewerProgress {
  /** Bytes it has of the chunk it is at. */
  readonly offset: number;
  /** Where the channel's clock stands. */
  readonly playheadMs: number;
  /** True when its picture begins here. */
  readonly isBeginning: boolean;
}

/**
 * A chunk longer than this is sent in slices: with the tick of the fan-out and a busy machine no viewer is without a byte for 200 ms.
 * Shorter slices would cost more than the bytes in them.
 */
const SLICE_MS = 140;

/** How fast an adaptive viewer gets its reserve back, in media per time. */
const CATCH_UP_RATE = 1.25;

/** An adaptive viewer's place when it could not take its data. */
interface Refusal {
  readonly playheadMs: number;
  readonly positionMs: number;
}

/**
 * Paces one viewer by the media clock, not by bytes: so it gets each stretch of media in the time that stretch lasts,
 * whatever its bitrate and however large the chunks are it comes in.
 */
export class StreamThrottler {
  #refusal: Refusal | null = null;

  /** A throttle for a viewer who gets its whole reserve at once. */
  constructor(private readonly options: ThrottleOptions) {}

  /**
   * Where the part of a chunk ends that may be sent now: at a packet border, in bytes from its beginning.
   *
   * @param chunk The chunk the viewer is at.
   * @param progress How far it is; its `offset` comes back when nothing is due.
   */
  dueBytes(chunk: MediaChunk, { offset, playheadMs, isBeginning }: ViewerProgress): number {
    const { bytes, startMs, endMs } = chunk;
    const horizonMs = this.horizonMs(playheadMs);
    if (startMs > horizonMs) return offset;
    const slices = Math.ceil((endMs - startMs) / SLICE_MS);
    const due = 1 + Math.floor((horizonMs - startMs) / (endMs - startMs) * slices);
    if (slices <= 1 || due >= slices) return bytes.length;
    const dueBytes = Math.floor(bytes.length * due / slices / PACKET_BYTES) * PACKET_BYTES;
    // What a viewer begins with must show a picture.
    const least = isBeginning ? firstPictureBytes(bytes) : offset;
    return Math.max(least, dueBytes);
  }

  /** Up to which instant of the media clock the viewer may be sent media. */
  horizonMs(playheadMs: number): number {
    const { mode, burstMs } = this.options;
    if (mode === "disabled") return Infinity;
    const reserveMs = playheadMs + (mode === "realtime" ? 0 : burstMs);
    if (mode !== "adaptive" || this.#refusal === null) return reserveMs;
    const sinceMs = playheadMs - this.#refusal.playheadMs;
    // A channel's clock is set back when the program slept; what was before that no longer counts.
    if (sinceMs < 0) return reserveMs;
    return Math.min(reserveMs, this.#refusal.positionMs + CATCH_UP_RATE * sinceMs);
  }

  /**
   * Notes that the client could not take what was due, or has just lost some of it.
   *
   * @param positionMs Where on the media clock it goes on.
   * @param playheadMs Where the channel's clock stands.
   */
  refuse(positionMs: number, playheadMs: number): void {
    this.#refusal = { positionMs, playheadMs };
  }
}
