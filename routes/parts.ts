import type { Aired } from "../src/aired.ts";
import type { Channel } from "../src/channel.ts";
import type { Clock } from "../src/clock.ts";
import type { EventBus } from "../src/events.ts";
import type { Priority } from "../src/ffmpeg/mod.ts";
import type { ChannelHealth, RestartState, RestartVerdict } from "../src/health/mod.ts";
import type { InputsFacts, InputsState, Stickiness } from "../src/inputs/mod.ts";
import type { Logger } from "../src/log.ts";
import type {
  ArtworkKind,
  BreakOrigin,
  BreakPoint,
  MediaFacts,
  MediaItem,
  MediaState,
} from "../src/media.ts";
import type { Image, MetadataView } from "../src/metadata/mod.ts";
import type { NowPlaying, Programme } from "../src/programme.ts";
import type { Remark } from "../src/schedule/mod.ts";
import type { Tuning } from "../src/tuning.ts";
import type { Documents } from "./document_parts.ts";
import type { Guide } from "./guide_parts.ts";
import type { ResponseBytes } from "./response_bytes.ts";

/** Everything the routes need, handed in; tests hand in fakes. */
export interface RouteParts {
  /** Version of the program. */
  readonly version: string;
  /** When the program started, milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Tells what time it is. */
  readonly clock: Clock;
  /** Where broken requests of our own making are reported. */
  readonly log: Logger;
  /** Where we listen and which address we hand out. */
  readonly server: ServerAddress;
  /** Who may do what. */
  readonly security: Security;
  /** The HDHomeRun we appear as. */
  readonly device: Device;
  /** Enabled channels, in any order; the information channel when there is none. */
  channels(): readonly Channel[];
  /** What airs when. */
  readonly authority: Authority;
  /** Channels, and what they are made of, as they are written. */
  readonly documents: Documents;
  /** What a channel really sent within [fromMs, toMs), by start; milliseconds since 1970. */
  aired(channelId: string, fromMs: number, toMs: number): readonly Aired[];
  /** Opens streams. */
  readonly tuning: Tuning;
  /**
   * How a channel is doing.
   *
   * @param channelId Key of a channel of {@link RouteParts.channels}.
   */
  runtime(channelId: string): ChannelRuntime;
  /** Who looks after the channels. */
  readonly care: Care;
  /** The media. */
  readonly library: Library;
  /** What is known of media beside their streams. */
  readonly metadata: Metadata;
  /** The published guide. */
  readonly guide: Guide;
  /** Live HLS. */
  readonly hls: Hls;
  /** A channel's logo as PNG. */
  logo(channel: Channel): Promise<Uint8Array<ArrayBuffer>>;
  /** The child processes that run now. */
  processes(): readonly ProcessRecord[];
  /** What happens. */
  readonly events: EventBus;
  /** The figures. */
  readonly metrics: {
    /** Everything in Prometheus' text format 0.0.4. */
    expose(): Promise<string>;
  };
  /** False hides `/metrics`. */
  readonly isMetricsEnabled: boolean;
  /** What must be true before clients are welcome, and whether it is. */
  readiness(): readonly ReadinessCheck[];
  /** The dashboard. */
  readonly staticFiles: StaticFiles;
}

/** Where we listen and which address we hand out. */
export interface ServerAddress {
  /** Port we listen on. */
  readonly port: number;
  /** Address to hand out when the client's own cannot be used; null for none. */
  readonly publicUrl: string | null;
  /** Addresses and blocks (`10.0.0.0/8`) whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Our own address in the local network, null when we have none. */
  readonly lanAddress: string | null;
}

/** Who may do what. */
export interface Security {
  /** Opens everything under `/api`; null opens nothing. */
  readonly adminToken: string | null;
  /** What tuner, playlist, guide and stream addresses must carry; null leaves them open. */
  readonly streamToken: string | null;
  /** Private addresses may read the API without a token. */
  readonly readOnlyLan: boolean;
}

