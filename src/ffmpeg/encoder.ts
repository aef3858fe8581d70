import { gopFrames, h264Level, type Profile } from "./profile.ts";

/**
 * What encodes H.264: `libx264` on the processor, the others on hardware, each named after ffmpeg's encoder.
 * `h264_vaapi_low_power` is VAAPI on Intel chips that have only the low-power circuit.
 */
export type EncoderName =
  | "libx264"
  | "h264_nvenc"
  | "h264_qsv"
  | "h264_vaapi"
  | "h264_vaapi_low_power"
  | "h264_videotoolbox"
  | "h264_v4l2m2m";

/** What an ffmpeg needs to encode pictures. */
export interface PictureEncoder {
  /** Arguments before the inputs: the device. */
  readonly device: readonly string[];
  /** Filters at the end of the picture's chain: the form of picture the encoder takes. */
  readonly filters: readonly string[];
  /** Arguments of the output. */
  readonly codec: readonly string[];
}

/**
 * How a profile's pictures are encoded, the same for programmes and the slate.
 *
 * Whatever the encoder: closed GOPs on a fixed grid, every key frame an IDR, at most two pictures out of order, colour
 * and level fixed, and both timestamps in every picture (`setts`; `pts=PTS` must be spelt out, or PTS is replaced too).
 *
 * @param profile The channel's profile; its `encoder` decides.
 * @param gop Frames from key frame to key frame; the profile's own when left out.
 */
export function pictureEncoder(profile: Profile, gop: number = gopFrames(profile)): PictureEncoder {
  const { device, filters, options, bFrames } = familyOf(profile, gop);
  return {
    device,
    filters,
    codec: [
      ...["-c:v", ffmpegName(profile.encoder), ...options],
      ...["-g", `${gop}`, "-bf", `${bFrames}`],
      ...["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"],
      // Without it, the source's own comes through into the SPS.
      ...["-chroma_sample_location", "left"],
      ...["-bsf:v", "setts=pts=PTS:dts=DTS-1"],
    ],
  };
}

/** What ffmpeg calls an encoder. */
export function ffmpegName(encoder: EncoderName): string {
  return encoder === "h264_vaapi_low_power" ? "h264_vaapi" : encoder;
}

interface Family {
  readonly device: readonly string[];
  readonly filters: readonly string[];
  readonly options: readonly string[];
  /** Pictures between two that others refer to. */
  readonly bFrames: 0 | 2;
}

function familyOf(profile: Profile, gop: number): Family {
  switch (profile.encoder) {
    case "libx264":
      return software(profile, gop);
    case "h264_nvenc":
      return nvidia(profile);
    case "h264_qsv":
      return quickSync(profile);
    case "h264_vaapi":
      return vaapi(profile, []);
    case "h264_vaapi_low_power":
      return vaapi(profile, ["-low_power", "1"]);
    case "h264_videotoolbox":
      return videoToolbox(profile);
    case "h264_v4l2m2m":
      return v4l2(profile);
  }
}

/** `stitchable`: headers that do not depend on the content. */
function software(profile: Profile, gop: number): Family {
  const { preset, videoKbps } = profile;
  return {
    device: [],
    filters: ["format=yuv420p"],
    options: [
      ...["-preset", preset, "-profile:v", "high", "-level", h264Level(profile)],
      ...["-keyint_min", `${gop}`, "-sc_threshold", "0", "-x264-params", "open-gop=0:stitchable=1"],
      ...["-b:v", `${videoKbps}k`, "-maxrate", `${videoKbps}k`, "-bufsize", `${videoKbps * 2}k`],
    ],
    bFrames: 2,
  };
}

/** Takes pictures from memory, and the first device by itself. A scene cut begins no GOP, no B-frame is referred to. */
function nvidia(profile: Profile): Family {
  return {
    device: [],
    filters: ["format=yuv420p"],
    options: [
      ...highProfile(profile),
      ...hardwareRates(profile),
      ...["-preset", "p4", "-rc", "vbr", "-no-scenecut", "1", "-strict_gop", "1"],
      ...["-forced-idr", "1", "-b_ref_mode", "disabled"],
    ],
    bFrames: 2,
  };
}

/** Takes pictures from memory too. Neither looking ahead nor adapting may move a key frame off its grid. */
function quickSync(profile: Profile): Family {
  return {
    device: [],
    filters: ["format=nv12"],
    options: [
      ...highProfile(profile),
      ...hardwareRates(profile),
      ...["-preset", "veryfast", "-look_ahead", "0", "-adaptive_i", "0", "-adaptive_b", "0"],
      ...["-b_strategy", "0", "-idr_interval", "0", "-forced_idr", "1", "-pic_timing_sei", "0"],
    ],
    bFrames: 2,
  };
}

/** Without a path: the first device that can be opened. A driver that knows no B-frames makes none. */
function vaapi(profile: Profile, power: readonly string[]): Family {
  return {
    device: ["-init_hw_device", "vaapi=hardware", "-filter_hw_device", "hardware"],
    filters: ["format=nv12", "hwupload"],
    options: [
      ...highProfile(profile),
      ...hardwareRates(profile),
      ...[...power, "-idr_interval", "0", "-sei", "0"],
    ],
    bFrames: 2,
  };
}

/** `allow_sw`: Apple's software encoder is no better than ours. How it would reorder pictures is its own affair. */
function videoToolbox(profile: Profile): Family {
  return {
    device: [],
    filters: ["format=nv12"],
    options: [...highProfile(profile), ...hardwareRates(profile), "-allow_sw", "0", "-realtime", "0"],
    bFrames: 0,
  };
}

/** It knows no B-frames, no names of profiles (100 is High) and no level; many drivers want planar pictures. */
function v4l2(profile: Profile): Family {
  return {
    device: [],
    filters: ["format=yuv420p"],
    options: ["-profile:v", "100", ...hardwareRates(profile)],
    bFrames: 0,
  };
}

/** The level is given as ten times its name: some encoders read a level of 4.0 as 4. */
function highProfile(profile: Profile): string[] {
  return ["-profile:v", "high", "-level", `${Math.round(Number(h264Level(profile)) * 10)}`];
}

/** A peak just above the mean asks for a varying rate; equal ones would be filled up with padding. */
function hardwareRates({ videoKbps }: Profile): string[] {
  const rates = ["-b:v", `${videoKbps}k`, "-maxrate", `${videoKbps + 1}k`, "-bufsize", `${videoKbps * 2}k`];
  return ["-flags", "+cgop", ...rates];
}
