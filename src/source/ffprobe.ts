/** What one run of ffprobe gave. */
export interface FfprobeResult {
  /** What it wrote. */
  readonly stdout: string;
  /** What it complained of. */
  readonly stderr: string;
  /** Exit status. */
  readonly code: number;
}

/**
 * Runs ffprobe.
 *
 * @param args Arguments as they are; nothing is interpreted.
 * @param signal Ends it early.
 * @throws {Fault} `probe_failed` if it cannot be started, takes too long or writes too much.
 */
export type RunFfprobe = (args: readonly string[], signal: AbortSignal) => Promise<FfprobeResult>;

/**
 * Containers a library file may be. Playlist formats (HLS, concat, DASH) are left out on purpose: a file of that kind,
 * whatever its extension, would make ffmpeg open other files and addresses.
 */
const CONTAINERS =
  "matroska,webm,mov,mp4,m4a,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mp3,flac,wav,w64,aiff,aac,ac3,eac3," +
  "dts,truehd,m4v,h264,hevc,mxf,nut,rm,dv,wtv,ape,wv,tta,caf,au";

/** The arguments every probe of a local file begins with. */
export function fileArguments(): string[] {
  return ["-v", "error", "-hide_banner", "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS];
}

/** A path as ffmpeg's input: with its protocol, so that no name is taken for an option or another protocol. */
export function fileInput(path: string): string {
  return `file:${path}`;
}

/**
 * Why ffprobe failed, in its own words without addresses and paths.
 *
 * @param stderr What it complained of.
 * @param path Of the file, which the words need not repeat.
 */
export function ffprobeReason(stderr: string, path: string): string {
  const lines = stderr.split("\n").map((line) =>
    line.replace(/^\[[^\]]*@ 0x[0-9a-f]+\] ?/, "").replaceAll(`${fileInput(path)}: `, "").trim()
  ).filter((line) => line !== "");
  return [...new Set(lines)].slice(0, 3).join("; ").slice(0, 300) || "ffprobe gives no reason";
}
