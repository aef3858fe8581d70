/** A run of whole packets of the output. */
export interface OutputChunk {
  /** The packets. Chunks of one result may be views of one buffer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Position of its first picture on the output: 90 kHz ticks since the output began, unwrapped, may be fractional. */
  readonly startTicks: number;
  /** Position where its last picture ends; the next chunk goes on there, or later after a hole. */
  readonly endTicks: number;
  /** True when it begins with PAT, PMT and a key frame with its parameter sets: a viewer may start here. */
  readonly isKey: boolean;
}

/** Something that happened on the output and is worth counting or logging. */
export type SpliceEvent =
  /** Another input took over; its first picture lies at `atTicks`. */
  | { readonly kind: "joint"; readonly atTicks: number; readonly parametersChanged: boolean }
  /** An input changed its SPS or PPS on the way, at the key frame at `atTicks`. */
  | { readonly kind: "parameters"; readonly atTicks: number }
  /** An input's clock jumped; it was joined to itself at its next key frame. */
  | { readonly kind: "jump"; readonly atTicks: number }
  /** Silence took the place of missing sound. */
  | { readonly kind: "silence"; readonly frames: number }
  /** Units that could not air: in front of the first key frame, too late, in an unfinished group, beside the grid. */
  | { readonly kind: "dropped"; readonly video: number; readonly audio: number }
  /** Pictures are missing in the input: the output shows nothing new for so long. */
  | { readonly kind: "hole"; readonly atTicks: number; readonly ticks: number };

/** What one call produced. */
export interface SpliceResult {
  /** What to send, in order. */
  readonly chunks: OutputChunk[];
  /** What happened. */
  readonly events: SpliceEvent[];
}

/** What a splicer did, since it was made. */
export interface SpliceCounters {
  /** Pictures sent. */
  pictures: number;
  /** Audio frames sent, silence included. */
  audioFrames: number;
  /** Frames of silence among them. */
  silenceFrames: number;
  /** Inputs that reached the output. */
  joints: number;
  /** Joints at which the parameter sets changed, and such changes within an input. */
  parameterChanges: number;
  /** Times an input's clock jumped. */
  jumps: number;
  /** Pictures pushed and never sent, but for those after an input's stop. */
  droppedPictures: number;
  /** Audio frames pushed and never sent. */
  droppedAudio: number;
  /** Groups sent although pictures were missing. */
  holes: number;
  /** Time without a picture, over all holes. */
  holeTicks: number;
  /** Packets sent, of any kind. */
  packets: number;
}

/** All at zero. */
export function emptySpliceCounters(): SpliceCounters {
  return {
    pictures: 0,
    audioFrames: 0,
    silenceFrames: 0,
    joints: 0,
    parameterChanges: 0,
    jumps: 0,
    droppedPictures: 0,
    droppedAudio: 0,
    holes: 0,
    holeTicks: 0,
    packets: 0,
  };
}
