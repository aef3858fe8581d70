/** A filter that some builds of ffmpeg do not have. */
export type OptionalFilter = "zscale" | "tonemap" | "subtitles";

const OPTIONAL: readonly OptionalFilter[] = ["zscale", "tonemap", "subtitles"];

/** Arguments of the ffmpeg that tells which filters it has. */
export const FILTER_LIST: readonly string[] = ["-nostdin", "-hide_banner", "-filters"];

/**
 * Which of the optional filters an ffmpeg lacks.
 *
 * @param listing What it wrote for {@link FILTER_LIST}: lines such as ` .SC zscale  V->V  Apply resizing…`.
 */
export function missingFilters(listing: string): OptionalFilter[] {
  const names = new Set([...listing.matchAll(/^ [A-Z.|]{2,4} +(\w+) +\S+->\S+/gm)].map(([, name]) => name));
  return OPTIONAL.filter((name) => !names.has(name));
}
