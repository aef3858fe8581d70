import { StreamThrottler, type ThrottleOptions } from "./throttle.ts";

/** Why a viewer is no longer served. */
export type LeaveReason = "client" | "duration" | "stalled" | "idle" | "kicked" | "channel";

/** Bytes that may wait inside a viewer's stream before it counts as full. */
const STREAM_BYTES_MAX = 512 * 1024;

/** How a viewer is paced, and who is told of it. */
export interface ViewerOptions extends ThrottleOptions {
  /** Called once, when it is over. */
  readonly onLeave: (viewer: Viewer, reason: LeaveReason) => void;
  /** Called once when the socket of a viewer that left as stalled is free after all. */
  readonly onFreed: (viewer: Viewer) => void;
  /** Called when its stream has room again. */
  readonly onRoom: (viewer: Viewer) => void;
}

/**
 * One client of a channel: a place in its output and a stream its bytes go into.
 *
 * Its queue is the stretch of the ring between its place and the clock; nothing is copied for it.
 */
export class Viewer {
  /** The bytes, for a response. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Paces it. */
  readonly throttler: StreamThrottler;
  /** Its place: bytes of the channel's output in front of what it gets next; null until there is a first key frame. */
  position: number | null = null;
  /** Bytes handed to its stream. */
  bytesSent = 0;
  /** True while it has not been told that its next bytes do not go on where its last ones ended. */
  hasSkipped = false;
  /** True once it was sent something that is no card. */
  hasContent = false;
  /** Bytes it lost because it was too slow. */
  droppedBytes = 0;
  /** When its stream first was full without having taken anything since; null while it takes. */
  fullSinceMs: number | null = null;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;
  /** The stream of a stalled viewer: the runtime cannot close its socket until the client reacts (decision 39). */
  #abandoned: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;

  /**
   * A client that has just come.
   *
   * @param joinedAtMs When it came, on the monotonic clock.
   * @param durationMs How long it may stay; null for ever.
   * @param options How it is paced, and who is told of it.
   */
  constructor(
    readonly joinedAtMs: number,
    readonly durationMs: number | null,
    private readonly options: ViewerOptions,
  ) {
    this.throttler = new StreamThrottler(options);
    this.body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => void (this.#controller = controller),
      pull: () => this.#abandoned === null ? this.options.onRoom(this) : this.#free(this.#abandoned),
      cancel: () => this.#abandoned === null ? this.#finish("client") : this.#free(null),
    }, new ByteLengthQueuingStrategy({ highWaterMark: STREAM_BYTES_MAX }));
  }

  /** True while its stream takes more. */
  get hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  /** Hands over the next bytes of the output; the buffer is shared with all other viewers. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.position !== null) this.position += bytes.length;
    this.insert(bytes);
  }

  /** Hands over bytes that are no part of the output. */
  insert(bytes: Uint8Array<ArrayBuffer>): void {
    this.#controller?.enqueue(bytes);
    this.bytesSent += bytes.length;
  }

  /** Ends its stream from our side; that of a stalled viewer once its client reacts. */
  end(reason: LeaveReason): void {
    const controller = this.#controller;
    if (controller === null) return;
    if (reason === "stalled") this.#abandoned = controller;
    else controller.close();
    this.#finish(reason);
  }

  /** @param open Its stream, unless the client has closed that already. */
  #free(open: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null): void {
    open?.close();
    this.#abandoned = null;
    this.options.onFreed(this);
  }

  #finish(reason: LeaveReason): void {
    if (this.#controller === null) return;
    this.#controller = null;
    this.options.onLeave(this, reason);
  }
}
