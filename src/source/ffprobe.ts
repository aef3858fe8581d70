import { mediaInput, thisFileOnly } from "../media_input.ts";

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
 * @throws {Fault} `probe_failed` if it takes too long or writes too much, which is a verdict on the file; others are none.
 */
export type RunFfprobe = (args: readonly string[], signal: AbortSignal) => Promise<FfprobeResult>;

/**
 * The arguments every probe of a file begins with.
 *
 * @param path Absolute path, or an http or https URL.
 */
export function fileArguments(path: string): string[] {
  return ["-v", "error", "-hide_banner", ...thisFileOnly(path)];
}

/**
 * Why ffprobe failed, in its own words without addresses and paths.
 *
 * @param stderr What it complained of.
 * @param path Of the file, which the words need not repeat.
 */
export function ffprobeReason(stderr: string, path: string): string {
  const lines = stderr.split("\n").map((line) =>
    line.replace(/^\[[^\]]*@ 0x[0-9a-f]+\] ?/, "").replaceAll(`${mediaInput(path)}: `, "").trim()
  ).filter((line) => line !== "");
  return [...new Set(lines)].slice(0, 3).join("; ").slice(0, 300) || "ffprobe gives no reason";
}
