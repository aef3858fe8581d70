import type { Channel } from "../channel.ts";
import { Fault, messageOf } from "../fault.ts";
import { Fanout, type HlsWindow } from "../fanout/mod.ts";
import { LIMITS } from "../limits.ts";
import { scaleBudget } from "../reliability.ts";
import type {
  ChannelOptions,
  ChannelParts,
  ChannelPlayout,
  ChannelRuntime,
  RunningChannel,
  RunningFacts,
} from "./channel_parts.ts";
import { HlsNumbers } from "./hls_numbers.ts";

const IDLE: ChannelRuntime = {
  state: "idle",
  viewers: 0,
  leadMs: 0,
  bytes: 0,
  lastOutputMs: null,
  fault: null,
};

/** Bounds of one ring: a minute at 60 Mbit/s, and a few GOPs at 3. */
const RING_BYTES_MAX = 450_000_000;
const RING_BYTES_MIN = 4_000_000;

/** A channel whose playout failed asks for its restart this often; until then it shows a card. */
const ASK_EVERY_MS = 5_000;

/** A playout that broke sooner than this is replaced after a wait, which doubles each time. */
const LONG_LIFE_MS = 10_000;
const BROKEN_WAIT_MS = 1_000;
const BROKEN_WAIT_MAX_MS = 10_000;

interface Running extends RunningChannel {
  channel: Channel;
  playout: ChannelPlayout;
  /** Ends the present playout, so that another one takes over. */
  turn: AbortController;
  /** When the present playout began, milliseconds since 1970. */
  sinceMs: number;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  emptySinceMs: number | null;
}

/** Starts channels when they are wanted, shares each among all its viewers, and stops what nobody needs. */
export class ChannelManager implements AsyncDisposable {
  readonly #running = new Map<string, Running>();
  readonly #stopping = new Set<Promise<void>>();
  readonly #sweep: Disposable;
  readonly #hlsNumbers: HlsNumbers;
  #makingRoom: Promise<void> | null = null;
  /** Whether channels nobody watches run. */
  #isBegun = false;
  #isClosed = false;

  /** No channel runs yet. */
  constructor(private readonly parts: ChannelParts, private readonly options: ChannelOptions) {
    this.#hlsNumbers = new HlsNumbers(parts.clock);
    this.#sweep = parts.clock.every(SWEEP_MS, () => this.#stopUnwanted());
  }

  /** Starts every channel that runs whether somebody watches or not. */
  startContinuous(channels: readonly Channel[]): void {
    this.#isBegun = true;
    for (const channel of channels) if (channel.lifecycle === "continuous") this.open(channel);
  }

