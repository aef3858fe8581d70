import type { Loudness } from "../media.ts";
import { SAMPLE_RATE } from "./profile.ts";

/** What is done to a sound track before it is encoded. */
export interface SoundTreatment {
  /** True when the track has more than two channels. */
  readonly isDownmixed: boolean;
  /** How much louder it becomes, in decibels; negative for softer. */
  readonly gainDb: number;
}

/** Peaks are held below this: -1 dBTP (EBU R 128) as a factor. */
const PEAK_FACTOR_MAX = 0.891;
const PEAK_DBTP_MAX = -1;

/** Quiet films are raised no further than makes their peaks this much too high: the limiter works on peaks only. */
const LIMITED_DB_MAX = 6;

/** Below this a change is heard by nobody, and not worth encoding for. */
const GAIN_DB_MIN = 0.5;

/**
 * Filters from a decoded track to stereo at 48 kHz without holes.
 *
 * `volume` and `alimiter` instead of `loudnorm`: with measured values the gain is one number, so the first is exact to
 * the sample and the second late by 1 ms, while `loudnorm` works at 192 kHz and, whenever the target cannot be reached
 * linearly, silently becomes a compressor. Mixing works in floating point, because in integers ffmpeg would make
 * everything, dialogue too, 7.7 dB softer to exclude overflow; peaks too high are left to the limiter instead.
 *
 * @param isAligned False beside a copied picture: the exact start then comes from the picture.
 */
export function soundFilters({ isDownmixed, gainDb }: SoundTreatment, isAligned: boolean): string[] {
  const start = isAligned ? ":first_pts=0" : "";
  const resample = `aresample=${SAMPLE_RATE}:async=1${start}`;
  return [
    isDownmixed ? `${resample}:${DOWNMIX},aformat=sample_fmts=fltp:channel_layouts=stereo` : resample,
    ...(gainDb === 0 ? [] : [`volume=${gainDb.toFixed(2)}dB:precision=float`]),
    // Its own attack is its delay; `level` would make everything as loud as it can be.
    ...(isDownmixed || gainDb > 0 ? [`alimiter=limit=${PEAK_FACTOR_MAX}:attack=1:level=disabled`] : []),
  ];
}

/** ITU-R BS.775: the centre, where the dialogue is, and the surround at -3 dB; the loudness is measured so, too. */
export const DOWNMIX = "clev=0.7071:slev=0.7071";

/**
 * The gain that brings a track to a target loudness.
 *
 * @param loudness What was measured; null when it was not, or there is nothing but silence: then nothing is changed.
 * @param targetLufs The profile's target; null for none.
 */
export function gainFor(loudness: Loudness | null, targetLufs: number | null): number {
  if (loudness === null || targetLufs === null) return 0;
  const wanted = targetLufs - loudness.integratedLufs;
  const allowed = Math.max(0, PEAK_DBTP_MAX + LIMITED_DB_MAX - loudness.truePeakDbtp);
  const gain = Math.min(wanted, allowed);
  return Math.abs(gain) < GAIN_DB_MIN ? 0 : gain;
}
