import type { AudioStream, Chapter, MediaInfo, Ratio, SubtitleStream, VideoStream } from "../media.ts";

/** Shorter items only make joints, no television. */
const DURATION_MIN_MS = 1_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads ffprobe's JSON (`-show_format -show_streams -show_chapters`).
 *
 * An item with sound alone, or picture alone, can air; cover art is no picture.
 *
 * @param json What ffprobe wrote.
 * @returns What the file holds, or why it cannot air.
 */
export function mediaInfoOf(json: string): MediaInfo | string {
  const root = parse(json);
  if (root === null) return "ffprobe's answer is not JSON";
  const format = fieldsOf(root.format);
  const streams = listOf(root.streams);
  if (streams.length === 0) return "It has no streams";
  if (streams.some((stream) => PROTECTED_TAGS.has(String(stream.codec_tag_string)))) {
    return "It is copy-protected (DRM)";
  }
  const video = streams.find(isPicture);
  const audio = streams.filter(isSound);
  if (video === undefined && audio.length === 0) {
    return "It has neither picture nor sound that ffmpeg can read";
  }
  const durationMs = durationOf(format, streams);
  if (durationMs === null) return "Its duration is unknown";
  if (durationMs < DURATION_MIN_MS) return `It is too short to air: ${durationMs} ms`;
  const container = String(format.format_name ?? "unknown");
  return {
    durationMs,
    container,
    video: video === undefined ? null : videoOf(video),
    audio: audio.map(audioOf),
    subtitles: streams.filter((stream) => stream.codec_type === "subtitle").map(subtitleOf),
    chapters: listOf(root.chapters).flatMap(chapterOf).sort((one, other) => one.startMs - other.startMs),
    keyFrameGapMaxMs: null,
    hasEditList: video !== undefined && container.split(",").includes("mov") && isEdited(video),
  };
}

/** FairPlay and Common Encryption (ISO 23001-7) sample entries: ffprobe names the codec, but nothing can decode it. */
const PROTECTED_TAGS = new Set(["drmi", "drms", "encv", "enca"]);

function isPicture(stream: Fields): boolean {
  const disposition = fieldsOf(stream.disposition);
  return stream.codec_type === "video" && typeof stream.codec_name === "string" &&
    disposition.attached_pic !== 1 &&
    disposition.timed_thumbnails !== 1 && (numberOf(stream.width) ?? 0) > 0 &&
    (numberOf(stream.height) ?? 0) > 0;
}

function isSound(stream: Fields): boolean {
  return stream.codec_type === "audio" && typeof stream.codec_name === "string" &&
    (numberOf(stream.channels) ?? 0) > 0 && (numberOf(stream.sample_rate) ?? 0) > 0;
}

/** The container's duration, else that of its longest stream. */
function durationOf(format: Fields, streams: readonly Fields[]): number | null {
  const ofFormat = millisecondsOf(format.duration);
  if (ofFormat !== null) return ofFormat;
  const ofStreams = streams.flatMap((stream) => millisecondsOf(stream.duration) ?? []);
  return ofStreams.length === 0 ? null : Math.max(...ofStreams);
}

function videoOf(stream: Fields): VideoStream {
  const frameRate = ratioOf(stream.r_frame_rate) ?? ratioOf(stream.avg_frame_rate) ?? { num: 25, den: 1 };
  return {
    index: numberOf(stream.index) ?? 0,
    codec: String(stream.codec_name),
    profile: textOf(stream.profile),
    width: numberOf(stream.width) ?? 0,
    height: numberOf(stream.height) ?? 0,
    sampleAspect: ratioOf(stream.sample_aspect_ratio) ?? { num: 1, den: 1 },
    frameRate,
    averageFrameRate: ratioOf(stream.avg_frame_rate) ?? frameRate,
    pixelFormat: textOf(stream.pix_fmt),
    colorMatrix: textOf(stream.color_space),
    isInterlaced: ["tt", "bb", "tb", "bt"].includes(String(stream.field_order)),
    isHdr: ["smpte2084", "arib-std-b67"].includes(String(stream.color_transfer)),
    rotation: rotationOf(stream),
    bitRate: numberOf(stream.bit_rate) ?? numberOf(fieldsOf(stream.tags).BPS),
  };
}

function audioOf(stream: Fields): AudioStream {
  return {
    index: numberOf(stream.index) ?? 0,
    codec: String(stream.codec_name),
    profile: textOf(stream.profile),
    channels: numberOf(stream.channels) ?? 0,
    sampleRate: numberOf(stream.sample_rate) ?? 0,
    language: languageOf(stream),
    isDefault: fieldsOf(stream.disposition).default === 1,
  };
}

function subtitleOf(stream: Fields): SubtitleStream {
  return {
    index: numberOf(stream.index) ?? 0,
    codec: textOf(stream.codec_name) ?? "unknown",
    language: languageOf(stream),
    isForced: fieldsOf(stream.disposition).forced === 1,
  };
}

function chapterOf(chapter: Fields): Chapter[] {
  const startMs = millisecondsOf(chapter.start_time);
  const stopMs = millisecondsOf(chapter.end_time);
  if (startMs === null || stopMs === null || startMs < 0 || stopMs <= startMs) return [];
  return [{ startMs, stopMs, title: textOf(fieldsOf(chapter.tags).title) }];
}

/** The display matrix turns anticlockwise, the older `rotate` tag clockwise; both to the nearest quarter. */
function rotationOf(stream: Fields): number {
  const matrix = listOf(stream.side_data_list).map((data) => numberOf(data.rotation)).find((turn) =>
    turn !== null
  );
  const clockwise = matrix === undefined || matrix === null
    ? numberOf(fieldsOf(stream.tags).rotate) ?? 0
    : -matrix;
  return ((Math.round(clockwise / 90) * 90) % 360 + 360) % 360;
}

/** Pictures that fit into this time may be rounding, not editing. */
const EDIT_TOLERANCE_S = 0.1;

/**
 * Whether an edit list (ISO 14496-12 §8.6.6) shifts or hides pictures. ffprobe does not print it, but its traces show:
 * a delayed stream starts late; a trimmed one holds more pictures than its duration has room for.
 */
function isEdited(stream: Fields): boolean {
  const startS = numberOf(stream.start_time) ?? 0;
  if (Math.abs(startS) > EDIT_TOLERANCE_S) return true;
  const rate = ratioOf(stream.avg_frame_rate);
  const pictures = numberOf(stream.nb_frames);
  const durationS = numberOf(stream.duration);
  if (rate === null || pictures === null || durationS === null) return false;
  return pictures * rate.den / rate.num > durationS + EDIT_TOLERANCE_S;
}

function languageOf(stream: Fields): string | null {
  const language = textOf(fieldsOf(stream.tags).language)?.toLowerCase() ?? null;
  return language === "und" ? null : language;
}

function parse(json: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(json));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value !== "unknown" ? value : null;
}

/** ffprobe writes some numbers as text, and `N/A` for none. */
function numberOf(value: unknown): number | null {
  if (typeof value === "string" && value.trim() === "") return null;
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

function millisecondsOf(seconds: unknown): number | null {
  const milliseconds = Math.round((numberOf(seconds) ?? NaN) * 1_000);
  return Number.isSafeInteger(milliseconds) ? milliseconds : null;
}

/** `30000/1001` or `16:9`; null for `0/0` and the like. */
function ratioOf(value: unknown): Ratio | null {
  const [num, den] = String(value).split(/[/:]/).map(numberOf);
  return num && den && num > 0 && den > 0 ? { num, den } : null;
}