/** The HDHomeRun we appear as. */
export interface Device {
  /** Eight hex digits. */
  readonly deviceId: string;
  /** 24 characters. */
  readonly deviceAuth: string;
  /** UUID without `uuid:` before it. */
  readonly udn: string;
  /** Name in the clients' lists. */
  readonly friendlyName: string;
  /** Number of tuners. */
  readonly tunerCount: number;
  /** False leaves all its routes out. */
  readonly isEnabled: boolean;
}

/** What airs when. */
export interface Authority {
  /** What is on at an instant; null outside the timeline. */
  nowPlaying(channelId: string, atMs: number): NowPlaying | null;
  /** The programmes that overlap a span, by start. */
  getTimeline(channelId: string, fromMs: number, toMs: number): Programme[];
  /** What the operator should know of a channel's timeline, oldest first. */
  remarks(channelId: string): readonly Remark[];
  /** Builds a channel's timeline anew; what is on air stays. */
  rebuild(channelId: string, fromMs: number, reason: string): Promise<void>;
  /** Rises with every change of a timeline. */
  version(): number;
}

/** How a channel is doing. */
export interface ChannelRuntime {
  /** `dormant`: wanted, but without a free process; `slate`: on air, but with the card only. */
  readonly state: "idle" | "starting" | "live" | "slate" | "dormant";
  /** Clients that watch it. */
  readonly viewers: number;
  /** Media time read ahead, in milliseconds. */
  readonly leadMs: number;
  /** Processes that work for it. */
  readonly processes: number;
  /** When its last packet that was no slate came, milliseconds since 1970; null for never. */
  readonly lastOutputMs: number | null;
  /** What is wrong, as a sentence; null when nothing is. */
  readonly fault: string | null;
}

/** Who looks after the channels: their inputs, their health, their restarts. */
export interface Care {
  /** What a channel's inputs are and do; null if it does not run. */
  inputs(channelId: string): RunningInputs | null;
  /** The health of every channel that runs. */
  health(): readonly ChannelHealth[];
  /** What is known of a channel's restarts, whether it runs or not; null if there is no such channel. */
  restarts(channelId: string): RestartState | null;
  /**
   * Restarts a channel that runs, if the rules allow it (R1 to R4).
   *
   * @throws {Fault} `tune_failed` if the restart failed.
   */
  requestRestart(channelId: string, reason: string): Promise<RestartVerdict>;
  /** For how long the rules refuse another restart of a channel, in milliseconds. */
  retryAfterMs(channelId: string): number;
  /** Restarts of all channels together. */
  restartRate(): {
    /** In the last 60 s. */
    readonly lastMinute: number;
    /** How many of them are allowed. */
    readonly max: number;
  };
  /** Growth of main's memory in the last ten minutes. */
  memory(): {
    /** In bytes. */
    readonly riseBytes: number;
    /** Whether it is more than caches explain. */
    readonly isRising: boolean;
  };
}

/** The inputs of a channel that runs. */
export interface RunningInputs {
  /** The failover machine. */
  readonly inputs: InputsState;
  /** What the input on air delivers; null while there is none. */
  readonly figures: InputsFacts["active"];
  /** Does what operators ask for. */
  readonly operator: {
    /** @throws {Fault} `unknown_input`, `input_degraded` or `no_programme`. */
    switchTo(id: string, sticky: Stickiness): void;
    /** @throws {Fault} `no_programme` while the channel cannot have a picture. */
    clearOverride(): void;
    /** @throws {Fault} `unknown_input`, or `no_programme` while the channel cannot have a picture. */
    reset(id: string): void;
  };
}

/** What part of the library is wanted. */
export interface MediaQuery {
  /** Only items of this state. */
  readonly state?: MediaState;
  /** Only items whose title, show or path contains all the words. */
  readonly search?: string;
  /** Items at most. */
  readonly limit: number;
  /** Where the page before ended; null for the first page. */
  readonly cursor: string | null;
}

