/** What a demuxer saw, since it was made. */
export interface DemuxCounters {
  /** Whole packets taken, of any PID. */
  packets: number;
  /** Bytes skipped to find sync again. */
  resyncBytes: number;
  /** Jumps of a continuity counter nobody announced. */
  continuityErrors: number;
  /** Packets sent twice, which is allowed; the second is ignored. */
  duplicates: number;
  /** Packets marked as damaged or scrambled, or whose adaptation field does not fit. */
  badPackets: number;
  /** PES packets that were no single access unit: bad header, no PTS, wrong length, several audio frames. */
  badPes: number;
  /** PSI sections with a wrong CRC or length. */
  badPsi: number;
  /** Access units begun and thrown away, for any of the reasons above or because the input ended. */
  droppedUnits: number;
}

/** All at zero. */
export function emptyDemuxCounters(): DemuxCounters {
  return {
    packets: 0,
    resyncBytes: 0,
    continuityErrors: 0,
    duplicates: 0,
    badPackets: 0,
    badPes: 0,
    badPsi: 0,
    droppedUnits: 0,
  };
}
