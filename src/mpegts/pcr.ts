import { HAS_ADAPTATION, headerWord, PACKET_BYTES, PCR_PRESENT, RANDOM_ACCESS } from "./packet.ts";
import { TURN_TICKS } from "./timestamp.ts";

/** Units of the 27 MHz system clock in one 90 kHz tick. */
const UNITS_PER_TICK = 300;

/**
 * Writes a PCR field: 33 bits of 90 kHz, 6 reserved bits, 9 bits of 27 MHz (2.4.3.5).
 *
 * @param view Where to.
 * @param at First of the six bytes.
 * @param ticks Any endless position; its fraction goes into the 27 MHz part.
 */
export function writePcr(view: DataView, at: number, ticks: number): void {
  const units = Math.round(ticks * UNITS_PER_TICK);
  const whole = Math.floor(units / UNITS_PER_TICK);
  const base = ((whole % TURN_TICKS) + TURN_TICKS) % TURN_TICKS;
  view.setUint32(at, Math.floor(base / 2));
  view.setUint16(at + 4, ((base % 2) << 15) | 0x7e00 | (units - whole * UNITS_PER_TICK));
}

/**
 * Reads a PCR field.
 *
 * @param view Where from.
 * @param at First of the six bytes.
 * @returns Its position in ticks, inside one turn; the 27 MHz part is the fraction.
 */
export function readPcr(view: DataView, at: number): number {
  const low = view.getUint16(at + 4);
  return view.getUint32(at) * 2 + (low >>> 15) + (low & 0x1ff) / UNITS_PER_TICK;
}

/** What a PCR-only packet says. */
export interface PcrPacket {
  /** The PCR_PID. */
  readonly pid: number;
  /** Counter of the last packet sent with this PID: without payload it does not advance (2.4.3.3). */
  readonly continuity: number;
  /** The time. */
  readonly ticks: number;
  /** True when the next PES packet of this PID is a random access point. */
  readonly isRandomAccess: boolean;
}

/** Writes a packet that is all adaptation field and carries nothing but the time. */
export function writePcrPacket(bytes: Uint8Array, view: DataView, at: number, packet: PcrPacket): void {
  view.setInt32(at, headerWord(packet.pid, HAS_ADAPTATION, packet.continuity));
  bytes.fill(0xff, at + 4, at + PACKET_BYTES);
  view.setUint8(at + 4, PACKET_BYTES - 5);
  view.setUint8(at + 5, PCR_PRESENT | (packet.isRandomAccess ? RANDOM_ACCESS : 0));
  writePcr(view, at + 6, packet.ticks);
}
