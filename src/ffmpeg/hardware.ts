import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import { type EncoderName, ffmpegName } from "./encoder.ts";
import type { ProcessPoolManager } from "./pool.ts";
import { framesPerSecond, type Profile } from "./profile.ts";
import { runForBytes, type RunResult } from "./run.ts";
import { withoutSpeaker } from "./stderr.ts";
import { judgePicture, judgeTrial, lookBackCommand, trialCommand } from "./trial.ts";

/** Which hardware may encode: one family, whichever works, or none. */
export type HardwareWish = "auto" | "none" | "nvenc" | "qsv" | "vaapi" | "videotoolbox" | "v4l2m2m";

/** What hardware is looked for with. */
export interface HardwareParts {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Time. */
  readonly clock: Clock;
  /** Hears of each encoder that was tried in vain, and why. */
  readonly onRefused: (encoder: EncoderName, reason: string) => void;
  /** Ends the search. */
  readonly signal: AbortSignal;
}

/** Best first: a card of its own, Intel's own way, the common way on Linux, Apple's, small boards'. */
const FAMILIES: Readonly<Record<Exclude<HardwareWish, "auto" | "none">, EncoderName>> = {
  nvenc: "h264_nvenc",
  qsv: "h264_qsv",
  vaapi: "h264_vaapi",
  videotoolbox: "h264_videotoolbox",
  v4l2m2m: "h264_v4l2m2m",
};

/** What VAAPI says of an Intel chip that has only the low-power circuit. */
const NO_ENTRYPOINT = /no usable encoding entrypoint/i;

/** A few pictures of two plain halves, at any bitrate. */
const OUTPUT_BYTES_MAX = 4_000_000;

/**
 * Finds the encoder to use. One counts only once it has made pictures that decode to what they should show: that ffmpeg
 * lists it says nothing of the machine. With `auto`, encoders this ffmpeg does not know are passed over in silence.
 *
 * @param profiles Profiles in use; the most demanding is tried.
 * @returns Hardware that works, or `libx264`; after {@link LIMITS.hardwareSearchMs} at the latest.
 * @throws {Fault} What keeps any process from starting, or that none could in time. The signal's reason, when it aborts.
 */
export async function findEncoder(
  wish: HardwareWish,
  profiles: readonly Profile[],
  parts: HardwareParts,
): Promise<EncoderName> {
  const profile = mostDemanding(profiles);
  if (wish === "none" || profile === undefined) return "libx264";
  const over = new AbortController();
  const watch = parts.clock.sleep(LIMITS.hardwareSearchMs, over.signal).then(() => over.abort(tooLong()));
  const signal = AbortSignal.any([parts.signal, over.signal]);
  try {
    return await search(wish, profile, { ...parts, signal });
  } finally {
    over.abort();
    await watch;
  }
}

async function search(wish: HardwareWish, profile: Profile, parts: HardwareParts): Promise<EncoderName> {
  const listed = await listEncoders(parts);
  for (const [family, encoder] of Object.entries(FAMILIES)) {
    if (wish !== "auto" && wish !== family) continue;
    if (!listed.has(ffmpegName(encoder))) {
      if (wish === family) parts.onRefused(encoder, "this ffmpeg was built without it");
      continue;
    }
    const found = await tryBoth(encoder, profile, parts);
    if (found !== null) return found;
    if (parts.signal.aborted) break;
  }
  return "libx264";
}

/** VAAPI has two entrances to the same hardware, and does not choose between them itself. */
async function tryBoth(
  encoder: EncoderName,
  profile: Profile,
  parts: HardwareParts,
): Promise<EncoderName | null> {
  const reason = await tryOut({ ...profile, encoder }, parts);
  if (reason === null) return encoder;
  parts.onRefused(encoder, reason);
  if (encoder !== "h264_vaapi" || !NO_ENTRYPOINT.test(reason)) return null;
  return await tryBoth("h264_vaapi_low_power", profile, parts);
}

/** Has a profile's encoder make pictures, and looks at them. @returns Why it is of no use, or null. */
async function tryOut(profile: Profile, parts: HardwareParts): Promise<string | null> {
  try {
    const trial = await run(trialCommand(profile), parts);
    if (trial.code !== 0) return reasonOf(trial);
    const result = judgeTrial(trial.stdout);
    if ("reason" in result) return result.reason;
    const picture = await run(lookBackCommand(result.keyFrame), parts);
    return picture.code === 0 ? judgePicture(picture.stdout) : reasonOf(picture);
  } catch (thrown) {
    // No answer in time is an answer; that nothing can be started, or is wanted any more, is none.
    if (thrown instanceof Fault && thrown.code === "probe_failed") return thrown.message;
    throw thrown;
  }
}

/** Names of the encoders this ffmpeg was built with. */
async function listEncoders(parts: HardwareParts): Promise<ReadonlySet<string>> {
  const { stdout } = await run(["-nostdin", "-hide_banner", "-encoders"], parts);
  const lines = new TextDecoder().decode(stdout).split("\n");
  // Such as " V....D h264_vaapi           H.264/AVC (VAAPI) (codec h264)".
  return new Set(lines.flatMap((line) => /^ V\S{5} (\w+)/.exec(line)?.[1] ?? []));
}

function run(args: string[], parts: HardwareParts): Promise<RunResult<Uint8Array<ArrayBuffer>>> {
  const { pool, clock, signal } = parts;
  // The first viewers wait for the answer.
  const request = { kind: "ffmpeg", channelId: "hardware", priority: "viewer", isEncode: true } as const;
  const timeoutMs = LIMITS.hardwareTrialMs;
  return runForBytes(pool, { ...request, args, signal }, {
    clock,
    timeoutMs,
    outputBytesMax: OUTPUT_BYTES_MAX,
  });
}

/** The first complaint is the cause; what follows is that ffmpeg could not go on. */
function reasonOf({ stderr, code }: RunResult<unknown>): string {
  const [first = ""] = stderr.split("\n");
  return first === "" ? `ffmpeg ended with ${code}` : withoutSpeaker(first);
}

function mostDemanding(profiles: readonly Profile[]): Profile | undefined {
  const pixelRate = ({ width, height, frameRate }: Profile) => width * height * framesPerSecond(frameRate);
  return profiles.toSorted((one, other) => pixelRate(other) - pixelRate(one))[0];
}

function tooLong(): Fault {
  return new Fault("probe_failed", `Cannot probe: ${LIMITS.hardwareSearchMs / 1_000} s are over`);
}
