/** One coded picture or audio frame: one PES packet, still as TS packets inside a shared block of bytes. */
export interface AccessUnit {
  /** Picture or audio frame. */
  readonly kind: "video" | "audio";
  /** PID of its packets. */
  readonly pid: number;
  /** Presentation time: 90 kHz ticks on the input's own clock, unwrapped, so below 0 or above 2^33 at will. */
  readonly pts: number;
  /** Decoding time, on the same clock. */
  readonly dts: number;
  /** True for pictures that are a real IDR (NAL type 5), from which a decoder may start; false for audio. */
  readonly isKey: boolean;
  /** Hash of the SPS and PPS it brings; 0 when it brings none, and for audio. */
  readonly parameters: number;
  /** Bytes it shares with other units; nobody may change them. */
  readonly block: Uint8Array;
  /** Its first packet in the block. */
  readonly from: number;
  /** First byte after its last packet. Between the two, packets of other PIDs may lie; none of them is cut. */
  readonly to: number;
  /** How many packets it has, each with payload. The first holds the whole PES header. */
  readonly packets: number;
}
