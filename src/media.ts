/** A quotient of two positive integers, as media formats state rates and aspects: 30000/1001 frames per second. */
export interface Ratio {
  /** Numerator, above 0. */
  readonly num: number;
  /** Denominator, above 0. */
  readonly den: number;
}

/** One picture stream of a file, as ffprobe measured it. */
export interface VideoStream {
  /** Index of the stream within the file. */
  readonly index: number;
  /** ffmpeg's codec name: `h264`, `hevc`, `mpeg2video`… */
  readonly codec: string;
  /** Codec profile as ffprobe names it (`High`, `Main 10`), or null. */
  readonly profile: string | null;
  /** Coded width in pixels. */
  readonly width: number;
  /** Coded height in pixels. */
  readonly height: number;
  /** Shape of one pixel; 1/1 when square or unknown. */
  readonly sampleAspect: Ratio;
  /** Nominal frames per second (`r_frame_rate`). */
  readonly frameRate: Ratio;
  /** Frames per second on average (`avg_frame_rate`); differs from `frameRate` when the rate varies. */
  readonly averageFrameRate: Ratio;
  /** ffmpeg's pixel format, such as `yuv420p`, or null. */
  readonly pixelFormat: string | null;
  /** Matrix of its colours as the file states it (`bt709`, `bt2020nc`), or null. */
  readonly colorMatrix: string | null;
  /** True when fields, not frames, were coded. */
  readonly isInterlaced: boolean;
  /** True for PQ and HLG transfer curves. */
  readonly isHdr: boolean;
  /** Degrees a player must turn the picture clockwise: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Bits per second, or null when the file does not say. */
  readonly bitRate: number | null;
}

/** One sound stream of a file. */
export interface AudioStream {
  /** Index of the stream within the file. */
  readonly index: number;
  /** ffmpeg's codec name. */
  readonly codec: string;
  /** Codec profile (`LC`), or null. */
  readonly profile: string | null;
  /** Number of channels: 1 mono, 2 stereo, 6 for 5.1. */
  readonly channels: number;
  /** Samples per second. */
  readonly sampleRate: number;
  /** ISO 639 code as the file states it, or null. */
  readonly language: string | null;
  /** True for the track a player would choose. */
  readonly isDefault: boolean;
}

/** One subtitle stream of a file. */
export interface SubtitleStream {
  /** Index of the stream within the file. */
  readonly index: number;
  /** ffmpeg's codec name. */
  readonly codec: string;
  /** ISO 639 code, or null. */
  readonly language: string | null;
  /** True for foreign-dialogue tracks. */
  readonly isForced: boolean;
}

/** A file of subtitles beside an item's own. */
export interface SubtitleFile {
  /** Absolute path. */
  readonly path: string;
  /** ISO 639 code from its name, or null. */
  readonly language: string | null;
  /** True for foreign dialogue only. */
  readonly isForced: boolean;
}

/** One chapter mark; times count from the start of the file. */
export interface Chapter {
  /** First instant, in milliseconds. */
  readonly startMs: number;
  /** First instant after it. */
  readonly stopMs: number;
  /** Its name, or null. */
  readonly title: string | null;
}

/** What ffprobe found in a file. */
export interface MediaInfo {
  /** Play time in whole milliseconds, above 0. */
  readonly durationMs: number;
  /** ffmpeg's demuxer name: `mov,mp4,m4a,3gp,3g2,mj2`, `matroska,webm`… */
  readonly container: string;
  /** The first real picture stream; null for sound alone (cover art does not count). */
  readonly video: VideoStream | null;
  /** All sound streams, in file order. */
  readonly audio: readonly AudioStream[];
  /** All subtitle streams. */
  readonly subtitles: readonly SubtitleStream[];
  /** Chapter marks, by start. */
  readonly chapters: readonly Chapter[];
  /** Largest distance between key frames seen at the start of the file, or null when not measured. */
  readonly keyFrameGapMaxMs: number | null;
  /** True when the container hides or shifts material, so that copying would not play what was probed. */
  readonly hasEditList: boolean;
}

/** How loud a sound track is, measured over all of it (EBU R 128, ITU-R BS.1770-4). */
export interface Loudness {
  /** Integrated loudness, in LUFS; above -70, below which there is nothing but silence. */
  readonly integratedLufs: number;
  /** Highest true peak, in dBTP. */
  readonly truePeakDbtp: number;
  /** Loudness range, in LU, 0 or more. */
  readonly rangeLu: number;
  /** Passages quieter than this were left out of the integrated loudness, in LUFS. */
  readonly thresholdLufs: number;
}

/** What an item is, as far as its name or metadata tells. */
export interface MediaTitle {
  /** Shelf it belongs on. */
  readonly kind: "episode" | "movie" | "other";
  /** Title of the film, of the episode, or the cleaned file name; never empty. */
  readonly title: string;
  /** Name of the show, for episodes. */
  readonly show: string | null;
  /** Season number, 0 for specials. */
  readonly season: number | null;
  /** Episode number within the season. */
  readonly episode: number | null;
  /** Year of release. */
  readonly year: number | null;
}

