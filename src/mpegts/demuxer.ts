import type { AccessUnit } from "./access_unit.ts";
import { Arena } from "./arena.ts";
import { type DemuxCounters, emptyDemuxCounters } from "./counters.ts";
import { InputClock } from "./input_clock.ts";
import { PACKET_BYTES, payloadOffset, PID_COUNT, pidOf, SYNC_BYTE, UNIT_START } from "./packet.ts";
import { parsePat, PAT_PID } from "./pat.ts";
import { parsePmt, STREAM_TYPE_AAC, STREAM_TYPE_H264 } from "./pmt.ts";
import { findSync } from "./resync.ts";
import { SectionReader } from "./section_reader.ts";
import { UnitAssembler } from "./unit_assembler.ts";

/** Bounds of a demuxer. */
export interface DemuxerOptions {
  /** Bytes of one block; default 256 KiB. */
  readonly blockBytes?: number;
  /** Longest unit, from its first to its last packet; a longer one is thrown away. Default 8 MiB. */
  readonly unitBytesMax?: number;
}

/** What an input's PMT offers of the kinds we can splice. */
export interface DemuxedStreams {
  /** program_number. */
  readonly programNumber: number;
  /** PID of the first H.264 stream, or null. */
  readonly videoPid: number | null;
  /** PID of the first AAC stream, or null. */
  readonly audioPid: number | null;
}

// What a PID is to us; the first of the table is what it is filled with.
const IGNORED = 0;
const PAT = 1;
const PMT = 2;
const VIDEO = 3;
const AUDIO = 4;

/**
 * Turns the bytes of one transport stream into access units.
 *
 * Bytes may come in pieces of any size; the units are the same. Damage is skipped and counted, never thrown.
 */
export class Demuxer {
  /** What it saw so far. */
  readonly counters: Readonly<DemuxCounters>;
  readonly #counters: DemuxCounters = emptyDemuxCounters();
  readonly #arena: Arena;
  readonly #unitBytesMax: number;
  readonly #clock = new InputClock();
  readonly #roles = new Uint8Array(PID_COUNT);
  readonly #patReader = new SectionReader();
  #pmtReader = new SectionReader();
  #pmtPid: number | null = null;
  #programNumber = 0;
  #badPmtsBefore = 0;
  #video: UnitAssembler | null = null;
  #audio: UnitAssembler | null = null;
  #streams: DemuxedStreams | null = null;
  /** First byte of the block not looked at yet. */
  #scanAt = 0;
  #isSynced = true;

  /** A demuxer for one input, from its first byte to its last. */
  constructor(options: DemuxerOptions = {}) {
    this.counters = this.#counters;
    this.#arena = new Arena(options.blockBytes ?? 256 * 1024);
    this.#unitBytesMax = options.unitBytesMax ?? 8 * 1024 * 1024;
    this.#roles[PAT_PID] = PAT;
  }

  /** What the PMT said; null before the first one. */
  get streams(): DemuxedStreams | null {
    return this.#streams;
  }

