import { Fault } from "../fault.ts";
import { LOCAL_FILE_ONLY, localFile } from "../local_file.ts";
import type { Loudness } from "../media.ts";
import { SAMPLE_RATE } from "./profile.ts";
import { DOWNMIX } from "./sound_filters.ts";

export type { Loudness } from "../media.ts";

/** Quieter than this is silence (ITU-R BS.1770-4, the absolute gate): there is nothing to bring to a level. */
const SILENCE_LUFS = -70;

/** Only the end of what ffmpeg said is looked at: the figures are its last words. */
const REPORT_CHARACTERS_MAX = 4_000;

/**
 * Arguments of the ffmpeg that measures one sound track from end to end. It writes nothing but its report on stderr.
 *
 * Measured is what viewers will hear: two channels, mixed as they are on air.
 *
 * @param path Absolute path of a local file.
 * @param audioIndex Index of the sound stream within the file.
 * @param isDownmixed True when it has more than two channels.
 */
export function loudnessCommand(path: string, audioIndex: number, isDownmixed: boolean): string[] {
  const mix = isDownmixed ? `:${DOWNMIX}` : "";
  return [
    // The report is no error, so more than errors must be said; progress would drown it.
    ...["-nostdin", "-hide_banner", "-nostats", "-loglevel", "info"],
    ...[...LOCAL_FILE_ONLY, "-i", localFile(path)],
    ...["-map", `0:${audioIndex}`, "-vn", "-sn", "-dn", "-map_metadata", "-1"],
    ...["-af", `aresample=${SAMPLE_RATE}${mix},${STEREO},loudnorm=print_format=json`],
    ...["-f", "null", "-"],
  ];
}

/** Floating point, for integers would have to make everything softer before they add it up. */
const STEREO = "aformat=sample_fmts=fltp:channel_layouts=stereo";

/**
 * Reads the report of {@link loudnessCommand}.
 *
 * @param stderr What ffmpeg said, or the end of it.
 * @returns The figures; null for silence.
 * @throws {Fault} `probe_failed` if there is no report, or one that cannot be.
 */
export function parseLoudness(stderr: string): Loudness | null {
  const report = stderr.slice(-REPORT_CHARACTERS_MAX);
  const integratedLufs = figure(report, "input_i");
  if (!(integratedLufs > SILENCE_LUFS)) return null;
  return {
    integratedLufs: plausible("loudness", integratedLufs, { from: SILENCE_LUFS, to: 20 }),
    truePeakDbtp: plausible("true peak", figure(report, "input_tp"), { from: -200, to: 40 }),
    rangeLu: plausible("loudness range", figure(report, "input_lra"), { from: 0, to: 200 }),
    thresholdLufs: plausible("threshold", figure(report, "input_thresh"), { from: -200, to: 20 }),
  };
}

/** The last value of a key, since a file's own tags are told earlier; complaints of a decoder may stand between. */
function figure(report: string, key: string): number {
  const found = [...report.matchAll(new RegExp(`"${key}" *: *"([^"\\n]{1,20})"`, "g"))].at(-1)?.[1];
  if (found === "-inf") return -Infinity;
  if (found === undefined || !/^-?\d+(\.\d+)?$/.test(found)) {
    throw new Fault("probe_failed", `Cannot measure the loudness: ffmpeg gave ${found ?? "no"} ${key}`);
  }
  return Number(found);
}

function plausible(what: string, value: number, { from, to }: { from: number; to: number }): number {
  if (value >= from && value <= to) return value;
  throw new Fault("probe_failed", `Cannot measure the loudness: a ${what} of ${value} cannot be`);
}
