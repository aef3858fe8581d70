import {
  buildPat,
  buildPmt,
  buildSdt,
  type ContinuityCounters,
  headerWord,
  PAT_PID,
  type ProgramMap,
  SDT_PID,
  sectionPacket,
  UNIT_START,
} from "../mpegts/mod.ts";
import type { PacketBuffer } from "./packet_buffer.ts";

/** What a channel's tables say. */
export interface TablesOptions {
  /** transport_stream_id. */
  readonly transportStreamId: number;
  /** PID of the PMT. */
  readonly pmtPid: number;
  /** The programme. */
  readonly program: ProgramMap;
  /** Name of the channel. */
  readonly serviceName: string;
}

/** PAT, PMT and SDT of one channel, as packets built once. */
export class Tables {
  readonly #pat: Uint8Array;
  readonly #sdt: Uint8Array;
  #pmt: Uint8Array;
  #version = 0;
  #isNewPmt = false;

  /** Tables with PMT version 0. */
  constructor(private readonly options: TablesOptions, private readonly counters: ContinuityCounters) {
    const { transportStreamId, pmtPid, program, serviceName } = options;
    const { programNumber } = program;
    this.#pat = sectionPacket(PAT_PID, buildPat(transportStreamId, { programNumber, pmtPid }));
    this.#sdt = sectionPacket(SDT_PID, buildSdt({ transportStreamId, programNumber, name: serviceName }));
    this.#pmt = sectionPacket(pmtPid, buildPmt(program, 0));
  }

  /**
   * The codec's parameters change: the PMT gets another version, and the first packet with it a
   * discontinuity_indicator.
   *
   * On the PCR_PID that flag would announce another time base (2.4.3.5), and ours goes on unbroken; on the PMT's PID
   * it only says "look again".
   */
  bumpPmt(): void {
    this.#version = (this.#version + 1) & 31;
    this.#isNewPmt = true;
  }

  /** Writes PAT and PMT. */
  writeProgram(buffer: PacketBuffer): void {
    const { pmtPid, program } = this.options;
    this.#write(buffer, PAT_PID, this.#pat);
    this.#pmt = this.#isNewPmt ? sectionPacket(pmtPid, buildPmt(program, this.#version), true) : this.#pmt;
    this.#write(buffer, pmtPid, this.#pmt);
    if (this.#isNewPmt) this.#pmt = sectionPacket(pmtPid, buildPmt(program, this.#version));
    this.#isNewPmt = false;
  }

  /** Writes the SDT. */
  writeService(buffer: PacketBuffer): void {
    this.#write(buffer, SDT_PID, this.#sdt);
  }

  #write(buffer: PacketBuffer, pid: number, packet: Uint8Array): void {
    const at = buffer.claim(1);
    buffer.bytes.set(packet, at);
    const flags = buffer.view.getInt32(at) & 0xf0;
    buffer.view.setInt32(at, headerWord(pid, UNIT_START | flags, this.counters.next(pid)));
  }
}
