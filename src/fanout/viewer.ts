import type { GopRing } from "./gop_ring.ts";

/** Why a viewer is no longer served. */
export type LeaveReason = "client" | "duration" | "stalled" | "channel";

/** Bytes that may wait inside a viewer's stream before it counts as full. */
const STREAM_BYTES_MAX = 512 * 1024;

/** What the fan-out tells about a viewer. */
export interface ViewerEvents {
  /** Called once, when it is over. */
  readonly onLeave: (viewer: Viewer, reason: LeaveReason) => void;
  /** Called once when the socket of a viewer that left as stalled is free after all. */
  readonly onFreed: (viewer: Viewer) => void;
  /** Called when its stream has room again. */
  readonly onRoom: (viewer: Viewer) => void;
}

/**
 * One client of a channel: a place in the shared ring and a stream its bytes go into.
 *
 * Its queue is the stretch of the ring between its place and the clock; nothing is copied for it.
 */
export class Viewer {
  /** The bytes, for a response. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Number of the chunk it gets next; null until there is a first key frame. */
  cursor: number | null = null;
  /** Bytes handed to its stream. */
  bytesSent = 0;
  /** True once it was sent something that is no card. */
  hasContent = false;
  /** Bytes it lost because it was too slow. */
  droppedBytes = 0;
  /** When its stream first was full without having taken anything since; null while it takes. */
  fullSinceMs: number | null = null;
  /** When it last refused data; null if it never did. */
  refusedAtMs: number | null = null;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;
  /** The stream of a stalled viewer: the runtime cannot close its socket until the client reacts (decision 39). */
  #abandoned: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;

  /**
   * A client that has just come.
   *
   * @param joinedAtMs When it came, on the monotonic clock.
   * @param durationMs How long it may stay; null for ever.
   */
  constructor(
    readonly joinedAtMs: number,
    readonly durationMs: number | null,
    private readonly events: ViewerEvents,
  ) {
    this.body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => void (this.#controller = controller),
      pull: () => this.#abandoned === null ? this.events.onRoom(this) : this.#free(this.#abandoned),
      cancel: () => this.#abandoned === null ? this.#finish("client") : this.#free(null),
    }, new ByteLengthQueuingStrategy({ highWaterMark: STREAM_BYTES_MAX }));
  }

  /** True while its stream takes more. */
  get hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  /** Hands over a chunk; the buffer is shared with all other viewers. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#controller?.enqueue(bytes);
    this.bytesSent += bytes.length;
  }

  /** Jumps to another chunk because it fell too far behind: whole GOPs are lost, never parts. */
  skipTo(sequence: number, ring: GopRing): number {
    const lost = this.cursor === null ? 0 : ring.bytesBetween(this.cursor, sequence);
    this.cursor = sequence;
    this.droppedBytes += lost;
    return lost;
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
    this.events.onFreed(this);
  }

  #finish(reason: LeaveReason): void {
    if (this.#controller === null) return;
    this.#controller = null;
    this.events.onLeave(this, reason);
  }
}