/** Whether an item can air. */
export type MediaState = "playable" | "broken" | "missing";

/** One piece of media in the library. */
export interface MediaItem extends MediaTitle {
  /** Key in the store. */
  readonly id: number;
  /** Where the bytes are: an absolute path for local files. */
  readonly locator: string;
  /** Configured folder it was found under. */
  readonly folder: string;
  /** Size of the file. */
  readonly sizeBytes: number;
  /** Last change of the file, milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Whether it can air. */
  readonly state: MediaState;
  /** Why it cannot air; null when it can. */
  readonly fault: string | null;
  /** Present if and only if the item was probed with success. */
  readonly info: MediaInfo | null;
}

/** What a schedule needs of an item that can air; there may be tens of thousands in one collection. */
export interface ScheduleItem extends MediaTitle, Pick<MediaItem, "id" | "locator" | "folder"> {
  /** Play time in whole milliseconds. */
  readonly durationMs: number;
  /** Where it may be interrupted, by time; none where nobody looked. */
  readonly breaks: readonly BreakPoint[];
}

/** A place inside an item where it may be interrupted; times count from its start, in milliseconds. */
export interface BreakPoint {
  /** Where it stops. */
  readonly atMs: number;
  /** Where it goes on: at `atMs`, or behind a recorded commercial. */
  readonly resumeMs: number;
}

/** What told of an item's break points; `none`: they were looked for everywhere, in vain. */
export type BreakOrigin = "edl" | "chapters" | "detected" | "none";

/** Who tells what an item is, the most trusted first. */
export type FactSource = "override" | "tvdb" | "tmdb" | "nfo" | "file_name";

/** What databases call the film, or the show an episode belongs to. */
export interface MediaIds {
  /** Number at TheTVDB, or null. */
  readonly tvdb: number | null;
  /** Number at The Movie Database, or null. */
  readonly tmdb: number | null;
  /** Key at IMDb, such as `tt0944947`, or null. */
  readonly imdb: string | null;
}

/** One who plays in it. */
export interface CastMember {
  /** The person. */
  readonly name: string;
  /** Whom they play, or null. */
  readonly role: string | null;
}

/** Kinds of image. */
export type ArtworkKind = "poster" | "thumbnail" | "fanart";

/** An image of an item, where its database has it. */
export interface Artwork {
  /** A poster or fanart is the film's or the show's, a thumbnail the episode's. */
  readonly kind: ArtworkKind;
  /** Its https URL. Clients get a route of ours in its place. */
  readonly url: string;
}

/** What one source says of an item; a fact that it does not know is absent. */
export interface MediaFacts extends Partial<NotNull<MediaTitle>> {
  /** What happens in it. */
  readonly plot?: string;
  /** What happens in the show, for an episode without a plot of its own. */
  readonly showPlot?: string;
  /** Genres, the main one first; not empty. */
  readonly genres?: readonly string[];
  /** Who plays in it, the main part first; not empty. */
  readonly cast?: readonly CastMember[];
  /** Who directed it; not empty. */
  readonly directors?: readonly string[];
  /** The day it was first shown, `2008-01-20`. */
  readonly firstAired?: string;
  /** Whom it is fit for, as its authority writes it: `TV-14`, `PG-13`, `FSK 12`. */
  readonly contentRating?: string;
  /** How good people find it, 0 to 10. */
  readonly rating?: number;
  /** Its keys. */
  readonly ids?: Partial<NotNull<MediaIds>>;
  /** Images, at most one of each kind. */
  readonly artwork?: readonly Artwork[];
}

/** The same, with nothing null. */
export type NotNull<Type> = { readonly [Key in keyof Type]: NonNullable<Type[Key]> };

/** A fact whose source is told. */
export type FactName = Exclude<keyof MediaFacts, "ids" | "artwork" | "showPlot"> | ArtworkKind;

/** Everything known of an item beside its streams. */
export interface MediaDetails {
  /** What it is; the same as the item's own. */
  readonly title: MediaTitle;
  /** What happens in it, or null. */
  readonly plot: string | null;
  /** Genres, the main one first. */
  readonly genres: readonly string[];
  /** Who plays in it, the main part first. */
  readonly cast: readonly CastMember[];
  /** Who directed it. */
  readonly directors: readonly string[];
  /** The day it was first shown, `2008-01-20`, or null. */
  readonly firstAired: string | null;
  /** Whom it is fit for, as its authority writes it, or null. */
  readonly contentRating: string | null;
  /** How good people find it, 0 to 10, or null. */
  readonly rating: number | null;
  /** Its keys. */
  readonly ids: MediaIds;
  /** Images, at most one of each kind. */
  readonly artwork: readonly Artwork[];
  /** Who told each fact; those nobody told are absent. */
  readonly sources: Readonly<Partial<Record<FactName, FactSource>>>;
}
