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
  /**
   * Finds an enabled channel by its number.
   *
   * @throws {Fault} `unknown_channel`.
   */
  readonly findChannel: (number: string) => Channel;
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

/** Whom a session is of: a viewer of a stream, or of a playlist. */
export type Watcher = Pick<SessionRecord, "bytesSent" | "droppedBytes">;

/** Who watches, and how. */
export type Visit = Pick<TuneRequest, "via" | "address" | "agent">;

interface Session {
  readonly record: Omit<SessionRecord, keyof Watcher>;
  readonly tuner: Disposable | null;
}

/** Keeps the record of every viewer: who watches what, since when, how much, over which tuner. */
export class SessionManager implements Tuning {
  readonly #sessions = new Map<Watcher, Session>();
  #lastId = 0;
  /** Addresses of viewers that are gone but whose sockets are not. */
  readonly #stalled = new Map<Watcher, string>();

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
    const channel = this.parts.findChannel(request.number);
    this.#refuseStaller(request.address);
    this.refuseFull(channel);
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

  /**
   * To be called before somebody joins a channel.
   *
   * @throws {Fault} `too_many_sessions` if it has as many viewers as it may.
   */
  refuseFull(channel: Channel): void {
    const max = this.sessionsPerChannelMax;
    if (this.#count(channel.id) < max) return;
    throw new Fault(
      "too_many_sessions",
      `Cannot open channel ${channel.number}: all ${max} sessions are in use`,
    );
  }

  /**
   * Opens the record of a viewer; {@link SessionManager.close} ends it.
   *
   * @param tuner Given back when the record is closed.
   * @returns Key of the record.
   */
  record(channel: Channel, watcher: Watcher, visit: Visit, tuner: Disposable | null): string {
    const { via, address, agent } = visit;
    const id = `s${++this.#lastId}`;
    const startedAtMs = this.parts.clock.wallMs();
    this.#sessions.set(watcher, {
      record: { id, channelId: channel.id, via, address, agent, startedAtMs },
      tuner,
    });
    this.parts.log.info("Viewer joined", { session: id, channel: channel.id, via, address, agent });
    return id;
  }

  /** See {@link Tuning.sessions}. */
  sessions(): readonly SessionRecord[] {
    return [...this.#sessions].map(([{ bytesSent, droppedBytes }, { record }]) => ({
      ...record,
      bytesSent,
      droppedBytes,
    }));
  }

  /** See {@link Tuning.tuners}. */
  tuners(): readonly TunerRecord[] {
    return this.parts.tuners.list();
  }

  /** Closes the record of a viewer that is gone; to be called by what it watched. */
  close(viewer: Watcher, reason: LeaveReason): void {
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

  #setStalled(viewer: Watcher, address: string | null): void {
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

  #count(channelId: string): number {
    let count = 0;
    for (const { record } of this.#sessions.values()) if (record.channelId === channelId) count += 1;
    return count;
  }

  #join(channel: Channel, request: TuneRequest, tuner: Disposable | null): Tuned {
    const viewer = this.parts.channels.open(channel).fanout.join(request.durationMs);
    return { sessionId: this.record(channel, viewer, request, tuner), body: viewer.body };
  }
}
