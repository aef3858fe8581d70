/**
 * MPEG transport streams as ISO 13818-1 describes them: bytes in, access units out, and the pieces to write a
 * stream with. Nothing here waits, reads or throws at bad input.
 *
 * @module
 */
export type { AccessUnit } from "./access_unit.ts";
export { ContinuityCounters, nextContinuity } from "./continuity.ts";
export type { DemuxCounters } from "./counters.ts";
export { type DemuxedStreams, Demuxer, type DemuxerOptions } from "./demuxer.ts";
export {
  adaptationFlags,
  DISCONTINUITY,
  HAS_ADAPTATION,
  HAS_PAYLOAD,
  headerWord,
  PACKET_BYTES,
  payloadOffset,
  PCR_PRESENT,
  pidOf,
  RANDOM_ACCESS,
  UNIT_START,
} from "./packet.ts";
export { buildPat, PAT_PID, type ProgramEntry } from "./pat.ts";
export { type PcrPacket, readPcr, writePcr, writePcrPacket } from "./pcr.ts";
export { DTS_OFFSET, hasDtsField, PTS_OFFSET } from "./pes.ts";
export {
  buildPmt,
  type ElementaryStream,
  type ProgramMap,
  STREAM_TYPE_AAC,
  STREAM_TYPE_H264,
} from "./pmt.ts";
export { buildSdt, SDT_PID, type ServiceEntry } from "./sdt.ts";
export { sectionPacket } from "./section.ts";
export { TICKS_PER_SECOND, TURN_TICKS, unwrapTicks, wrapTicks, writeTimestamp } from "./timestamp.ts";
