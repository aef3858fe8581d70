import type { MediaChunk } from "./gop_ring.ts";

/** Settings of a live playlist. */
export interface HlsOptions {
  /** Wanted length of a segment; it ends at the first key frame from there on. */
  readonly segmentMs: number;
  /** Segments listed. */
  readonly window: number;
}

interface Segment {
  readonly sequence: number;
  readonly chunks: readonly MediaChunk[];
  readonly startMs: number;
  readonly durationMs: number;
  readonly isDiscontinuity: boolean;
}

/** Segments kept after they left the playlist, for clients that are late (RFC 8216 §6.2.2). */
const KEPT_BEHIND = 4;

/** The first segment of a cold channel is this short, so that the first playlist comes at once. */
const FIRST_SEGMENT_MS = 400;

/** A true live playlist (RFC 8216), cut at key frames from the chunks all other viewers get too. */
export class HlsWindow {
  readonly #segments: Segment[] = [];
  #open: MediaChunk[] = [];
  #sequence = 0;
  #discontinuitySequence = 0;
  #gopStartMs = 0;

  /** A playlist without segments. */
  constructor(private readonly options: HlsOptions) {}

  /** True once there is a segment to play. */
  get isReady(): boolean {
    return this.#segments.length > 0;
  }

  /** Adds output; the first chunk ever must be a key chunk. */
  append(chunk: MediaChunk): void {
    if (chunk.isKey) {
      if (chunk.isDiscontinuity || this.#isFullAt(chunk.startMs)) this.#close(chunk.startMs);
      this.#gopStartMs = chunk.startMs;
    }
    if (this.#open.length > 0 || chunk.isKey) this.#open.push(chunk);
  }

  /** True when another GOP as long as the last one would make the open segment longer than wanted. */
  #isFullAt(atMs: number): boolean {
    const first = this.#open[0];
    if (first === undefined) return false;
    if (this.#segments.length === 0) return atMs - first.startMs >= FIRST_SEGMENT_MS;
    return atMs - first.startMs + (atMs - this.#gopStartMs) > this.options.segmentMs + CUT_TOLERANCE_MS;
  }

  /** The bytes of a segment, or null when it is not there (any more). */
  segment(sequence: number): Uint8Array<ArrayBuffer> | null {
    const segment = this.#segments.find((candidate) => candidate.sequence === sequence);
    if (segment === undefined) return null;
    const bytes = new Uint8Array(segment.chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0));
    let at = 0;
    for (const chunk of segment.chunks) {
      bytes.set(chunk.bytes, at);
      at += chunk.bytes.length;
    }
    return bytes;
  }

  /**
   * The media playlist.
   *
   * @param urlOf Address of a segment.
   * @param wallAtZeroMs Wall-clock time of the media clock's 0, for EXT-X-PROGRAM-DATE-TIME.
   */
  playlist(urlOf: (sequence: number) => string, wallAtZeroMs: number): string {
    const listed = this.#segments.slice(-this.options.window);
    const hidden = this.#segments.slice(0, -this.options.window);
    const gone = this.#discontinuitySequence + hidden.filter((segment) => segment.isDiscontinuity).length;
    return [
      "#EXTM3U",
      "#EXT-X-VERSION:6",
      "#EXT-X-INDEPENDENT-SEGMENTS",
      `#EXT-X-TARGETDURATION:${Math.ceil((this.options.segmentMs + GOP_GROWTH_MS) / 1_000)}`,
      `#EXT-X-MEDIA-SEQUENCE:${listed[0]?.sequence ?? 0}`,
      `#EXT-X-DISCONTINUITY-SEQUENCE:${gone}`,
      ...listed.flatMap((segment) => [
        ...(segment.isDiscontinuity ? ["#EXT-X-DISCONTINUITY"] : []),
        `#EXT-X-PROGRAM-DATE-TIME:${new Date(Math.round(wallAtZeroMs + segment.startMs)).toISOString()}`,
        `#EXTINF:${(segment.durationMs / 1_000).toFixed(5)},`,
        urlOf(segment.sequence),
      ]),
      "",
    ].join("\n");
  }

  #close(endMs: number): void {
    const first = this.#open[0];
    if (first === undefined) return;
    const durationMs = endMs - first.startMs;
    this.#segments.push({
      sequence: this.#sequence++,
      chunks: this.#open,
      startMs: first.startMs,
      durationMs,
      isDiscontinuity: first.isDiscontinuity,
    });
    this.#open = [];
    while (this.#segments.length > this.options.window + KEPT_BEHIND) {
      if (this.#segments.shift()?.isDiscontinuity) this.#discontinuitySequence += 1;
    }
  }
}

/** Key frames of one grid lie within this of their ideal place. */
const CUT_TOLERANCE_MS = 50;

/** Key frames of copied items may be this far apart (decision 27), whatever came before them; the target duration must hold for ever (RFC 8216 §4.3.3.1). */
const GOP_GROWTH_MS = 4_000;