  /**
   * Brings what runs in line with channels that were edited. Viewers of a channel stay whatever becomes of it, unless it
   * is gone; one whose profile changed gets another playout as soon as the door of restarts lets it in (R4).
   *
   * @param channels All enabled channels.
   */
  update(channels: readonly Channel[]): void {
    for (const running of this.#running.values()) {
      const { id, profile } = running.channel;
      const channel = channels.find((one) => one.id === id);
      if (channel === undefined) {
        this.#stop(running);
        continue;
      }
      running.channel = channel;
      if (channel.profile !== profile) void this.#changeProfile(running);
    }
    if (this.#isBegun) this.startContinuous(channels);
  }

  /**
   * The running channel, started if need be.
   *
   * @throws {Fault} `shutting_down`.
   */
  open(channel: Channel): RunningChannel {
    if (this.#isClosed) {
      throw new Fault("shutting_down", `Cannot open channel ${channel.number}: shutting down`);
    }
    const running = this.#running.get(channel.id) ?? this.#start(channel);
    running.emptySinceMs = null;
    return running;
  }

  /** A channel, if it runs. */
  running(channelId: string): RunningChannel | null {
    return this.#running.get(channelId) ?? null;
  }

  /** What a channel is doing. */
  runtime(channelId: string): ChannelRuntime {
    const running = this.#running.get(channelId);
    if (running === undefined) return IDLE;
    const { fanout, playout, hlsViewers } = running;
    return {
      state: playout.state,
      viewers: fanout.viewers.size + hlsViewers.size,
      leadMs: Math.round(fanout.leadMs),
      bytes: fanout.bytes,
      lastOutputMs: playout.lastOutputMs,
      fault: playout.fault,
    };
  }

  /** Ends a channel's playlist: nobody polls it any more. */
  closeHls(channelId: string): void {
    const running = this.#running.get(channelId);
    if (running !== undefined) this.#closeHls(running);
  }

  /**
   * The channel that has been without a viewer for longest gives its processes up; one at a time.
   *
   * @returns True once it has; false if there is none.
   */
  async makeRoom(): Promise<boolean> {
    const idle = [...this.#running.values()].filter(({ fanout, playout }) =>
      !fanout.isWatched && playout.hasInputs && playout.state !== "dormant"
    );
    idle.sort((one, other) => (one.emptySinceMs ?? Infinity) - (other.emptySinceMs ?? Infinity));
    if (this.#makingRoom === null && idle[0] === undefined) return false;
    this.#makingRoom ??= idle[0]?.playout.rest().finally(() => this.#makingRoom = null) ?? null;
    await this.#makingRoom;
    return true;
  }

  /**
   * Tears a channel's playout down and up again; viewers stay connected. Only for the door of restarts (R4).
   *
   * @returns When another playout has taken over; at once if the channel does not run.
   */
  async renewPlayout(channelId: string): Promise<void> {
    const running = this.#running.get(channelId);
    if (running === undefined) return;
    const { playout } = running;
    running.turn.abort();
    const { clock } = this.parts;
    const untilMs = clock.monotonicMs() + LIMITS.restartTimeoutMs;
    while (running.playout === playout && !running.stop.signal.aborted && clock.monotonicMs() < untilMs) {
      await clock.sleep(RENEWAL_LOOK_MS, running.stop.signal);
    }
  }

  /** The channels that run, for those who look after their health. */
  facts(): RunningFacts[] {
    return [...this.#running.values()].map(({ channel, playout, fanout, sinceMs }) => ({
      channel,
      sinceMs,
      isWatched: fanout.isWatched,
      isDormant: playout.state === "dormant",
      lastOutputMs: playout.lastOutputMs,
    }));
  }

  /** What a channel's inputs are and do; null if it does not run. */
  inputs(channelId: string): Pick<ChannelPlayout, "inputs" | "figures" | "operator"> | null {
    return this.#running.get(channelId)?.playout ?? null;
  }

