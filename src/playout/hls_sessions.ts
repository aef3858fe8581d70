import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { ChannelManager, RunningChannel } from "./channels.ts";

/** What playlists are served with. */
export interface HlsParts {
  /** Finds an enabled channel by its number. */
  readonly findChannel: (number: string) => Channel | null;
  /** Runs channels. */
  readonly channels: ChannelManager;
  /** Time. */
  readonly clock: Clock;
}

/** A playlist nobody has polled for so long is closed: three target durations and a little. */
const IDLE_MS = 30_000;

/** A first segment that takes longer than this is a failed tune. */
const FIRST_SEGMENT_TIMEOUT_MS = 5_000;

/** How often a cold channel is asked for its first segment. */
const POLL_MS = 25;

/** Serves live playlists and keeps a channel running while somebody polls its playlist. */
export class HlsSessions implements Disposable {
  readonly #polledAtMs = new Map<string, number>();
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
   * @param base What a segment's address begins with: `<base><sequence>.ts`.
   * @throws {Fault} `unknown_channel`, `tune_failed` or `shutting_down`.
   */
  async playlist(number: string, base: string): Promise<string> {
    const { clock } = this.parts;
    const channel = this.#find(number);
    const running = this.parts.channels.open(channel);
    this.#polledAtMs.set(channel.id, clock.monotonicMs());
    await this.#firstSegment(running);
    const wallAtZeroMs = clock.wallMs() - running.fanout.playheadMs;
    return running.hls().playlist((sequence) => `${base}${sequence}.ts`, wallAtZeroMs);
  }

  /** The bytes of a segment; null when it is not there (any more), or nobody polls the channel's playlist. */
  segment(channelId: string, sequence: number): Uint8Array<ArrayBuffer> | null {
    if (!this.#polledAtMs.has(channelId)) return null;
    this.#polledAtMs.set(channelId, this.parts.clock.monotonicMs());
    return this.parts.channels.running(channelId)?.hls().segment(sequence) ?? null;
  }

  /** Closes every playlist. */
  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#sweep[Symbol.dispose]();
    for (const channelId of this.#polledAtMs.keys()) this.parts.channels.closeHls(channelId);
    this.#polledAtMs.clear();
  }

  async #firstSegment(running: RunningChannel): Promise<void> {
    const { clock } = this.parts;
    const { signal } = this.#stop;
    const deadlineMs = clock.monotonicMs() + FIRST_SEGMENT_TIMEOUT_MS;
    const cannot = `Cannot make a playlist of channel ${running.channel.number}`;
    // Asked for anew each time: a channel that starts again begins another playlist.
    while (!running.hls().isReady) {
      if (clock.monotonicMs() > deadlineMs) throw new Fault("tune_failed", `${cannot}: no segment in time`);
      await clock.sleep(POLL_MS, signal);
      if (signal.aborted) throw new Fault("shutting_down", `${cannot}: shutting down`);
    }
  }

  #find(number: string): Channel {
    const channel = this.parts.findChannel(number);
    if (channel !== null) return channel;
    throw new Fault("unknown_channel", `Cannot play: there is no channel ${number.slice(0, 32)}`);
  }

  #closeIdle(): void {
    const nowMs = this.parts.clock.monotonicMs();
    for (const [channelId, polledAtMs] of this.#polledAtMs) {
      if (nowMs - polledAtMs < IDLE_MS) continue;
      this.#polledAtMs.delete(channelId);
      this.parts.channels.closeHls(channelId);
    }
  }
}