/** A part of the library. */
export interface MediaPage {
  /** The items. */
  readonly items: readonly MediaItem[];
  /** Where the next page begins; null when there is none. */
  readonly nextCursor: string | null;
}

/** A configured folder and what is known of it. */
export interface LibraryFolder {
  /** Configured folder. */
  readonly folder: string;
  /** Items that can air. */
  readonly playable: number;
  /** Items that cannot. */
  readonly broken: number;
  /** Items whose file is gone. */
  readonly missing: number;
  /** When it was last looked at, milliseconds since 1970; null for never. */
  readonly scannedAtMs: number | null;
  /** Why it is unavailable now (an unmounted disk), or null. */
  readonly fault: string | null;
  /** Places below it that could not be read, and why. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

/** The media. */
export interface Library {
  /**
   * Items page by page.
   *
   * @throws {Fault} `bad_request` if the cursor is none of ours.
   */
  list(query: MediaQuery): MediaPage;
  /** Where an item may be interrupted, and what told of it, null while nobody looked; null if there is no such item. */
  breaks(itemId: number): {
    readonly origin: BreakOrigin | null;
    readonly points: readonly BreakPoint[];
  } | null;
  /** Every configured folder. */
  folders(): readonly LibraryFolder[];
  /** How far the current scan is. */
  scan(): {
    /** Whether one runs. */
    readonly state: "idle" | "scanning";
    /** Files looked at. */
    readonly done: number;
    /** Files found so far. */
    readonly total: number;
  };
}

/** What is known of media beside their streams. */
export interface Metadata {
  /**
   * What is known of an item, and what an operator says of it.
   *
   * @throws {Fault} `not_found`.
   */
  view(itemId: number): MetadataView;
  /**
   * Keeps what an operator says of an item; null takes it back.
   *
   * @throws {Fault} `not_found`.
   */
  setOverride(itemId: number, facts: MediaFacts | null): Promise<MetadataView>;
  /** An item's image; null if it has none, or none can be had now. */
  artwork(itemId: number, kind: ArtworkKind): Promise<Image | null>;
}

/** Who asks for a stream. */
export interface StreamClient {
  /** The client's address. */
  readonly address: string;
  /** The client's `User-Agent`, or an empty text. */
  readonly agent: string;
}

/** Live HLS. */
export interface Hls {
  /**
   * The playlist as it is now; starts the channel if need be.
   *
   * @param number Number of a channel of {@link RouteParts.channels}.
   * @param base What a segment's address begins with; its name follows.
   * @param client Who asks.
   * @throws {Fault} As {@link Tuning.open} does.
   */
  playlist(number: string, base: string, client: StreamClient): Promise<string>;
  /**
   * A segment; null when it is gone or not there yet. Keeps the client's session alive.
   *
   * @param name Its name in the playlist; another segment never has the same.
   */
  segment(channelId: string, name: string, client: StreamClient): Segment | null;
}

/** A segment of a playlist. */
export type Segment = ResponseBytes;

/** A child process. */
export interface ProcessRecord {
  /** Its id. */
  readonly pid: number;
  /** Key of the channel it works for. */
  readonly channelId: string;
  /** What it does. */
  readonly kind: string;
  /** Its place in the queue of those that wait for a start. */
  readonly priority: Priority;
  /** Whether it takes a core to itself. */
  readonly isEncode: boolean;
  /** When it began, milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** One thing that must be true before clients are welcome. */
export interface ReadinessCheck {
  /** Its name. */
  readonly name: string;
  /** Whether it is true. */
  readonly isReady: boolean;
  /** Why not, or how well. */
  readonly detail: string;
}

/** The dashboard's files. */
export interface StaticFiles {
  /**
   * A file; null when there is none.
   *
   * @param path Names joined by `/`; each of letters, digits, `_`, `-` and inner dots only.
   */
  read(path: string): Promise<StaticFile | null>;
}

/** One of the dashboard's files. */
export interface StaticFile {
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Strong entity tag, with its quotes. */
  readonly etag: string;
}
