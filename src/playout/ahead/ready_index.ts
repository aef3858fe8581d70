import { crc32 } from "node:zlib";
import { Fault } from "../../fault.ts";
import {
  type AccessUnit,
  Demuxer,
  PACKET_BYTES,
  pidOf,
  TICKS_PER_SECOND,
  UNIT_START,
} from "../../mpegts/mod.ts";
import type { KeyFrame, ReadyIndex } from "../../store/mod.ts";

/** The file is checked in blocks of this size: a block is read, checked and only then believed. */
export const BLOCK_BYTES = 512 * 1024;

/**
 * The sum a block is known by. A disk that forgets, a file that was cut or written into shows; malice need not.
 */
export function blockSum(bytes: Uint8Array, before = 0): number {
  return crc32(bytes, before);
}

/** Looks at a transport stream while it is written, and says afterwards how to read it again. */
export class ReadyIndexer {
  readonly #demuxer = new Demuxer();
  readonly #keys: KeyFrame[] = [];
  readonly #sums: number[] = [];
  /** Offsets of the first packets of pictures that are not complete yet. */
  readonly #starts: number[] = [];
  #sum = 0;
  #sizeBytes = 0;
  #tableBytes = 0;
  /** Bytes of a packet that was cut by the end of a piece. */
  #rest: Uint8Array = new Uint8Array();
  #packetsAt = 0;
  #originPts: number | null = null;
  #frames = 0;

  /**
   * An index of nothing yet.
   *
   * @param framesPerSecond Pictures per second of the stream.
   */
  constructor(private readonly framesPerSecond: number) {}

  /** Bytes seen. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes the next bytes, in pieces of any size. */
  push(bytes: Uint8Array): void {
    this.#addSums(bytes);
    const packets = this.#wholePackets(bytes);
    let at = 0;
    // The tables come first and are few; packet by packet it shows where they end.
    for (; this.#demuxer.streams === null && at < packets.length; at += PACKET_BYTES) {
      this.#demuxer.push(packets.subarray(at, at + PACKET_BYTES));
      this.#tableBytes = this.#packetsAt + at + PACKET_BYTES;
    }
    const units = this.#demuxer.push(packets.subarray(at));
    this.#noteStarts(packets, at);
    this.#packetsAt += packets.length;
    units.forEach((unit) => this.#noteUnit(unit));
  }

  /**
   * The index of all that was pushed.
   *
   * @throws {Fault} `tune_failed` if it is no whole stream that begins with a key frame.
   */
  end(): ReadyIndex {
    this.#demuxer.end(true).forEach((unit) => this.#noteUnit(unit));
    if (this.#sizeBytes % BLOCK_BYTES > 0) this.#sums.push(this.#sum);
    const { droppedUnits, continuityErrors, badPackets, resyncBytes } = this.#demuxer.counters;
    if (droppedUnits + continuityErrors + badPackets + resyncBytes + this.#rest.length > 0) {
      throw new Fault("tune_failed", "Cannot index a stream: some of it is damaged");
    }
    if (this.#keys[0]?.frame !== 0) {
      throw new Fault("tune_failed", "Cannot index a stream: it does not begin with a key frame");
    }
    return { tableBytes: this.#tableBytes, keys: this.#keys, blockSums: this.#sums, frames: this.#frames };
  }

  #addSums(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + BLOCK_BYTES - this.#sizeBytes % BLOCK_BYTES);
      this.#sum = blockSum(piece, this.#sum);
      this.#sizeBytes += piece.length;
      at += piece.length;
      if (this.#sizeBytes % BLOCK_BYTES > 0) continue;
      this.#sums.push(this.#sum);
      this.#sum = 0;
    }
  }

  #wholePackets(bytes: Uint8Array): Uint8Array {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const whole = all.length - all.length % PACKET_BYTES;
    this.#rest = all.subarray(whole);
    return all.subarray(0, whole);
  }

  #noteStarts(packets: Uint8Array, from: number): void {
    const { videoPid = null } = this.#demuxer.streams ?? {};
    const view = new DataView(packets.buffer, packets.byteOffset, packets.length);
    for (let at = from; at < packets.length; at += PACKET_BYTES) {
      const header = view.getInt32(at);
      if ((header & UNIT_START) !== 0 && pidOf(header) === videoPid) this.#starts.push(this.#packetsAt + at);
    }
  }

  /** Pictures come out in the order their first packets went in. */
  #noteUnit({ kind, isKey, pts }: AccessUnit): void {
    if (kind !== "video") return;
    const byte = this.#starts.shift() ?? 0;
    this.#originPts ??= pts;
    const frame = Math.round((pts - this.#originPts) / TICKS_PER_SECOND * this.framesPerSecond);
    if (isKey) this.#keys.push({ byte, frame });
    this.#frames = Math.max(this.#frames, frame + 1);
  }
}
