import {
  type AccessUnit,
  ContinuityCounters,
  PACKET_BYTES,
  RANDOM_ACCESS,
  STREAM_TYPE_AAC,
  STREAM_TYPE_H264,
  TICKS_PER_SECOND,
  writePcrPacket,
} from "../mpegts/mod.ts";
import type { OutputChunk } from "./output.ts";
import { PacketBuffer } from "./packet_buffer.ts";
import { copyUnit, headRoom, stampField, stampTimes } from "./stamp.ts";
import { Tables } from "./tables.ts";

/** PIDs of every output, whatever airs. */
export const OUTPUT_PIDS = { pmt: 0x1000, video: 0x100, audio: 0x101 } as const;

/** Longest distance of two PCRs; the standard's bound is 100 ms, DVB's 40. */
const PCR_STEP_TICKS = 0.038 * TICKS_PER_SECOND;
/** Longest distance of two PATs and PMTs. */
const PROGRAM_TABLES_STEP_TICKS = 0.1 * TICKS_PER_SECOND;
/** Longest distance of two SDTs. */
const SERVICE_TABLE_STEP_TICKS = 0.5 * TICKS_PER_SECOND;
/** Bytes of an adaptation field with a PCR: flags and field. */
const PCR_FIELD_BYTES = 7;

/** Fixed values of an output. */
export interface MultiplexerOptions {
  /** What position 0 is on the wire. */
  readonly startTicks: number;
  /** How far the PCR runs ahead of decoding. */
  readonly pcrLeadTicks: number;
  /** transport_stream_id. */
  readonly transportStreamId: number;
  /** program_number. */
  readonly programNumber: number;
  /** Name of the channel. */
  readonly serviceName: string;
}

/** A picture with its times on the output. */
export interface PlacedPicture {
  /** The picture. */
  readonly unit: AccessUnit;
  /** When it is shown. */
  readonly ptsTicks: number;
  /** When it is decoded; rises from picture to picture. */
  readonly dtsTicks: number;
  /** True when a viewer may start here: then a chunk begins, with the tables in front. */
  readonly isStart: boolean;
  /** True when its parameter sets differ from those before. */
  readonly changesParameters: boolean;
}

/** What is to be written, in order. */
type Step =
  | { readonly kind: "picture"; readonly picture: PlacedPicture }
  | { readonly kind: "sound"; readonly unit: AccessUnit; readonly ticks: number }
  | { readonly kind: "end"; readonly endTicks: number };

/** Tables and clock that may come with a picture: enough nearly always; the buffer grows when it is not. */
const PACKETS_BESIDE_PICTURE = 2;

/**
 * Writes the output's packets: copies units, stamps them, and adds tables and clock where they are due. Positions
 * are ticks since the output began.
 */
