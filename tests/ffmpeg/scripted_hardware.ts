import type { EncoderName } from "../../src/ffmpeg/mod.ts";
import type { Script, SpawnCall } from "../fakes/fake_spawner.ts";
import { trialStream } from "./trial_stream.ts";

/** What ffmpeg 5.1 says of itself, shortened; only the encoders differ from build to build. */
const LISTING = `Encoders:
 V..... = Video
 A..... = Audio
 ------
 V....D libx264              libx264 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10 (codec h264)
`;

const ADDRESS = "@ 0x55d0c6ad5700]";
const GIVEN_UP =
  "Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe " +
  "incorrect parameters such as bit_rate, rate, width or height\n";

/** What ffmpeg 5.1 says on a machine that has none of the hardware. */
export const COMPLAINTS: Readonly<Record<Exclude<EncoderName, "libx264">, string>> = {
  ["h264_nvenc"]: `[h264_nvenc ${ADDRESS} Cannot load libcuda.so.1\n${GIVEN_UP}`,
  ["h264_qsv"]:
    `[h264_qsv ${ADDRESS} Error initializing an internal MFX session: unsupported (-3)\n${GIVEN_UP}`,
  ["h264_vaapi"]: "Device creation failed: -542398533.\n" +
    "Failed to set value 'vaapi=hardware' for option 'init_hw_device': Generic error in an external library\n",
  ["h264_vaapi_low_power"]: "Device creation failed: -542398533.\n",
  ["h264_videotoolbox"]: `[h264_videotoolbox ${ADDRESS} Error: cannot create compression session: -12908\n`,
  ["h264_v4l2m2m"]: `[h264_v4l2m2m ${ADDRESS} Could not find a valid device\n` +
    `[h264_v4l2m2m ${ADDRESS} can't configure encoder\n${GIVEN_UP}`,
};

/** An Intel chip that has only the low-power circuit. */
export const NO_ENTRYPOINT =
  `[h264_vaapi ${ADDRESS} No usable encoding entrypoint found for profile VAProfileH264High (7).\n${GIVEN_UP}`;

/** An NVIDIA card whose sessions are all in use. */
export const NO_SESSION =
  `[h264_nvenc ${ADDRESS} OpenEncodeSessionEx failed: out of memory (10): (no details)\n` +
  `[h264_nvenc ${ADDRESS} No capable devices found\n${GIVEN_UP}`;

/** A machine as an ffmpeg finds it. */
export interface ScriptedMachine {
  /** Encoders its ffmpeg was built with, besides libx264. */
  readonly built: readonly string[];
  /** What a trial of an encoder comes to; without one, there is no such hardware. */
  readonly trials?: Partial<Record<EncoderName, Script>>;
  /** What its decoder makes of a key frame; the right picture when absent. */
  readonly picture?: Script;
}

/** A trial that ends well. */
export const WORKS: Script = [{ waitMs: 200 }, { stdout: trialStream() }];

/** Plays the ffmpeg of a machine, for the three things a search asks of it. */
export function scriptedHardware(machine: ScriptedMachine): (call: SpawnCall) => Script {
  return ({ args }) => {
    if (args.includes("-encoders")) {
      const lines = machine.built.map((name) => ` V....D ${name.padEnd(20)} hardware (codec h264)\n`);
      return [{ waitMs: 50 }, { stdout: LISTING + lines.join("") }];
    }
    if (args.includes("-protocol_whitelist")) {
      return machine.picture ?? [{ waitMs: 50 }, { stdout: Uint8Array.of(255, 0) }];
    }
    const encoder = encoderIn(args);
    const complaint = encoder === "libx264" ? "" : COMPLAINTS[encoder];
    return machine.trials?.[encoder] ?? [{ waitMs: 50 }, { stderr: complaint }, { exit: 1 }];
  };
}

/** The encoder a command names. */
export function encoderIn(args: readonly string[]): EncoderName {
  const name = args[args.indexOf("-c:v") + 1];
  const encoder = args.includes("-low_power") ? `${name}_low_power` : name;
  return NAMES.find((known) => known === encoder) ?? "libx264";
}

const NAMES: readonly EncoderName[] = [
  "h264_nvenc",
  "h264_qsv",
  "h264_vaapi",
  "h264_vaapi_low_power",
  "h264_videotoolbox",
  "h264_v4l2m2m",
];
