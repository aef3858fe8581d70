import type { GuideTemplates } from "../guide_template.ts";
import type { Channel, Lifecycle } from "../channel.ts";
import type { LogLevel } from "../log.ts";
import type { Ratio } from "../media.ts";

/** Everything an operator may choose, checked and complete: what the file leaves out has its default here. */
export interface Config {
  /** The HTTP server. */
  readonly server: ServerConfig;
  /** Where the program remembers things. */
  readonly database: DatabaseConfig;
  /** The ffmpeg processes and their bounds. */
  readonly ffmpeg: FfmpegConfig;
  /** Buffers and times of a channel's stream. */
  readonly streaming: StreamingConfig;
  /** How fast a viewer is served. */
  readonly streamThrottler: StreamThrottlerConfig;
  /** Programmes encoded ahead of their time. */
  readonly readyCache: ReadyCacheConfig;
  /** Records of viewers. */
  readonly sessionManager: SessionManagerConfig;
  /** HTTP Live Streaming. */
  readonly hls: HlsConfig;
  /** The HDHomeRun tuner that clients see. */
  readonly hdhomerun: HdhomerunConfig;
  /** Channels written in the file, in its order. */
  readonly channels: readonly ChannelConfig[];
  /** Forms a stream may be made in, by name; `default` is always there. */
  readonly profiles: Readonly<Record<string, ProfileConfig>>;
  /** How far timelines are built. */
  readonly scheduling: SchedulingConfig;
  /** The XMLTV guide. */
  readonly guide: GuideConfig;
  /** Where media comes from. */
  readonly libraries: LibrariesConfig;
  /** Who is asked what media is. */
  readonly metadata: MetadataConfig;
  /** When a stream counts as ill. */
  readonly health: HealthConfig;
  /** How often channels may be restarted. */
  readonly restart: RestartConfig;
  /** When a programme is played from elsewhere. */
  readonly failover: FailoverConfig;
  /** Who may do what. */
  readonly security: SecurityConfig;
  /** Figures for Prometheus. */
  readonly metrics: MetricsConfig;
}

/** The HTTP server. */
export interface ServerConfig {
  /** Address to listen on; `0.0.0.0` for every IPv4 address of the machine. */
  readonly host: string;
  /** TCP port, 1 to 65535. */
  readonly port: number;
  /** Base of every URL handed out, without a trailing slash; null takes the host the client used. */
  readonly publicUrl: string | null;
  /** Addresses or CIDR blocks whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Log lines below it are not written. */
  readonly logLevel: LogLevel;
}

/** Where the program remembers things. */
export interface DatabaseConfig {
  /** SQLite file; relative to the program's folder. The folder it lies in is the data folder. */
  readonly path: string;
  /** Copies made while the program runs. */
  readonly backup: {
    /** Time between two copies; 0 for none. */
    readonly intervalMs: number;
    /** How many copies are kept. */
    readonly keep: number;
  };
}

/** The ffmpeg processes and their bounds. */
export interface FfmpegConfig {
  /** Name to look up in PATH, or absolute path. */
  readonly path: string;
  /** The same for ffprobe. */
  readonly ffprobePath: string;
  /** Hardware that may encode: one family, whichever works, or none. */
  readonly hardware: "auto" | "none" | "nvenc" | "qsv" | "vaapi" | "videotoolbox" | "v4l2m2m";
  /** Processes at the same time; `auto` reckons them from the memory. */
  readonly processesMax: number | "auto";
  /** Processes started per second, on average. */
  readonly spawnsPerSecond: number;
  /** A process this old is replaced. */
  readonly longRunMs: number;
  /** Part of the memory limit above which nothing is started, 0.1 to 1. */
  readonly memoryGuard: number;
  /** File descriptors that must stay free. */
  readonly fdGuardReserve: number;
  /** How long before a joint the next process is started. */
  readonly warmAheadMs: number;
}

