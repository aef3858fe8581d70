import type { VideoStream } from "../../src/media.ts";

/** The picture of an ordinary file in high definition; tests change what they care about. */
export const VIDEO_STREAM: VideoStream = {
  index: 0,
  codec: "h264",
  profile: "High",
  width: 1280,
  height: 720,
  sampleAspect: { num: 1, den: 1 },
  frameRate: { num: 30, den: 1 },
  averageFrameRate: { num: 30, den: 1 },
  pixelFormat: "yuv420p",
  colorMatrix: "bt709",
  isInterlaced: false,
  isHdr: false,
  rotation: 0,
  bitRate: 2_500_000,
};
