import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type EncoderName, type PictureEncoder, pictureEncoder, type Profile } from "../../src/ffmpeg/mod.ts";
import { PROFILE } from "../playout/samples.ts";

const HARDWARE: readonly EncoderName[] = [
  "h264_nvenc",
  "h264_qsv",
  "h264_vaapi",
  "h264_vaapi_low_power",
  "h264_videotoolbox",
  "h264_v4l2m2m",
];
const HD: Profile = {
  ...PROFILE,
  width: 1_920,
  height: 1_080,
  frameRate: { num: 30_000, den: 1_001 },
  videoKbps: 6_000,
};

function encoderOf(encoder: EncoderName, gop?: number): PictureEncoder {
  return pictureEncoder({ ...HD, encoder }, gop);
}

/** The value behind an option, the last one if it is given twice. */
function valueOf({ codec }: PictureEncoder, option: string): string | undefined {
  const at = codec.lastIndexOf(option);
  return at < 0 ? undefined : codec[at + 1];
}

Deno.test({
  name: "pictureEncoder() in software: the list that was found to splice cleanly",
  permissions: "none",
  fn() {
    const { device, filters, codec } = encoderOf("libx264");
    deepStrictEqual([device, filters], [[], ["format=yuv420p"]]);
    const line = codec.join(" ");
    strictEqual(
      line,
      "-c:v libx264 -preset ultrafast -profile:v high -level 4.0 -keyint_min 60 -sc_threshold 0 " +
        "-x264-params open-gop=0:stitchable=1 -b:v 6000k -maxrate 6000k -bufsize 12000k -g 60 -bf 2 " +
        "-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -chroma_sample_location left -bsf:v setts=pts=PTS:dts=DTS-1",
    );
  },
});

Deno.test({
  name: "pictureEncoder(): what the splicer needs holds for every encoder",
  permissions: "none",
  async fn(t) {
    for (const name of ["libx264", ...HARDWARE] as const) {
      await t.step(name, () => {
        const encoder = encoderOf(name, 15);
        strictEqual(valueOf(encoder, "-g"), "15");
        ok(Number(valueOf(encoder, "-bf")) <= 2, "the splicer holds four pictures out of order");
        strictEqual(valueOf(encoder, "-bsf:v"), "setts=pts=PTS:dts=DTS-1");
        strictEqual(valueOf(encoder, "-b:v"), "6000k");
        strictEqual(valueOf(encoder, "-colorspace"), "bt709");
        strictEqual(encoder.codec.indexOf("-c:v"), 0);
        const isGiven = encoder.codec.filter((argument) => /^-[a-z]/.test(argument));
        strictEqual(new Set(isGiven).size, isGiven.length, "no option is given twice");
      });
    }
  },
});

Deno.test({
  name:
    "pictureEncoder() on hardware closes its groups and gives the level as a number every encoder understands",
  permissions: "none",
  fn() {
    for (const name of HARDWARE) {
      const encoder = encoderOf(name);
      strictEqual(valueOf(encoder, "-flags"), "+cgop", name);
      strictEqual(valueOf(encoder, "-level"), name === "h264_v4l2m2m" ? undefined : "40", name);
    }
    strictEqual(valueOf(encoderOf("h264_v4l2m2m"), "-profile:v"), "100");
  },
});

Deno.test({
  name: "pictureEncoder(): only VAAPI takes its pictures from the device, and has two ways in",
  permissions: "none",
  fn() {
    for (const name of HARDWARE) {
      const { device, filters } = encoderOf(name);
      strictEqual(device.length > 0, name.startsWith("h264_vaapi"), name);
      strictEqual(filters.includes("hwupload"), name.startsWith("h264_vaapi"), name);
    }
    const [normal, lowPower] = [encoderOf("h264_vaapi"), encoderOf("h264_vaapi_low_power")];
    strictEqual(valueOf(lowPower, "-c:v"), "h264_vaapi");
    deepStrictEqual([valueOf(normal, "-low_power"), valueOf(lowPower, "-low_power")], [undefined, "1"]);
  },
});
