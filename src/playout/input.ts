import type { Fault } from "../fault.ts";
import type { Ratio } from "../media.ts";
import type { AccessUnit } from "../mpegts/mod.ts";

/** How far an input has come. `ended`: it said all it had to say; `failed`: it did not. */
export type InputState = "opening" | "ready" | "ended" | "failed";

/** One running way to play a programme: pictures and sound, in decoding order, taken when they are wanted. */
export interface Input extends AsyncDisposable {
  /** `ready` from the first key frame on; `ended` and `failed` may still have units to take. */
  readonly state: InputState;
  /** Why it failed; null otherwise. */
  readonly fault: Fault | null;
  /** Pictures per second of what it delivers. */
  readonly frameRate: Ratio;
  /** False when there will never be sound. */
  readonly hasAudio: boolean;
  /** Continuity errors so far, percent of its packets. */
  readonly lossPercent: number;
  /** Pictures that have arrived and were not taken. */
  readonly waiting: number;
  /**
   * The next of what has arrived, in order.
   *
   * @param picturesMax Pictures to take at most; sound comes with them.
   */
  take(picturesMax: number): AccessUnit[];
  /** Resolves when there is something new to take or to know, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void>;
}

/** Which stretch of a programme to open. */
export interface InputRequest {
  /** Key of the channel. */
  readonly channelId: string;
  /** The item to play, which tells what is in it. */
  readonly itemId: number;
  /** Where it is read from, an absolute path or a URL; the item's own place when absent. */
  readonly locator?: string;
  /** Position in the item, in milliseconds. */
  readonly offsetMs: number;
  /** Pictures wanted, above 0. */
  readonly frames: number;
  /** When its first picture airs, milliseconds since 1970. */
  readonly airsAtMs: number;
  /** `viewer`, `warm` or `idle`: the place in the pool's queue. */
  readonly priority: "viewer" | "warm" | "idle";
  /** Whether anybody watches at the moment it is asked. */
  readonly isWatched: () => boolean;
  /** False after copying failed: everything is encoded. */
  readonly mayCopy: boolean;
  /** True when it is asked for more than its item has: it is encoded then, for a copy cannot hold its last picture. */
  readonly isStretched?: boolean;
  /** Called when its process has started, for which the wait may be long; says whether it encodes pictures. */
  readonly onStarted?: (isEncode: boolean) => void;
}

/**
 * Opens inputs; the real one leases an ffmpeg.
 *
 * @returns At once; what goes wrong later shows in the input's state.
 */
export type OpenInput = (request: InputRequest) => Input;