export class Multiplexer {
  readonly #continuity = new ContinuityCounters();
  readonly #tables: Tables;
  readonly #buffer = new PacketBuffer();
  #plan: Step[] = [];
  #plannedPackets = 0;
  #chunks: {
    readonly from: number;
    readonly startTicks: number;
    endTicks: number;
    readonly isKey: boolean;
  }[] = [];
  #endTicks = 0;
  #packets = 0;
  #lastPcr: number | null = null;
  #lastDts: number | null = null;
  #lastProgramTables = -Infinity;
  #lastServiceTable = -Infinity;

  /** An output that has sent nothing yet. */
  constructor(private readonly options: MultiplexerOptions) {
    const { transportStreamId, programNumber, serviceName } = options;
    const streams = [
      { type: STREAM_TYPE_H264, pid: OUTPUT_PIDS.video },
      { type: STREAM_TYPE_AAC, pid: OUTPUT_PIDS.audio },
    ];
    const program = { programNumber, pcrPid: OUTPUT_PIDS.video, streams };
    this.#tables = new Tables(
      { transportStreamId, pmtPid: OUTPUT_PIDS.pmt, program, serviceName },
      this.#continuity,
    );
  }

  /** Packets given away so far. */
  get packets(): number {
    return this.#packets;
  }

  /** Sends a picture. */
  picture(picture: PlacedPicture): void {
    this.#plan.push({ kind: "picture", picture });
    this.#plannedPackets += picture.unit.packets + PACKETS_BESIDE_PICTURE;
  }

  /** Sends an audio frame. */
  sound(unit: AccessUnit, ticks: number): void {
    this.#plan.push({ kind: "sound", unit, ticks });
    this.#plannedPackets += unit.packets;
  }

  /** The pictures so far end at this position. */
  advance(endTicks: number): void {
    this.#plan.push({ kind: "end", endTicks });
  }

  /** Writes everything sent since the last call: all at once, so that one allocation of the right size does. */
  take(): OutputChunk[] {
    this.#buffer.expect(this.#plannedPackets);
    for (const step of this.#plan) {
      if (step.kind === "picture") this.#writePicture(step.picture);
      else if (step.kind === "sound") this.#writeSound(step.unit, step.ticks);
      else this.#writeEnd(step.endTicks);
    }
    this.#plan = [];
    this.#plannedPackets = 0;
    return this.#cutChunks();
  }

  #writePicture(picture: PlacedPicture): void {
    const { unit, isStart } = picture;
    const pcr = picture.dtsTicks - this.options.pcrLeadTicks;
    const frameTicks = picture.dtsTicks - (this.#lastDts ?? -Infinity);
    this.#lastDts = picture.dtsTicks;
    if (isStart || this.#chunks.length === 0) {
      this.#begin(isStart, isStart ? picture.ptsTicks : this.#endTicks);
    }
    if (isStart) {
      if (picture.changesParameters) this.#tables.bumpPmt();
      this.#lastProgramTables = -Infinity;
      this.#writeTables(pcr);
    }
    this.#runClock(pcr);
    this.#writeTables(pcr);

    const room = headRoom(unit);
    const isClockDue = isStart || pcr + frameTicks - (this.#lastPcr ?? -Infinity) > PCR_STEP_TICKS;
    if (isClockDue && room < PCR_FIELD_BYTES) this.#writeClock(pcr, isStart && room === 0);
    const at = copyUnit(this.#buffer, unit, OUTPUT_PIDS.video, this.#continuity, true);
    const hasClock = room >= PCR_FIELD_BYTES;
    if (room > 0) {
      const flags = isStart ? RANDOM_ACCESS : 0;
      stampField(this.#buffer, at, flags, hasClock ? this.#wireTicks(pcr) : null);
    }
    if (hasClock) this.#lastPcr = pcr;
    stampTimes(this.#buffer, at, this.#wireTicks(picture.ptsTicks), this.#wireTicks(picture.dtsTicks));
  }

  #writeSound(unit: AccessUnit, ticks: number): void {
    if (this.#chunks.length === 0) this.#begin(false, this.#endTicks);
    const at = copyUnit(this.#buffer, unit, OUTPUT_PIDS.audio, this.#continuity, false);
    stampTimes(this.#buffer, at, this.#wireTicks(ticks), this.#wireTicks(ticks));
  }

  #writeEnd(endTicks: number): void {
    this.#endTicks = endTicks;
    const chunk = this.#chunks.at(-1);
    if (chunk !== undefined) chunk.endTicks = endTicks;
  }

  #cutChunks(): OutputChunk[] {
    if (this.#buffer.length === 0) return [];
    const bytes = this.#buffer.take();
    this.#packets += bytes.length / PACKET_BYTES;
    const chunks = this.#chunks.map(({ from, startTicks, endTicks, isKey }, index) => ({
      bytes: bytes.subarray(from, this.#chunks[index + 1]?.from ?? bytes.length),
      startTicks,
      endTicks,
      isKey,
    }));
    this.#chunks = [];
    return chunks;
  }

  #begin(isKey: boolean, startTicks: number): void {
    this.#chunks.push({ from: this.#buffer.length, startTicks, endTicks: this.#endTicks, isKey });
  }

  #wireTicks(ticks: number): number {
    return this.options.startTicks + ticks;
  }

  /** Lets the PCR run up to, not including, `pcr` in steps that are short enough. */
  #runClock(pcr: number): void {
    if (this.#lastPcr === null) return;
    const from = this.#lastPcr;
    const steps = Math.ceil((pcr - from) / PCR_STEP_TICKS);
    for (let step = 1; step < steps; step++) {
      const ticks = from + (pcr - from) * step / steps;
      this.#writeTables(ticks);
      this.#writeClock(ticks, false);
    }
  }

  #writeClock(pcr: number, isRandomAccess: boolean): void {
    const pid = OUTPUT_PIDS.video;
    const at = this.#buffer.claim(1);
    writePcrPacket(this.#buffer.bytes, this.#buffer.view, at, {
      pid,
      continuity: this.#continuity.last(pid),
      ticks: this.#wireTicks(pcr),
      isRandomAccess,
    });
    this.#lastPcr = pcr;
  }

  /**
   * Called in front of each PCR: writes the tables that would come too late behind it.
   *
   * @param pcr The PCR to come; a table's own time is the PCR before it.
   */
  #writeTables(pcr: number): void {
    const now = this.#lastPcr ?? pcr;
    if (pcr - this.#lastProgramTables > PROGRAM_TABLES_STEP_TICKS) {
      this.#tables.writeProgram(this.#buffer);
      this.#lastProgramTables = now;
    }
    if (pcr - this.#lastServiceTable > SERVICE_TABLE_STEP_TICKS) {
      this.#tables.writeService(this.#buffer);
      this.#lastServiceTable = now;
    }
  }
}
