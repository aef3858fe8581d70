import { LIMITS } from "../limits.ts";
import { LOCAL_FILE_ONLY, localFile } from "../local_file.ts";
import type { BreakPoint } from "../media.ts";

/** Which streams of a file are looked through. */
export interface DetectedStreams {
  /** Index of the picture within the file. */
  readonly videoIndex: number;
  /** Index of the sound; null if there is none, and then all of it is silent. */
  readonly audioIndex: number | null;
}

/** Black and silence that last shorter are a cut, not a break. */
const STRETCH_S = 0.2;

/** Black and silence must have this much in common. */
const OVERLAP_MS = 100;

/** Noise of tapes and of lossy codecs is silence too. */
const SILENCE_DB = -45;

/** Pictures looked at per second: a stretch of 0.2 s still has two. */
const FRAMES_PER_SECOND = 10;

/**
 * Arguments of the ffmpeg that looks for black pictures and silence, from end to end. It writes nothing but its report
 * on stderr, for {@link BreakDetection} to read.
 *
 * As cheap as can be: pictures no other needs are not decoded, edges of blocks not smoothed, and what remains is
 * looked at small.
 *
 * @param path Absolute path of a local file.
 * @param streams What to look through.
 */
export function breakDetectionCommand(path: string, { videoIndex, audioIndex }: DetectedStreams): string[] {
  const picture = `fps=${FRAMES_PER_SECOND},scale=160:90:flags=fast_bilinear,blackdetect=d=${STRETCH_S}`;
  const sound = `silencedetect=noise=${SILENCE_DB}dB:d=${STRETCH_S}`;
  return [
    // The report is no error, so more than errors must be said; progress would drown it.
    ...["-nostdin", "-hide_banner", "-nostats", "-loglevel", "info"],
    ...["-threads", "2", "-skip_frame", "noref", "-skip_loop_filter", "all"],
    ...[...LOCAL_FILE_ONLY, "-i", localFile(path)],
    ...["-map", `0:${videoIndex}`, "-vf", picture],
    ...(audioIndex === null ? [] : ["-map", `0:${audioIndex}`, "-af", sound]),
    ...["-sn", "-dn", "-map_metadata", "-1", "-f", "null", "-"],
  ];
}

/** From when until when, in milliseconds. */
interface Stretch {
  readonly startMs: number;
  readonly stopMs: number;
}

/** Reads the report of {@link breakDetectionCommand} line by line, as it comes. */
export class BreakDetection {
  readonly #black: Stretch[] = [];
  readonly #silence: Stretch[] = [];
  /** Where the silence began that has no end yet. */
  #silentFromMs: number | null = null;

  /** Nothing is read yet. @param hasSound False for a file that is silent throughout. */
  constructor(private readonly hasSound: boolean) {}

  /** Takes one line of what ffmpeg says; those that are no part of the report are passed over. */
  read(line: string): void {
    // Only filters speak like this: a file's own tags are told without a speaker.
    const [, filter, words = ""] = /^\[(\w+) @ (?:0x)?[0-9a-f]+\] (.*)$/.exec(line) ?? [];
    if (filter?.includes("blackdetect")) {
      note(this.#black, figure(words, "black_start"), figure(words, "black_end"));
    } else if (filter?.includes("silencedetect")) this.#readSilence(words);
  }

  /** Where black and silence fall together: the middle of it, by time. */
  points(): readonly BreakPoint[] {
    const silence = this.hasSound ? this.#silenceToTheEnd() : [{ startMs: -Infinity, stopMs: Infinity }];
    return overlaps(byStart(this.#black), byStart(silence)).map(({ startMs, stopMs }) => {
      const atMs = Math.round((startMs + stopMs) / 2);
      return { atMs, resumeMs: atMs };
    });
  }

  #readSilence(words: string): void {
    const stopMs = figure(words, "silence_end");
    if (stopMs !== null) note(this.#silence, this.#silentFromMs, stopMs);
    this.#silentFromMs = stopMs === null ? figure(words, "silence_start") ?? this.#silentFromMs : null;
  }

  #silenceToTheEnd(): readonly Stretch[] {
    const startMs = this.#silentFromMs;
    return startMs === null ? this.#silence : [...this.#silence, { startMs, stopMs: Infinity }];
  }
}

function note(stretches: Stretch[], startMs: number | null, stopMs: number | null): void {
  if (startMs === null || stopMs === null || stopMs <= startMs) return;
  if (stretches.length < LIMITS.detectedStretchesMax) stretches.push({ startMs, stopMs });
}

/** `black_start:14.2` and `silence_start: 14.2293`, in whole milliseconds; a stream that begins late may begin below 0. */
function figure(words: string, key: string): number | null {
  const found = new RegExp(`(?:^|[ |])${key}: ?(-?\\d+(?:\\.\\d+)?(?:e[-+]?\\d+)?)(?=[ |]|$)`).exec(words)
    ?.[1];
  return found === undefined ? null : Math.round(Number(found) * 1_000);
}

function byStart(stretches: readonly Stretch[]): readonly Stretch[] {
  return [...stretches].sort((one, other) => one.startMs - other.startMs);
}

/** What stretches of two lists have in common; those of one list do not overlap. */
function overlaps(ones: readonly Stretch[], others: readonly Stretch[]): readonly Stretch[] {
  const common: Stretch[] = [];
  let [at, beside] = [0, 0];
  for (let one = ones[at], other = others[beside]; one && other; one = ones[at], other = others[beside]) {
    const startMs = Math.max(one.startMs, other.startMs);
    const stopMs = Math.min(one.stopMs, other.stopMs);
    if (stopMs - startMs >= OVERLAP_MS) common.push({ startMs, stopMs });
    if (one.stopMs < other.stopMs) at++;
    else beside++;
  }
  return common;
}
