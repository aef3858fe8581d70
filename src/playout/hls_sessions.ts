import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { LeaveReason } from "../fanout/mod.ts";
import { Fault } from "../fault.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { TuneRequest } from "../tuning.ts";
import type { RunningChannel } from "./channel_parts.ts";
import type { ChannelManager } from "./channels.ts";
import type { SessionManager, Watcher } from "./sessions.ts";

/** What playlists are served with. */
export interface HlsParts {
  /** Finds an enabled channel by its number. */
  readonly findChannel: (number: string) => Channel;
  /** Runs channels. */
  readonly channels: ChannelManager;
  /** Keeps the records of viewers. */
  readonly sessions: Pick<SessionManager, "refuseFull" | "record" | "close">;
  /** Time. */
  readonly clock: Clock;
  /** Counts. */
  readonly metrics: Metrics;
}

/** A segment on its way to a client. */
export interface ServedSegment {
  /** Bytes in all. */
  readonly length: number;
  /** Its bytes, for one response: shared with all other viewers, not copied. */
  open(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Who asks; each address and agent is one viewer. */
export type HlsClient = Pick<TuneRequest, "address" | "agent">;

interface HlsViewer extends Watcher {
  bytesSent: number;
  readonly channelId: string;
  seenAtMs: number;
}

/** A viewer who has asked for nothing so long is gone: three target durations and a little. */
const IDLE_MS = 30_000;

/** A viewer who was sent away is refused for so long: no player polls on in vain for that time. */
const BARRED_MS = 60_000;

/** A first segment that takes longer than this is a failed tune. */
const FIRST_SEGMENT_TIMEOUT_MS = 5_000;

/** How often a cold channel is asked for its first segment. */
const POLL_MS = 25;

/** Serves live playlists, keeps who polls them as viewers, and a channel running while it has any. */
export class HlsSessions implements Disposable {
  readonly #viewers = new Map<string, HlsViewer>();
  /** Those who were sent away, and until when. */
  readonly #barredUntilMs = new Map<string, number>();
  readonly #sweep: Disposable;
  readonly #stop = new AbortController();

  /** Nobody polls yet. */
  constructor(private readonly parts: HlsParts) {
    this.#sweep = parts.clock.every(IDLE_MS / 10, () => this.#closeIdle());
  }

  /**
   * The playlist of a channel, once it has a segment.
   *
   * @param number Channel number as the client wrote it.
   * @param base What a segment's address begins with; its name follows.
   * @param client Who asks.
   * @throws {Fault} `unknown_channel`, `too_many_sessions`, `forbidden` to who was sent away, `tune_failed` or
   *   `shutting_down`.
   */
  async playlist(number: string, base: string, client: HlsClient): Promise<string> {
    const running = this.#attend(this.parts.findChannel(number), client);
    await this.#firstSegment(running);
    return running.hls().playlist(base);
  }

  /**
   * A segment; null when it is not there (any more), or nobody polls the channel's playlist.
   *
   * @param name Its name in the playlist.
   */
  segment(channelId: string, name: string, client: HlsClient): ServedSegment | null {
    const { channels, clock, metrics } = this.parts;
    const running = channels.running(channelId);
    if (running === null || running.hlsViewers.size === 0) return null;
    if (this.#isBarred(keyOf(channelId, client))) return null;
    // A player may fetch segments under another name than its playlist; its polls are then what counts.
    const viewer = this.#viewers.get(keyOf(channelId, client));
    if (viewer !== undefined) viewer.seenAtMs = clock.monotonicMs();
    const segment = running.hls().segment(name);
    if (segment === null) return null;
    const { length, parts } = segment;
    const open = () => {
      if (viewer !== undefined) viewer.bytesSent += length;
      metrics.count("fanout_bytes_total", {}, length);
      return ReadableStream.from(parts);
    };
    return { length, open };
  }

  /** Sends the viewers of channels away that are no more. */
  retain(channelIds: ReadonlySet<string>): void {
    for (const [key, { channelId }] of this.#viewers) {
      if (!channelIds.has(channelId)) this.#leave(key, "channel");
    }
  }

  /** Closes every playlist. */
  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#sweep[Symbol.dispose]();
    for (const key of this.#viewers.keys()) this.#leave(key, "channel");
  }

  /** Lets a client in, or notes that it is still there. */
  #attend(channel: Channel, client: HlsClient): RunningChannel {
    const { channels, sessions, clock } = this.parts;
    const key = keyOf(channel.id, client);
    if (this.#isBarred(key)) {
      throw new Fault("forbidden", `Cannot play channel ${channel.number}: you were sent away a moment ago`);
    }
    const known = this.#viewers.get(key);
    if (known === undefined) sessions.refuseFull(channel);
    const running = channels.open(channel);
    const viewer = known ?? {
      ...{ channelId: channel.id, bytesSent: 0, droppedBytes: 0, seenAtMs: 0 },
      sendAway: () => this.#sendAway(key),
    };
    viewer.seenAtMs = clock.monotonicMs();
    running.hlsViewers.add(viewer);
    if (known === undefined) {
      this.#viewers.set(key, viewer);
      sessions.record(channel, viewer, { ...client, via: "hls" }, null);
    }
    return running;
  }

  #sendAway(key: string): void {
    this.#barredUntilMs.set(key, this.parts.clock.monotonicMs() + BARRED_MS);
    this.#leave(key, "kicked");
  }

  #isBarred(key: string): boolean {
    const untilMs = this.#barredUntilMs.get(key) ?? -Infinity;
    return this.parts.clock.monotonicMs() < untilMs;
  }

  /** The last one closes the playlist. */
  #leave(key: string, reason: LeaveReason): void {
    const viewer = this.#viewers.get(key);
    if (viewer === undefined) return;
    const { channels, sessions } = this.parts;
    this.#viewers.delete(key);
    sessions.close(viewer, reason);
    const others = channels.running(viewer.channelId)?.hlsViewers;
    others?.delete(viewer);
    if (others?.size === 0) channels.closeHls(viewer.channelId);
  }

  async #firstSegment(running: RunningChannel): Promise<void> {
    const { clock } = this.parts;
    const { signal } = this.#stop;
    const deadlineMs = clock.monotonicMs() + FIRST_SEGMENT_TIMEOUT_MS;
    const cannot = `Cannot make a playlist of channel ${running.channel.number}`;
    // Asked for anew each time: what is due changes, and a channel that starts again begins another playlist.
    while (!running.hls().isReady) {
      if (clock.monotonicMs() > deadlineMs) throw new Fault("tune_failed", `${cannot}: no segment in time`);
      await clock.sleep(POLL_MS, signal);
      if (signal.aborted) throw new Fault("shutting_down", `${cannot}: shutting down`);
    }
  }

  #closeIdle(): void {
    const nowMs = this.parts.clock.monotonicMs();
    for (const key of this.#barredUntilMs.keys()) if (!this.#isBarred(key)) this.#barredUntilMs.delete(key);
    for (const [key, { channelId, seenAtMs }] of this.#viewers) {
      if (nowMs - seenAtMs >= IDLE_MS) this.#leave(key, "client");
      // A channel that was stopped and started meanwhile has no playlist; with one, it stays watched.
      else this.parts.channels.running(channelId)?.hls();
    }
  }
}

function keyOf(channelId: string, { address, agent }: HlsClient): string {
  return JSON.stringify([channelId, address, agent]);
}
