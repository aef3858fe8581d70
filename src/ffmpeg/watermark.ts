import { localFile } from "../local_file.ts";
import type { Profile, Watermark, WatermarkPosition, WatermarkSchedule } from "./profile.ts";
import { QUIET } from "./quiet.ts";

/** What an image may be. `image2`, which reads name patterns as many files, is left out. */
const IMAGES = "png_pipe,jpeg_pipe,webp_pipe,gif,bmp_pipe,tiff_pipe,qoi_pipe,svg_pipe";

/**
 * Arguments of the ffmpeg that makes a watermark ready: PNG on its standard output, in its final size and opacity.
 *
 * Done once per profile, so that a missing or broken image is found out before anything is on air, and nothing that
 * happens to the image later can harm a programme.
 */
export function watermarkCommand(watermark: Watermark, profile: Pick<Profile, "width" | "height">): string[] {
  const margin = marginOf(watermark, profile);
  const width = Math.max(2, Math.round(profile.width * watermark.widthPercent / 100));
  const height = profile.height - 2 * margin;
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease`;
  return [
    ...[
      ...QUIET,
      "-protocol_whitelist",
      "file",
      "-format_whitelist",
      IMAGES,
      "-i",
      localFile(watermark.image),
    ],
    ...["-vf", `${fit},format=rgba,colorchannelmixer=aa=${watermark.opacity}`],
    ...["-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"],
  ];
}

/**
 * The input of a passage's ffmpeg that is the watermark: a single picture, which the overlay keeps.
 *
 * @param path Absolute path of what {@link watermarkCommand} wrote.
 */
export function watermarkInput(path: string): string[] {
  return ["-protocol_whitelist", "file", "-f", "png_pipe", "-i", localFile(path)];
}

/**
 * The overlay that draws a watermark.
 *
 * @param watermark Where and when it shows.
 * @param profile The picture it is drawn on.
 * @param airsAtMs When the picture at 0 airs, milliseconds since 1970.
 */
export function watermarkOverlay(
  watermark: Watermark,
  profile: Pick<Profile, "width" | "height">,
  airsAtMs: number,
): string {
  const { x, y } = placeOf(watermark.position, marginOf(watermark, profile));
  const when = watermark.schedule === null ? "" : `:enable='${shownWhen(watermark.schedule, airsAtMs)}'`;
  return `overlay=x=${x}:y=${y}${when}`;
}

/** An RGB picture drawn on video: without the matrix named, its colours would be taken for standard definition's. */
export const AS_OVERLAY = "out_color_matrix=bt709:out_range=tv,format=yuva420p";

function marginOf({ marginPercent }: Watermark, { height }: Pick<Profile, "height">): number {
  return Math.round(height * marginPercent / 100);
}

/** `t` counts seconds of the passage; its beginning lies `phase` seconds after the last appearance. */
function shownWhen({ showMs, everyMs }: WatermarkSchedule, airsAtMs: number): string {
  const phase = ((airsAtMs % everyMs + everyMs) % everyMs / 1_000).toFixed(3);
  return `lt(mod(t+${phase},${everyMs / 1_000}),${showMs / 1_000})`;
}

function placeOf(position: WatermarkPosition, margin: number): { readonly x: string; readonly y: string } {
  return {
    x: position.endsWith("left") ? `${margin}` : position.endsWith("right") ? `W-w-${margin}` : "(W-w)/2",
    y: position.startsWith("top") ? `${margin}` : position.startsWith("bottom") ? `H-h-${margin}` : "(H-h)/2",
  };
}
