import { LOCAL_FILE_ONLY, localFile } from "../local_file.ts";
import type { SubtitleStream, VideoStream } from "../media.ts";
import { QUIET } from "./quiet.ts";
import { filterText } from "./filter_text.ts";
import { fittedSize } from "./picture_fit.ts";
import { framesPerSecond, type Profile } from "./profile.ts";
import { AS_OVERLAY } from "./watermark.ts";

/** Subtitles that can be drawn into a picture as they are. */
export type Burn =
  | {
    /** Words, laid out by libass. */
    readonly kind: "text";
    /** Absolute path of a file of ours, made by {@link subtitleCommand}. */
    readonly path: string;
  }
  | {
    /** Pictures, laid over the programme's. */
    readonly kind: "bitmap";
    /** The stream of the item's file. */
    readonly stream: SubtitleStream;
  };

/** Where the words of subtitles are. */
export interface SubtitleText {
  /** Absolute path of the item's file, or of one beside it. */
  readonly path: string;
  /** Index of the stream within the file; 0 for a file of its own. */
  readonly index: number;
  /** True for a file that holds nothing but subtitles. */
  readonly isSidecar: boolean;
  /** Characters of such a file; null to let ffmpeg find out, which knows UTF-8 and UTF-16. */
  readonly charset: string | null;
}

/** What a file of subtitles may be. */
const SIDECARS = "srt,ass,webvtt";

const BITMAPS = new Set(["hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "xsub"]);

/** True for subtitles that are pictures. */
export function isBitmap(stream: SubtitleStream): boolean {
  return BITMAPS.has(stream.codec);
}

/**
 * Arguments of the ffmpeg that writes subtitles as ASS to its standard output, in times that count from the item's start.
 *
 * The `subtitles` filter could open a film by itself, but would read all of it first: minutes on a slow disk.
 */
export function subtitleCommand({ path, index, isSidecar, charset }: SubtitleText): string[] {
  const bounds = isSidecar ? ["-protocol_whitelist", "file", "-format_whitelist", SIDECARS] : LOCAL_FILE_ONLY;
  return [
    ...[...QUIET, ...bounds, ...(charset === null ? [] : ["-sub_charenc", charset]), "-i", localFile(path)],
    ...["-map", `0:${index}`, "-c:s", "ass", "-f", "ass", "pipe:1"],
  ];
}

/**
 * Filters that draw text on pictures which stand on the profile's grid and begin at 0.
 *
 * Their times are moved to where the passage lies in the item, by whole pictures so that the way back is exact.
 */
export function textFilters(
  path: string,
  offsetMs: number,
  { frameRate }: Pick<Profile, "frameRate">,
): string[] {
  const offset = Math.round(offsetMs / 1_000 * framesPerSecond(frameRate));
  const draw = `subtitles=filename=${filterText(path)}`;
  return offset === 0 ? [draw] : [`setpts=PTS+${offset}`, draw, `setpts=PTS-${offset}`];
}

/**
 * The filter that makes subtitle pictures fit the profile's, to be laid over its middle.
 *
 * Blu-rays draw them for the whole screen, also when the film on the disc was cropped; DVDs and broadcasts for the
 * picture, in its own pixels.
 */
export function bitmapFilter({ codec }: SubtitleStream, video: VideoStream, profile: Profile): string {
  const isForScreen = codec === "hdmv_pgs_subtitle";
  const { width, height } = isForScreen ? profile : fittedSize(video, profile);
  const shape = isForScreen ? ":force_original_aspect_ratio=decrease" : "";
  return `scale=${width}:${height}${shape}:${AS_OVERLAY}`;
}
