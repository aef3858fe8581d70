import {
  adaptationFlags,
  DISCONTINUITY,
  HAS_ADAPTATION,
  HAS_PAYLOAD,
  headerWord,
  PACKET_BYTES,
  PCR_PRESENT,
  pidOf,
  readPcr,
  TICKS_PER_SECOND,
  writePcr,
} from "../mpegts/mod.ts";

/** Where a PCR lies in a packet (ISO 13818-1, 2.4.3.4). */
const PCR_OFFSET = 6;

/** A clock must rise, and these packets come just before the first one of the stretch. */
const PCR_BEFORE_TICKS = TICKS_PER_SECOND / 1_000;

/** What one PID goes on with. */
interface Resumption {
  /** Header word of its first packet. */
  readonly header: number;
  /** Its first PCR; null when it has none. */
  pcrTicks: number | null;
}

/**
 * Packets to send in front of a stretch that does not go on where a viewer's last packet ended: one for each PID, with
 * nothing but the discontinuity_indicator, and a PCR where the stretch has one (ISO 13818-1, 2.4.3.5).
 *
 * Without them the jump of counters and clock is damage to a decoder; with them it is an announced change of time
 * base. They depend on the stretch alone, so they are the same for all viewers who jump there, and the stretch itself
 * stays shared and untouched.
 *
 * @param stretch What follows: whole packets, as far as it takes to have all PIDs in it.
 */
export function discontinuityPackets(stretch: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const resumptions = new Map<number, Resumption>();
  for (const bytes of stretch) note(bytes, resumptions);
  const packets = new Uint8Array(resumptions.size * PACKET_BYTES).fill(0xff);
  const view = new DataView(packets.buffer);
  let at = 0;
  for (const { header, pcrTicks } of resumptions.values()) {
    view.setUint32(at, headerBefore(header));
    view.setUint8(at + 4, PACKET_BYTES - 5);
    view.setUint8(at + 5, DISCONTINUITY | (pcrTicks === null ? 0 : PCR_PRESENT));
    if (pcrTicks !== null) writePcr(view, at + PCR_OFFSET, pcrTicks - PCR_BEFORE_TICKS);
    at += PACKET_BYTES;
  }
  return packets;
}

/** Notes what each PID of a run of packets begins with. */
function note(bytes: Uint8Array<ArrayBuffer>, resumptions: Map<number, Resumption>): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
    const header = view.getUint32(at);
    const first = resumptions.get(pidOf(header)) ?? { header, pcrTicks: null };
    resumptions.set(pidOf(header), first);
    const hasClock = (adaptationFlags(view, at, header) & PCR_PRESENT) !== 0;
    if (hasClock) first.pcrTicks ??= readPcr(view, at + PCR_OFFSET);
  }
}

/** Header of a packet without payload right before another: such a one does not advance the counter (2.4.3.3). */
function headerBefore(header: number): number {
  const steps = (header & HAS_PAYLOAD) === 0 ? 0 : 1;
  return headerWord(pidOf(header), HAS_ADAPTATION, (header - steps) & 15) >>> 0;
}
