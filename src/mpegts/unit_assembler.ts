import type { AccessUnit } from "./access_unit.ts";
import { adtsFrameBytes } from "./adts.ts";
import type { Arena } from "./arena.ts";
import { nextContinuity } from "./continuity.ts";
import type { DemuxCounters } from "./counters.ts";
import type { InputClock } from "./input_clock.ts";
import { NalScanner } from "./nal.ts";
import {
  adaptationFlags,
  DISCONTINUITY,
  NULL_PID,
  PACKET_BYTES,
  payloadOffset,
  SCRAMBLING,
  TRANSPORT_ERROR,
  UNIT_START,
} from "./packet.ts";
import { readPesHeader } from "./pes.ts";

const NONE = -1;

/** Puts the access units of one PID together. */
export class UnitAssembler {
  readonly #scanner = new NalScanner();
  #lastContinuity = NONE;
  #from = NONE;
  #to = 0;
  #packets = 0;
  /** Bytes of the PES packet so far, and in all; 0 when it did not say. */
  #bytes = 0;
  #packetBytes = 0;
  #pts = 0;
  #dts = 0;

  /**
   * @param kind What the PID carries.
   * @param pid The PID.
   * @param clock Shared by all PIDs of the input.
   * @param counters Where to count.
   */
  constructor(
    readonly kind: AccessUnit["kind"],
    readonly pid: number,
    private readonly clock: InputClock,
    private readonly counters: DemuxCounters,
  ) {}

  /** First byte of the unit under way; -1 when there is none. */
  get openFrom(): number {
    return this.#from;
  }

  /** Tells that the block's content moved towards its front. */
  shift(bytes: number): void {
    if (this.#from === NONE) return;
    this.#from -= bytes;
    this.#to -= bytes;
  }

  /** Throws the unit under way away, because some of it is missing. */
  drop(): void {
    if (this.#from === NONE) return;
    this.#from = NONE;
    this.counters.droppedUnits++;
  }

  /** The input ended where it should: a picture of unknown length is complete now. */
  finish(arena: Arena, units: AccessUnit[]): void {
    if (this.#from !== NONE && this.#packetBytes === 0) this.#complete(arena, units);
    else this.drop();
  }

  /** Takes the packet at `at`; what becomes complete is appended to `units`. */
  packet(arena: Arena, at: number, header: number, units: AccessUnit[]): void {
    const offset = payloadOffset(arena.view, at, header);
    if (offset < 0 || (header & (TRANSPORT_ERROR | SCRAMBLING)) !== 0) return this.#lose();
    if (offset === PACKET_BYTES) return hide(arena, at);
    const continuity = header & 15;
    if (continuity !== nextContinuity(this.#lastContinuity) && this.#lastContinuity !== NONE) {
      const isAnnounced = (adaptationFlags(arena.view, at, header) & DISCONTINUITY) !== 0;
      if (continuity === this.#lastContinuity && !isAnnounced) {
        this.counters.duplicates++;
        return hide(arena, at);
      }
      if (!isAnnounced) this.counters.continuityErrors++;
      this.drop();
    }
    this.#lastContinuity = continuity;
    if ((header & UNIT_START) !== 0) this.#begin(arena, at, at + offset, units);
    else if (this.#from !== NONE) this.#add(arena, at, at + offset, at + offset, units);
  }

  #lose(): void {
    this.counters.badPackets++;
    this.#lastContinuity = NONE;
    this.drop();
  }

  #begin(arena: Arena, at: number, pesAt: number, units: AccessUnit[]): void {
    if (this.#from !== NONE) {
      if (this.#packetBytes === 0) this.#complete(arena, units);
      else this.#reject();
    }
    const pes = readPesHeader(arena.view, pesAt, at + PACKET_BYTES);
    this.#from = at;
    if (pes === null) return this.#reject();
    const streamAt = pesAt + pes.headerBytes;
    if (this.kind === "audio" && !isOneFrame(arena.view, streamAt, at, pes.packetBytes - pes.headerBytes)) {
      return this.#reject();
    }
    this.#dts = this.clock.unwrap(pes.dts);
    this.#pts = this.clock.unwrap(pes.pts);
    this.#packets = 0;
    this.#bytes = 0;
    this.#packetBytes = pes.packetBytes;
    this.#scanner.reset();
    this.#add(arena, at, pesAt, streamAt, units);
  }

  #add(arena: Arena, at: number, payloadAt: number, streamAt: number, units: AccessUnit[]): void {
    this.#packets++;
    this.#bytes += at + PACKET_BYTES - payloadAt;
    this.#to = at + PACKET_BYTES;
    if (this.kind === "video" && !this.#scanner.isDone) {
      this.#scanner.scan(arena.block, streamAt, at + PACKET_BYTES);
    }
    if (this.#packetBytes === 0 || this.#bytes < this.#packetBytes) return;
    if (this.#bytes === this.#packetBytes) this.#complete(arena, units);
    else this.#reject();
  }

  #reject(): void {
    this.counters.badPes++;
    this.drop();
  }

  #complete(arena: Arena, units: AccessUnit[]): void {
    const isVideo = this.kind === "video";
    units.push({
      kind: this.kind,
      pid: this.pid,
      pts: this.#pts,
      dts: this.#dts,
      isKey: isVideo && this.#scanner.isKey,
      parameters: isVideo ? this.#scanner.parameters : 0,
      block: arena.block,
      from: this.#from,
      to: this.#to,
      packets: this.#packets,
    });
    this.#from = NONE;
  }
}

/** Makes a packet without payload invisible to whoever copies a unit's packets by their PID. */
function hide(arena: Arena, at: number): void {
  arena.view.setUint16(at + 1, NULL_PID);
}

/** A PES packet with several audio frames could not be placed on a grid of single frames. */
function isOneFrame(view: DataView, streamAt: number, packetAt: number, streamBytes: number): boolean {
  return adtsFrameBytes(view, streamAt, packetAt + PACKET_BYTES) === streamBytes;
}
