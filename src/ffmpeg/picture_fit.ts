import type { VideoStream } from "../media.ts";
import type { Profile } from "./profile.ts";

/** Width and height in pixels, both even. */
export interface Size {
  /** Pixels from left to right. */
  readonly width: number;
  /** Pixels from top to bottom. */
  readonly height: number;
}

/**
 * The filter that makes a picture as large as the profile's allows, whatever the shape of its pixels.
 *
 * `dar` is the shape the picture is meant to be seen in. The filter works it out from the picture itself, so that a film
 * whose picture changes its shape halfway, or is turned, stays undistorted.
 */
export function fitFilter({ width, height }: Profile, options: readonly string[] = []): string {
  const isWide = `gt(dar*${height},${width})`;
  const fitted = [
    `w='if(${isWide},${width},max(2,2*round(${height}*dar/2)))'`,
    `h='if(${isWide},max(2,2*round(${width}/dar/2)),${height})'`,
  ];
  return `scale=${[...fitted, ...options].join(":")}`;
}

/** What {@link fitFilter} makes of a stream whose pictures are as ffprobe found them. */
export function fittedSize(video: VideoStream, { width, height }: Profile): Size {
  const isTurned = video.rotation % 180 !== 0;
  const upright = video.width * video.sampleAspect.num / (video.height * video.sampleAspect.den);
  const shape = isTurned ? 1 / upright : upright;
  return shape * height > width
    ? { width, height: even(width / shape) }
    : { width: even(height * shape), height };
}

function even(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2));
}
