import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { LeaveReason, Viewer } from "../fanout/mod.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { SessionRecord, Tuned, TuneRequest, TunerRecord, Tuning } from "../tuning.ts";
import type { ChannelManager } from "./channels.ts";

/** The table of tuners, as far as sessions need it. */
export interface TunerTable {
  /**
   * Takes a tuner for one more viewer; disposing gives it back.
   *
   * @throws {Fault} `unknown_tuner`, `tuner_in_use` or `all_tuners_in_use`.
   */
  acquire(wish: { channelId: string; wanted: number | null; address: string }): Disposable;
  /** All tuners, by index. */
  list(): TunerRecord[];
}

/** What sessions are made of. */
export interface SessionParts {
  /** Finds an enabled channel by its number. */
  readonly findChannel: (number: string) => Channel | null;
  /** Runs channels. */
  readonly channels: ChannelManager;
  /** Counts tuners. */
  readonly tuners: TunerTable;
  /** Time. */
  readonly clock: Clock;
  /** Says who came and went. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
}

interface Session {
  readonly record: Omit<SessionRecord, "bytesSent" | "droppedBytes">;
  readonly viewer: Viewer;
  readonly tuner: Disposable | null;
}

/** Keeps the record of every viewer: who watches what, since when, how much, over which tuner. */
export class SessionManager implements Tuning {
  readonly #sessions = new Map<Viewer, Session>();
  #lastId = 0;
  /** Addresses of viewers that are gone but whose sockets are not. */
  readonly #stalled = new Map<Viewer, string>();

  /**
   * Nobody watches yet.
   *
   * @param parts What sessions are made of.
   * @param sessionsPerChannelMax Viewers one channel may have.
   */
  constructor(private readonly parts: SessionParts, private readonly sessionsPerChannelMax: number) {}

  /** See {@link Tuning.open}. */
  // deno-lint-ignore require-await -- the seam is asynchronous: a later tuner may have to wait for hardware.
  async open(request: TuneRequest): Promise<Tuned> {
    const channel = this.#find(request.number);
    this.#refuseStaller(request.address);
    const count = this.#count(channel.id);
    if (count >= this.sessionsPerChannelMax) {
      const max = this.sessionsPerChannelMax;
      throw new Fault(
        "too_many_sessions",
        `Cannot open channel ${channel.number}: all ${max} sessions are in use`,
      );
    }
    const tuner = request.via === "tuner"
      ? this.parts.tuners.acquire({ channelId: channel.id, wanted: request.tuner, address: request.address })
      : null;
    try {
      return this.#join(channel, request, tuner);
    } catch (thrown) {
      tuner?.[Symbol.dispose]();
      throw thrown;
    }
  }

  /** See {@link Tuning.sessions}. */
  sessions(): readonly SessionRecord[] {
    return [...this.#sessions.values()].map(({ record, viewer }) => ({
      ...record,
      bytesSent: viewer.bytesSent,
      droppedBytes: viewer.droppedBytes,
    }));
  }

  /** See {@link Tuning.tuners}. */
  tuners(): readonly TunerRecord[] {
    return this.parts.tuners.list();
  }

  /** Closes the record of a viewer that is gone; to be called by the channel it watched. */
  close(viewer: Viewer, reason: LeaveReason): void {
    const session = this.#sessions.get(viewer);
    if (session === undefined) return;
    this.#sessions.delete(viewer);
    session.tuner?.[Symbol.dispose]();
    if (reason === "stalled") this.#setStalled(viewer, session.record.address);
    this.parts.log.info("Viewer left", {
      session: session.record.id,
      channel: session.record.channelId,
      reason,
      bytes: viewer.bytesSent,
    });
  }

  /** The socket of a viewer that was closed as stalled is free; to be called by the channel it watched. */
  free(viewer: Viewer): void {
    this.#setStalled(viewer, null);
  }

  #setStalled(viewer: Viewer, address: string | null): void {
    if (address === null) this.#stalled.delete(viewer);
    else this.#stalled.set(viewer, address);
    this.parts.metrics.set("stalled_sockets", this.#stalled.size);
  }

  /** Each stalled socket holds megabytes that nothing gives back before its client reacts. */
  #refuseStaller(address: string): void {
    const own = [...this.#stalled.values()].filter((other) => other === address).length;
    const { stalledSocketsMax, stalledSocketsPerAddressMax } = LIMITS;
    if (own < stalledSocketsPerAddressMax && this.#stalled.size < stalledSocketsMax) return;
    throw new Fault("too_many_sessions", `Cannot open a stream: ${own} stalled ones of ${address} hang on`);
  }

  #find(number: string): Channel {
    const channel = this.parts.findChannel(number);
    if (channel !== null) return channel;
    throw new Fault(
      "unknown_channel",
      `Cannot tune: there is no channel ${number.slice(0, NUMBER_SHOWN_MAX)}`,
    );
  }

  #count(channelId: string): number {
    let count = 0;
    for (const { record } of this.#sessions.values()) if (record.channelId === channelId) count += 1;
    return count;
  }

  #join(channel: Channel, request: TuneRequest, tuner: Disposable | null): Tuned {
    const { clock, channels, log } = this.parts;
    const viewer = channels.open(channel).fanout.join(request.durationMs);
    const { via, address, agent } = request;
    const id = `s${++this.#lastId}`;
    const record = { id, channelId: channel.id, via, address, agent, startedAtMs: clock.wallMs() };
    this.#sessions.set(viewer, { record, viewer, tuner });
    log.info("Viewer joined", { session: id, channel: channel.id, via, address, agent });
    return { sessionId: id, body: viewer.body };
  }
}

/** Of a number nobody has, this much is repeated in the error. */
const NUMBER_SHOWN_MAX = 32;
