import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { LeaveReason, Viewer } from "../fanout/mod.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { SessionRecord, SessionState, Tuned, TuneRequest, TunerRecord, Tuning } from "../tuning.ts";
import type { ChannelManager } from "./channels.ts";

/** The table of tuners, as far as sessions need it. */
export interface TunerTable {
  /**
   * Takes a tuner for one more viewer; disposing gives it back.
   *
   * @throws {Fault} `unknown_tuner`, `tuner_in_use` or `all_tuners_in_use`.
   */
  acquire(
    wish: { channelId: string; wanted: number | null; address: string; isHolder?: boolean },
  ): Disposable;
  /** Keeps a tuner for whoever locked it, or gives it back to all. */
  reserve(index: number, isReserved: boolean): void;
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
export interface Watcher extends Pick<SessionRecord, "bytesSent" | "droppedBytes"> {
  /** Sends a viewer of a playlist away; a viewer of a stream is sent away by the end of that. */
  readonly sendAway?: () => void;
}

/** Who watches, and how. */
export type Visit = Pick<TuneRequest, "via" | "address" | "agent">;

/** How often whoever waits for a tuner looks whether one is free. */
const TUNER_LOOK_MS = 25;

interface Session {
  readonly record: Omit<SessionRecord, "bytesSent" | "droppedBytes" | "state">;
  readonly tuner: Disposable | null;
  /** The stream; null for a playlist. */
  readonly viewer: Viewer | null;
  /** What had been sent at the last look that found more than the one before, and when that was. */
  seen: { readonly bytes: number; readonly atMs: number };
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
   * @param tunerPatienceMs How long a viewer waits while all tuners are in use.
   */
  constructor(
    private readonly parts: SessionParts,
    private readonly sessionsPerChannelMax: number,
    private readonly tunerPatienceMs: number = LIMITS.tunerPatienceMs,
  ) {}

  /** See {@link Tuning.open}. */
  async open(request: TuneRequest): Promise<Tuned> {
    const { clock } = this.parts;
    const deadlineMs = clock.monotonicMs() + this.tunerPatienceMs;
    for (;;) {
      request.signal?.throwIfAborted();
      try {
        return this.#open(request);
      } catch (thrown) {
        if (!isBusy(thrown) || clock.monotonicMs() >= deadlineMs) throw thrown;
      }
      await clock.sleep(TUNER_LOOK_MS, request.signal);
    }
  }

  #open(request: TuneRequest): Tuned {
    const channel = this.parts.findChannel(request.number);
    this.#refuseStaller(request.address);
    this.refuseFull(channel);
    const { tuner: wanted, address, isHolder = false } = request;
    const tuner = request.via === "tuner"
      ? this.parts.tuners.acquire({ channelId: channel.id, wanted, address, isHolder })
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
   * @param viewer The stream, if the viewer has one.
   * @returns Key of the record.
   */
  record(
    channel: Channel,
    watcher: Watcher,
    visit: Visit,
    tuner: Disposable | null,
    viewer: Viewer | null = null,
  ): string {
    const { via, address, agent } = visit;
    const id = `s${++this.#lastId}`;
    const { clock } = this.parts;
    this.#sessions.set(watcher, {
      record: { id, channelId: channel.id, via, address, agent, startedAtMs: clock.wallMs() },
      ...{ tuner, viewer, seen: { bytes: 0, atMs: clock.monotonicMs() } },
    });
    this.parts.log.info("Viewer joined", { session: id, channel: channel.id, via, address, agent });
    return id;
  }

  /** See {@link Tuning.sessions}. */
  sessions(): readonly SessionRecord[] {
    return [...this.#sessions].map(([{ bytesSent, droppedBytes }, { record, viewer }]) => ({
      ...record,
      state: stateOf(bytesSent, viewer),
      bytesSent,
      droppedBytes,
    }));
  }

  /** See {@link Tuning.kick}. */
  kick(sessionId: string): void {
    const found = [...this.#sessions].find(([, { record }]) => record.id === sessionId);
    if (found === undefined) throw new Fault("not_found", `Cannot end session ${sessionId}: there is none`);
    const [watcher, { viewer }] = found;
    if (viewer === null) watcher.sendAway?.();
    else sendAway(viewer, "kicked");
  }

  /**
   * Looks for viewers that are gone without a word, until disposed.
   *
   * @param options A viewer that was sent nothing for `idleTimeoutMs` is gone; how often is looked.
   */
  watch(options: { readonly idleTimeoutMs: number; readonly cleanupIntervalMs: number }): Disposable {
    return this.parts.clock.every(options.cleanupIntervalMs, () => this.#endIdle(options.idleTimeoutMs));
  }

  /** See {@link Tuning.reserve}. */
  reserve(tuner: number, isReserved: boolean): void {
    this.parts.tuners.reserve(tuner, isReserved);
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

  #endIdle(timeoutMs: number): void {
    const nowMs = this.parts.clock.monotonicMs();
    for (const session of this.#sessions.values()) {
      const { viewer, seen } = session;
      // Who polls a playlist is looked after where playlists are.
      if (viewer === null) continue;
      if (viewer.bytesSent !== seen.bytes) session.seen = { bytes: viewer.bytesSent, atMs: nowMs };
      else if (nowMs - seen.atMs >= timeoutMs) sendAway(viewer, "idle");
    }
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
    const { durationMs, isPaced = false } = request;
    const viewer = this.parts.channels.open(channel).fanout.join(durationMs, { isPaced });
    return { sessionId: this.record(channel, viewer, request, tuner, viewer), body: viewer.body };
  }
}

/** Whether a tuner may be free in a moment. */
function isBusy(thrown: unknown): boolean {
  return thrown instanceof Fault && ["all_tuners_in_use", "tuner_in_use"].includes(thrown.code);
}

/** Ends a stream; one whose client does not take its bytes counts as stalled, for its socket stays (decision 39). */
function sendAway(viewer: Viewer, reason: LeaveReason): void {
  viewer.end(viewer.fullSinceMs === null ? reason : "stalled");
}

function stateOf(bytesSent: number, viewer: Viewer | null): SessionState {
  if (bytesSent === 0) return "starting";
  return viewer === null || viewer.fullSinceMs === null ? "active" : "waiting";
}