  /** Ends every channel and its viewers' streams. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#sweep[Symbol.dispose]();
    for (const running of this.#running.values()) this.#stop(running);
    await Promise.all(this.#stopping);
  }

  #start(channel: Channel): Running {
    this.parts.onRunning(channel, true, 0);
    const fanout = new Fanout(this.parts, { ...this.options, bytesMax: () => this.#shareBytes() });
    const stop = new AbortController();
    const playout = this.parts.makePlayout(channel, fanout, true);
    const running: Running = {
      channel,
      fanout,
      playout,
      turn: new AbortController(),
      sinceMs: this.parts.clock.wallMs(),
      stop,
      done: Promise.resolve().then(() => this.#supervise(running)),
      emptySinceMs: this.parts.clock.monotonicMs(),
      hls: () => this.#hls(running),
      hlsViewers: new Set(),
    };
    this.#running.set(channel.id, running);
    this.parts.log.info("Channel started", { channel: channel.number, name: channel.name });
    return running;
  }

  #shareBytes(): number {
    return scaleBudget(RING_BYTES_MAX, this.#running.size, this.options.cacheBudgetBytes, RING_BYTES_MIN);
  }

  /** A playout ends when it is told to, or breaks one of our own rules; then another takes over its output. */
  async #supervise(running: Running): Promise<void> {
    const { stop } = running;
    const { clock } = this.parts;
    for (let waitMs = 0; !stop.signal.aborted;) {
      const beganMs = clock.monotonicMs();
      try {
        await running.playout.run(AbortSignal.any([stop.signal, running.turn.signal]));
        if (!stop.signal.aborted) this.#renew(running, true);
      } catch (thrown) {
        // What a channel that is told to end breaks on is its end.
        if (stop.signal.aborted) return;
        // One that breaks at once, again and again, must not keep all others from the processor.
        const hadLongLife = clock.monotonicMs() - beganMs >= LONG_LIFE_MS;
        waitMs = hadLongLife ? 0 : Math.min(BROKEN_WAIT_MAX_MS, Math.max(BROKEN_WAIT_MS, 2 * waitMs));
        await this.#replaceBroken(running, messageOf(thrown), waitMs);
      }
    }
  }

  /** A card covers the channel until the door of restarts opens. */
  async #replaceBroken(running: Running, reason: string, waitMs: number): Promise<void> {
    const { stop, channel } = running;
    this.parts.log.error("Channel failed, and shows a card until it is restarted", {
      channel: channel.number,
      reason,
    });
    await this.parts.clock.sleep(waitMs, stop.signal);
    if (stop.signal.aborted) return;
    this.#renew(running, false);
    void this.#askRestart(running, reason);
  }

  #renew(running: Running, mayOpen: boolean): void {
    // Whoever asks for a restart of the one before asks in vain.
    running.turn.abort();
    running.turn = new AbortController();
    running.sinceMs = this.parts.clock.wallMs();
    running.fanout.restart();
    running.playout = this.parts.makePlayout(running.channel, running.fanout, mayOpen);
  }

  /** What is on air stays until the new profile has a picture. */
  async #changeProfile(running: Running): Promise<void> {
    await this.parts.whenReady(running.channel, running.stop.signal);
    if (!running.stop.signal.aborted) await this.#askRestart(running, "its profile was changed");
  }

  /** Asks until the door opens: then {@link renewPlayout} ends the playout that shows a card. */
  async #askRestart({ channel, turn, stop }: Running, reason: string): Promise<void> {
    const over = AbortSignal.any([turn.signal, stop.signal]);
    while (!over.aborted) {
      try {
        if (await this.parts.requestRestart(channel.id, reason)) return;
      } catch (thrown) {
        this.parts.log.error("Channel could not be restarted", {
          channel: channel.number,
          reason: messageOf(thrown),
        });
      }
      await this.parts.clock.sleep(ASK_EVERY_MS, over);
    }
  }

  #hls({ channel, fanout }: Running): HlsWindow {
    const { segmentMs, window } = this.options;
    return fanout.hls(() => ({ segmentMs, window, ...this.#hlsNumbers.begin(channel.id) }));
  }

  #closeHls({ channel, fanout }: Running): void {
    const closed = fanout.closeHls();
    if (closed !== null) this.#hlsNumbers.keep(channel.id, closed.nextSequence);
  }

  #stopUnwanted(): void {
    const nowMs = this.parts.clock.monotonicMs();
    for (const running of this.#running.values()) {
      if (running.fanout.isWatched) {
        running.emptySinceMs = null;
        continue;
      }
      running.emptySinceMs ??= nowMs;
      const isWanted = running.channel.lifecycle === "continuous";
      if (nowMs - running.emptySinceMs < this.options.lingerMs) continue;
      if (!isWanted) this.#stop(running);
      else if (this.parts.hasSurplus()) void this.makeRoom();
    }
  }

  /** Takes a channel off the list at once, so that the next viewer starts it anew, and ends it in the background. */
  #stop(running: Running): void {
    this.#running.delete(running.channel.id);
    const nowMs = this.parts.clock.monotonicMs();
    this.parts.onRunning(running.channel, false, nowMs - (running.emptySinceMs ?? nowMs));
    const stopped: Promise<void> = this.#end(running).finally(() => this.#stopping.delete(stopped));
    this.#stopping.add(stopped);
  }

  async #end(running: Running): Promise<void> {
    this.#closeHls(running);
    running.fanout[Symbol.dispose]();
    running.stop.abort();
    await running.done;
    this.parts.log.info("Channel stopped", { channel: running.channel.number, name: running.channel.name });
  }
}

/** How often a restart looks whether it is done. */
const RENEWAL_LOOK_MS = 20;

/** How often channels are looked after. */
const SWEEP_MS = 500;
