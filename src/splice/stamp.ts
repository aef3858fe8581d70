import {
  type AccessUnit,
  type ContinuityCounters,
  DTS_OFFSET,
  HAS_ADAPTATION,
  HAS_PAYLOAD,
  hasDtsField,
  headerWord,
  nextContinuity,
  PACKET_BYTES,
  payloadOffset,
  PCR_PRESENT,
  pidOf,
  PTS_OFFSET,
  UNIT_START,
  wrapTicks,
  writePcr,
  writeTimestamp,
} from "../mpegts/mod.ts";
import type { PacketBuffer } from "./packet_buffer.ts";

/** Bytes of a DTS field. */
const DTS_BYTES = 5;

/**
 * Copies a unit's packets to the end of the buffer, as packets of `pid` with our own continuity counters. Their
 * adaptation fields keep their size and lose their content.
 *
 * @param needsDts Adds a DTS field where there is none; that takes one packet more.
 * @returns Where the first packet is.
 */
export function copyUnit(
  buffer: PacketBuffer,
  unit: AccessUnit,
  pid: number,
  counters: ContinuityCounters,
  needsDts: boolean,
): number {
  const isWidened = needsDts && !hasDtsField(viewOf(unit), unit.from + headOffset(unit));
  const packets = unit.packets + (isWidened ? 1 : 0);
  const at = buffer.claim(packets);
  copyPackets(buffer.bytes, at + (packets - unit.packets) * PACKET_BYTES, unit);
  if (isWidened) widen(buffer, at);
  counters.set(pid, renumber(buffer, at, packets, pid, counters.last(pid)));
  return at;
}

/** Bytes of content the adaptation field of a unit's first packet has room for; 0 when there is none. */
export function headRoom(unit: AccessUnit): number {
  return Math.max(0, headOffset(unit) - 5);
}

/** Sets the adaptation field of the packet at `at`; it must be there, and with `pcrTicks` have room for 7 bytes. */
export function stampField(buffer: PacketBuffer, at: number, flags: number, pcrTicks: number | null): void {
  buffer.view.setUint8(at + 5, flags | (pcrTicks === null ? 0 : PCR_PRESENT));
  if (pcrTicks !== null) writePcr(buffer.view, at + 6, pcrTicks);
}

/** Sets PTS and, where there is a field, DTS of the unit whose first packet is at `at`. */
export function stampTimes(buffer: PacketBuffer, at: number, ptsTicks: number, dtsTicks: number): void {
  const { view } = buffer;
  const pesAt = at + payloadOffset(view, at, view.getInt32(at));
  const hasDts = hasDtsField(view, pesAt);
  writeTimestamp(view, pesAt + PTS_OFFSET, hasDts ? 3 : 2, wrapTicks(ptsTicks));
  if (hasDts) writeTimestamp(view, pesAt + DTS_OFFSET, 1, wrapTicks(dtsTicks));
}

function viewOf(unit: AccessUnit): DataView {
  return new DataView(unit.block.buffer, unit.block.byteOffset, unit.block.length);
}

function headOffset(unit: AccessUnit): number {
  const view = viewOf(unit);
  return payloadOffset(view, unit.from, view.getInt32(unit.from));
}

function copyPackets(bytes: Uint8Array, to: number, unit: AccessUnit): void {
  if (unit.to - unit.from === unit.packets * PACKET_BYTES) {
    return bytes.set(unit.block.subarray(unit.from, unit.to), to);
  }
  const view = viewOf(unit);
  for (let from = unit.from; from < unit.to; from += PACKET_BYTES) {
    if (pidOf(view.getInt32(from)) !== unit.pid) continue;
    bytes.set(unit.block.subarray(from, from + PACKET_BYTES), to);
    to += PACKET_BYTES;
  }
}

/** Writes the headers of a run of packets and returns the last counter. */
function renumber(
  buffer: PacketBuffer,
  at: number,
  packets: number,
  pid: number,
  lastContinuity: number,
): number {
  const { bytes, view } = buffer;
  let continuity = lastContinuity;
  const end = at + packets * PACKET_BYTES;
  for (let packetAt = at; packetAt < end; packetAt += PACKET_BYTES) {
    const flags = view.getInt32(packetAt) & (UNIT_START | HAS_ADAPTATION | HAS_PAYLOAD);
    continuity = nextContinuity(continuity);
    view.setInt32(packetAt, headerWord(pid, flags, continuity));
    if ((flags & HAS_ADAPTATION) !== 0) clearField(bytes, view, packetAt);
  }
  return continuity;
}

function clearField(bytes: Uint8Array, view: DataView, at: number): void {
  const length = view.getUint8(at + 4);
  if (length === 0) return;
  view.setUint8(at + 5, 0);
  bytes.fill(0xff, at + 6, at + 5 + length);
}

/**
 * Inserts a DTS field into the PES header of the packet that lies behind the free one at `at`. What no longer fits
 * into the first packet, five bytes, becomes the second one.
 */
function widen(buffer: PacketBuffer, at: number): void {
  const { bytes, view } = buffer;
  const nextAt = at + PACKET_BYTES;
  bytes.copyWithin(at, nextAt, nextAt + PACKET_BYTES);
  const header = view.getInt32(at);
  const pesAt = at + payloadOffset(view, at, header);
  const content = new Uint8Array(nextAt - pesAt + DTS_BYTES);
  content.set(bytes.subarray(pesAt, pesAt + DTS_OFFSET));
  content.set(bytes.subarray(pesAt + DTS_OFFSET, nextAt), DTS_OFFSET + DTS_BYTES);
  const contentView = new DataView(content.buffer);
  const length = contentView.getUint16(4);
  contentView.setUint16(4, length === 0 || length + DTS_BYTES > 0xffff ? 0 : length + DTS_BYTES);
  contentView.setUint8(7, contentView.getUint8(7) | 0x40);
  contentView.setUint8(8, contentView.getUint8(8) + DTS_BYTES);

  bytes.set(content.subarray(0, nextAt - pesAt), pesAt);
  view.setInt32(nextAt, headerWord(pidOf(header), HAS_ADAPTATION | HAS_PAYLOAD, 0));
  const stuffingBytes = PACKET_BYTES - 5 - DTS_BYTES;
  view.setUint8(nextAt + 4, stuffingBytes);
  view.setUint8(nextAt + 5, 0);
  bytes.fill(0xff, nextAt + 6, nextAt + 5 + stuffingBytes);
  bytes.set(content.subarray(nextAt - pesAt), nextAt + 5 + stuffingBytes);
}
