/** How a viewer reached us: `tuner` occupies one of the HDHomeRun's tuners, `iptv` and `hls` only a session. */
export type TuneVia = "tuner" | "iptv" | "hls";

/** A wish to watch. */
export interface TuneRequest {
  /** Channel number as the client wrote it. */
  readonly number: string;
  /** How the viewer reached us. */
  readonly via: TuneVia;
  /** The tuner asked for by its index; null leaves the choice to us. */
  readonly tuner: number | null;
  /** True if the client has locked the tuner it asks for. */
  readonly isHolder?: boolean;
  /** The client's address, for the session record. */
  readonly address: string;
  /** The client's `User-Agent`, or an empty text. */
  readonly agent: string;
  /** The stream ends by itself after this time; null for never. */
  readonly durationMs: number | null;
  /** True if the stream must never run ahead of the clock: its receiver has no room for a reserve. */
  readonly isPaced?: boolean;
  /** Ends the waiting for a tuner, with its reason; what was opened stays open. */
  readonly signal?: AbortSignal;
}

/** A granted wish: whole TS packets, starting with PAT, PMT and a key frame. Cancelling the body gives everything back. */
export interface Tuned {
  /** Key of the session record. */
  readonly sessionId: string;
  /** The endless stream. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** What a viewer does: has had nothing yet, is sent what is due, or has not taken its last bytes yet. */
export type SessionState = "starting" | "active" | "waiting";

/** The record of one viewer. */
export interface SessionRecord {
  /** Key, unique while the program runs. */
  readonly id: string;
  /** Key of the channel. */
  readonly channelId: string;
  /** How the viewer reached us. */
  readonly via: TuneVia;
  /** The client's address. */
  readonly address: string;
  /** The client's `User-Agent`. */
  readonly agent: string;
  /** When it began, milliseconds since 1970. */
  readonly startedAtMs: number;
  /** What the viewer does. */
  readonly state: SessionState;
  /** Bytes handed to the network so far. */
  readonly bytesSent: number;
  /** Bytes a slow client lost. */
  readonly droppedBytes: number;
}

/** One tuner, as `/status.json` shows it. */
export interface TunerRecord {
  /** Position, from 0. */
  readonly index: number;
  /** The channel it is tuned to, or null when idle. */
  readonly channelId: string | null;
  /** Address of the newest viewer, or null when the tuner only lingers. */
  readonly address: string | null;
}

/** The seam between those who tune (HTTP, later TCP 65001) and playout. */
export interface Tuning {
  /**
   * Opens a channel for one viewer; the first byte follows within 50 ms.
   *
   * @throws {Fault} `unknown_channel`, `unknown_tuner`, `all_tuners_in_use`, `tuner_in_use`, `too_many_sessions`,
   *   `tune_failed` or `shutting_down`.
   */
  open(request: TuneRequest): Promise<Tuned>;
  /** Live sessions, oldest first. */
  sessions(): readonly SessionRecord[];
  /**
   * Sends a viewer away: its stream ends, and its tuner is free for another channel. Who polls a playlist is refused
   * for a minute.
   *
   * @param sessionId Key of its record.
   * @throws {Fault} `not_found`.
   */
  kick(sessionId: string): void;
  /** Keeps a tuner, by its index, for the client that locked it, or gives it back to all. */
  reserve(tuner: number, isReserved: boolean): void;
  /** All tuners, by index. */
  tuners(): readonly TunerRecord[];
}
