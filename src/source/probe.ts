import { Fault } from "../fault.ts";
import { mediaInput } from "../media_input.ts";
import type { MediaInfo } from "../media.ts";
import { decodingFault } from "./frames.ts";
import { ffprobeReason, fileArguments } from "./ffprobe.ts";
import { measureEnd, measureKeyFrameGap, type PacketOptions } from "./packets.ts";
import { mediaInfoOf } from "./probe_json.ts";

/**
 * Finds out what a file holds and whether it can air.
 *
 * @param path Absolute path, or an http or https URL.
 * @param options How to run ffprobe, and what ends the wait early.
 * @returns What the file holds, or why it cannot air.
 * @throws What says nothing of the file: the signal's reason, or that ffprobe cannot be started.
 */
export async function probe(path: string, options: PacketOptions): Promise<MediaInfo | string> {
  try {
    const show = ["-print_format", "json", "-show_format", "-show_streams", "-show_chapters"];
    const { stdout, stderr, code } = await options.run(
      [...fileArguments(path), ...show, "-i", mediaInput(path)],
      options.signal,
    );
    if (code !== 0) return ffprobeReason(stderr, path);
    const info = mediaInfoOf(stdout);
    if (typeof info === "string") return info;
    return await truncation(path, info, options) ?? await undecodable(path, info, options) ??
      await withKeyFrameGap(path, info, options);
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === "probe_failed") return thrown.message;
    throw thrown;
  }
}

/** Containers whose header declares a duration, which says nothing about how much of the file arrived. */
const DECLARING = new Set(["mov", "matroska", "avi", "asf", "flv"]);

/** Why a file that declares more than it holds cannot air, or null. Slack for streams of unequal length: 5 s or 2 %. */
async function truncation(path: string, info: MediaInfo, options: PacketOptions): Promise<string | null> {
  if (!info.container.split(",").some((name) => DECLARING.has(name))) return null;
  const endMs = await measureEnd(path, info.durationMs, options).catch(unlessSilent);
  if (endMs === null || endMs >= info.durationMs - Math.max(5_000, info.durationMs * 0.02)) return null;
  return `It is truncated: it declares ${seconds(info.durationMs)} and holds ${seconds(endMs)}`;
}

/** Why neither picture nor, where there is none, sound comes out of a file, or null; what is protected looks whole. */
async function undecodable(path: string, info: MediaInfo, options: PacketOptions): Promise<string | null> {
  const stream = info.video ?? info.audio[0];
  if (stream === undefined) return null;
  const complaint = await decodingFault(path, stream.index, options).catch(unlessSilent);
  if (complaint === null) return null;
  return `No ${info.video === null ? "sound" : "picture"} can be decoded: ${complaint}`;
}

/** Only H.264 can be copied, so only there the gap matters. */
async function withKeyFrameGap(path: string, info: MediaInfo, options: PacketOptions): Promise<MediaInfo> {
  if (info.video?.codec !== "h264") return info;
  return { ...info, keyFrameGapMaxMs: await measureKeyFrameGap(path, options).catch(unlessSilent) };
}

/** A measurement that takes too long leaves the question open; it does not make the file unplayable. */
function unlessSilent(thrown: unknown): null {
  if (thrown instanceof Fault && thrown.code === "probe_failed") return null;
  throw thrown;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