  /**
   * Takes the next bytes.
   *
   * @param bytes Any number of bytes; they are copied.
   * @returns The units now complete, in the order of their last packets.
   */
  push(bytes: Uint8Array): AccessUnit[] {
    const units: AccessUnit[] = [];
    for (let taken = 0; taken < bytes.length;) {
      if (this.#arena.isFull) this.#rollOver();
      taken += this.#arena.append(bytes, taken);
      this.#scan(units);
    }
    return units;
  }

  /**
   * The input ended.
   *
   * @param isClean True after exit status 0: a picture of unknown length is then complete. After a kill it may be
   *   cut anywhere and is thrown away.
   */
  end(isClean: boolean): AccessUnit[] {
    const units: AccessUnit[] = [];
    for (const stream of [this.#video, this.#audio]) {
      if (isClean) stream?.finish(this.#arena, units);
      else stream?.drop();
    }
    return units;
  }

  #scan(units: AccessUnit[]): void {
    const { view, fill } = this.#arena;
    let at = this.#scanAt;
    let packets = 0;
    while (at + PACKET_BYTES <= fill) {
      const header = view.getInt32(at);
      if (header >>> 24 !== SYNC_BYTE || !this.#isSynced) {
        const next = this.#resync(at);
        if (!this.#isSynced) {
          at = next;
          break;
        }
        at = next;
        continue;
      }
      const pid = pidOf(header);
      const role = this.#roles[pid];
      if (role === VIDEO) this.#video?.packet(this.#arena, at, header, units);
      else if (role === AUDIO) this.#audio?.packet(this.#arena, at, header, units);
      else if (role !== IGNORED) this.#table(pid, at, header);
      at += PACKET_BYTES;
      packets++;
    }
    this.#scanAt = at;
    this.#counters.packets += packets;
  }

  /** Finds the next packet after `at`; whatever was under way lost some of its bytes. */
  #resync(at: number): number {
    const { block, fill } = this.#arena;
    this.#video?.drop();
    this.#audio?.drop();
    const next = findSync(block, at, fill);
    this.#counters.resyncBytes += next - at;
    this.#isSynced = next + PACKET_BYTES < fill;
    return next;
  }

  #rollOver(): void {
    if (this.#arena.fill - this.#openFrom() > this.#unitBytesMax) {
      this.#video?.drop();
      this.#audio?.drop();
    }
    const keepFrom = this.#openFrom();
    this.#arena.rollOver(keepFrom);
    this.#scanAt -= keepFrom;
    this.#video?.shift(keepFrom);
    this.#audio?.shift(keepFrom);
  }

  /** The first byte still needed. */
  #openFrom(): number {
    const opens = [this.#video?.openFrom ?? -1, this.#audio?.openFrom ?? -1].filter((from) => from >= 0);
    return Math.min(this.#scanAt, ...opens);
  }

  #table(pid: number, at: number, header: number): void {
    const { view, block } = this.#arena;
    const offset = payloadOffset(view, at, header);
    if (offset < 0 || offset === PACKET_BYTES) return;
    const reader = pid === PAT_PID ? this.#patReader : this.#pmtReader;
    const payload = block.subarray(at + offset, at + PACKET_BYTES);
    for (const section of reader.push(payload, (header & UNIT_START) !== 0)) {
      if (pid === PAT_PID) this.#takePat(section);
      else this.#takePmt(section);
    }
    this.#counters.badPsi = this.#patReader.badSections + this.#pmtReader.badSections + this.#badPmtsBefore;
  }

  #takePat(section: Uint8Array): void {
    const entry = parsePat(section);
    if (entry === null || entry.pmtPid === this.#pmtPid && entry.programNumber === this.#programNumber) {
      return;
    }
    if (this.#pmtPid !== null) this.#roles[this.#pmtPid] = IGNORED;
    this.#pmtPid = entry.pmtPid;
    this.#programNumber = entry.programNumber;
    this.#roles[entry.pmtPid] = PMT;
    this.#badPmtsBefore += this.#pmtReader.badSections;
    this.#pmtReader = new SectionReader();
  }

  #takePmt(section: Uint8Array): void {
    const map = parsePmt(section);
    if (map === null || map.programNumber !== this.#programNumber) return;
    const pidOfType = (type: number) => map.streams.find((stream) => stream.type === type)?.pid ?? null;
    const streams = {
      programNumber: map.programNumber,
      videoPid: pidOfType(STREAM_TYPE_H264),
      audioPid: pidOfType(STREAM_TYPE_AAC),
    };
    this.#video = this.#assembler(this.#video, "video", streams.videoPid, VIDEO);
    this.#audio = this.#assembler(this.#audio, "audio", streams.audioPid, AUDIO);
    this.#streams = streams;
  }

  /** The assembler for a PID: the one there was, when the PID did not change. */
  #assembler(
    old: UnitAssembler | null,
    kind: AccessUnit["kind"],
    pid: number | null,
    role: number,
  ): UnitAssembler | null {
    if (old !== null && old.pid === pid) return old;
    if (old !== null && this.#roles[old.pid] === role) this.#roles[old.pid] = IGNORED;
    old?.drop();
    if (pid === null) return null;
    this.#roles[pid] = role;
    return new UnitAssembler(kind, pid, this.#clock, this.#counters);
  }
}