/** Buffers and times of a channel's stream. */
export interface StreamingConfig {
  /** Whether channels run while nobody watches, unless they say otherwise. */
  readonly lifecycle: Lifecycle;
  /** Media time read ahead of the wall clock. */
  readonly readAheadMs: number;
  /** Media time a new viewer can be given at once. */
  readonly gopRingMs: number;
  /** Media time that waits for one slow viewer. */
  readonly viewerQueueMs: number;
  /** Memory of all rings and queues together, in bytes. */
  readonly cacheBudgetBytes: number;
  /** A channel outlives its last viewer by this time; at least 10 s. */
  readonly lingerMs: number;
  /** A viewer that takes nothing for this time is detached. */
  readonly stallMs: number;
}

/** How fast a viewer is served. */
export interface StreamThrottlerConfig {
  /** `burst` fills the client's buffer first; `realtime` never hurries; `adaptive` follows the client. */
  readonly mode: "realtime" | "burst" | "adaptive" | "disabled";
  /** Media time sent at once at the start. */
  readonly burstMs: number;
}

/** Programmes encoded ahead of their time. */
export interface ReadyCacheConfig {
  /** False encodes everything when it airs. */
  readonly isEnabled: boolean;
  /** Disk that encoded programmes may take, in bytes. */
  readonly bytesMax: number;
}

/** Records of viewers. */
export interface SessionManagerConfig {
  /** Viewers one channel may have. */
  readonly sessionsPerChannelMax: number;
  /** A viewer that was sent nothing for this long is gone. */
  readonly idleTimeoutMs: number;
  /** Between two looks for such viewers. */
  readonly cleanupIntervalMs: number;
}

/** HTTP Live Streaming. */
export interface HlsConfig {
  /** Length aimed at for one segment. */
  readonly segmentMs: number;
  /** Segments a playlist lists. */
  readonly window: number;
}

/** The HDHomeRun tuner that clients see. */
export interface HdhomerunConfig {
  /** False hides the tuner. */
  readonly isEnabled: boolean;
  /** 8 hex digits in upper case, or `auto` for one that is made once per installation. */
  readonly deviceId: string;
  /** Name clients show. */
  readonly friendlyName: string;
  /** Channels that can be watched at the same time through the tuner. */
  readonly tunerCount: number;
  /** Whether clients that search by SSDP are answered. */
  readonly hasSsdp: boolean;
  /** Whether clients that search by HDHomeRun's own way are answered. */
  readonly hasDiscovery: boolean;
  /** Whether clients may have tuners send to them, as the real device does. */
  readonly hasControl: boolean;
  /** More TCP ports the same server listens on. */
  readonly extraPorts: readonly number[];
}

/** A channel as the file states it: all but the guide id, which the store makes once. */
export type ChannelConfig = Omit<Channel, "guideId">;

/** A form a stream is made in: H.264 and AAC, with these values. */
export interface ProfileConfig {
  /** Width of the picture, even. */
  readonly width: number;
  /** Height of the picture, even. */
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: Ratio;
  /** Kilobits of picture per second. */
  readonly videoKbps: number;
  /** Kilobits of sound per second. */
  readonly audioKbps: number;
  /** ISO 639 codes of the sound tracks wanted, the most wanted first; without a match the file's own default airs. */
  readonly audioLanguages: readonly string[];
  /** x264's trade of speed for size. */
  readonly preset: string;
  /** Whether fields are made into frames. */
  readonly deinterlace: "auto" | "never";
  /** Loudness every item is brought to, in LUFS; null for as loud as it is. */
  readonly loudnessLufs: number | null;
  /** Which subtitles are drawn into the picture. */
  readonly subtitles: "none" | "forced_only" | "always";
  /** ISO 639 codes of the subtitles wanted, the most wanted first; empty for the language of the sound. */
  readonly subtitleLanguages: readonly string[];
  /** The picture drawn over every programme; null for none. */
  readonly watermark: WatermarkConfig | null;
}

/** A small picture that is drawn over every programme. */
export interface WatermarkConfig {
  /** Absolute path of an image. */
  readonly image: string;
  /** One of nine places. */
  readonly position:
    | "top_left"
    | "top"
    | "top_right"
    | "left"
    | "center"
    | "right"
    | "bottom_left"
    | "bottom"
    | "bottom_right";
  /** Distance from the edges, in percent of the picture's height. */
  readonly marginPercent: number;
  /** Width at most, in percent of the picture's. */
  readonly widthPercent: number;
  /** 1 for as it is, less for more transparent. */
  readonly opacity: number;
  /** When it shows, by the wall clock; null for always. */
  readonly schedule: {
    /** How long each time. */
    readonly showMs: number;
    /** From one appearance to the next. */
    readonly everyMs: number;
  } | null;
}

/** How far timelines are built. */
export interface SchedulingConfig {
  /** Days built ahead. */
  readonly daysAhead: number;
  /** Days kept after they aired. */
  readonly daysBehind: number;
  /** IANA time zone of channels that name none. */
  readonly timezone: string;
}

/** The XMLTV guide. */
export interface GuideConfig {
  /** Last part of every channel id. */
  readonly domain: string;
  /** Time between two looks for changes. */
  readonly refreshMs: number;
  /** Whether filler and cards are entries of their own, however short. */
  readonly showsFiller: boolean;
  /** The solver answers one question within this time, or it is ended and the last guide stays. */
  readonly proofTimeoutMs: number;
  /** How programmes are worded on channels that do not say. */
  readonly templates: GuideTemplates;
}

/** Where media comes from. */
export interface LibrariesConfig {
  /** Folders of this machine. */
  readonly local: {
    /** Absolute paths, none inside the data folder. */
    readonly paths: readonly string[];
    /** Time between two scans. */
    readonly scanIntervalMs: number;
  };
}

/** Who is asked what media is. */
export interface MetadataConfig {
  /** False asks nobody and reads no NFO files: file names are all there is. */
  readonly isEnabled: boolean;
  /** ISO 639 codes of the languages wanted, the most wanted first; at least one. */
  readonly languages: readonly string[];
  /** TheTVDB, version 4. */
  readonly tvdb: {
    /** Null asks it nothing. */
    readonly apiKey: string | null;
    /** Of a subscriber, for keys that need one; null for none. */
    readonly pin: string | null;
  };
  /** The Movie Database, version 3. */
  readonly tmdb: {
    /** A key, or a read access token; null asks it nothing. */
    readonly apiKey: string | null;
  };
}

/** When a stream counts as ill. */
export interface HealthConfig {
  /** Between two looks at every channel. */
  readonly intervalMs: number;
  /** A channel without output for longer than this is unhealthy; a card is no output. */
  readonly unhealthyMs: number;
  /** Whether an unhealthy channel is restarted. */
  readonly isAutoRestart: boolean;
  /** An input whose media time stands still this long is given up. */
  readonly stallTimeoutMs: number;
  /** When a source that fails again and again is left alone. */
  readonly crashLoop: {
    /** Failures within the window. */
    readonly threshold: number;
    /** The window. */
    readonly windowMs: number;
    /** It is left alone for this time. */
    readonly cooldownMs: number;
  };
}

/** How often channels may be restarted (R1 to R3). */
export interface RestartConfig {
  /** Restarts of all channels in any 60 s; at most 10. */
  readonly perMinuteMax: number;
  /** Between two restarts of one channel; at least 30 s. */
  readonly cooldownMs: number;
  /** When a channel that fails is not tried again for a while. */
  readonly breaker: {
    /** Failures within the window. */
    readonly failuresMax: number;
    /** The window. */
    readonly windowMs: number;
    /** It is not tried for this time; at least 120 s. */
    readonly openMs: number;
  };
}

/** When a programme is played from elsewhere. */
export interface FailoverConfig {
  /** An input that delivers nothing at all for longer than this has failed. */
  readonly packetTimeoutMs: number;
  /** An input that failed is looked at again after this time. */
  readonly probeMs: number;
  /** A better input is gone back to no sooner than this after a switch. */
  readonly failbackMs: number;
}

/** Who may do what. */
export interface SecurityConfig {
  /** Needed for every change; null lets the program make one. */
  readonly adminToken: string | null;
  /** Needed in every stream, lineup and guide URL; null for none. */
  readonly streamToken: string | null;
  /** Whether private addresses may read what is not secret. */
  readonly isReadOnlyLanAllowed: boolean;
}

/** Figures for Prometheus. */
export interface MetricsConfig {
  /** False takes `/metrics` away. */
  readonly isEnabled: boolean;
}
