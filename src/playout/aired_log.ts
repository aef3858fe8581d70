import type { Aired, AiredShelf } from "../aired.ts";
import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { Programme } from "../programme.ts";
import { GuideDrift } from "./guide_drift.ts";

/** What an aired log works with. */
export interface AiredLogParts {
  /** The channel. */
  readonly channel: { readonly id: string };
  /** Keeps it. */
  readonly aired: AiredShelf;
  /** Time. */
  readonly clock: Clock;
  /** Says that it could not be kept. */
  readonly log: Logger;
  /** Told how late programmes began. */
  readonly metrics: Metrics;
}

/** What is on air is noted so often, so that a crash loses no more. */
const SAVE_MS = 60_000;
/** Output that goes on farther off than this does not go on: nothing aired between, or the clock was set. */
const GAP_MS = 500;

/** Writes down what really goes out on one channel, as it goes. Nothing that happens here keeps anything from airing. */
export class AiredLog {
  readonly #drift: GuideDrift;
  #current: Aired | null = null;
  #savedAtMs = -Infinity;
  #warnedAtMs = -Infinity;

  /** Nothing aired yet. */
  constructor(private readonly parts: AiredLogParts) {
    this.#drift = new GuideDrift(parts.metrics, parts.channel.id);
  }

  /** An input goes on air; its first picture shows at `headMs`. */
  join(programme: Programme, input: string, headMs: number): void {
    const lateMs = this.#drift.join(programme, headMs);
    this.#begin({
      ...stretchOf(programme, headMs),
      input,
      lateMs: lateMs === null ? null : Math.round(lateMs),
    });
  }

  /** A piece of card goes on air at `headMs`. */
  card(programme: Programme, reason: string, headMs: number): void {
    const { card = null, programmeMs = null } = this.#current ?? {};
    if (card === reason && programmeMs === programme.startMs) return;
    this.#begin({ ...stretchOf(programme, headMs), card: reason });
  }

  /** Output was made from one instant to another, of what is on air. */
  reach(fromMs: number, untilMs: number): void {
    if (this.#current === null) return;
    const isApart = Math.abs(fromMs - this.#current.untilMs) > GAP_MS;
    const [fromWholeMs, untilWholeMs] = [Math.round(fromMs), Math.round(untilMs)];
    if (isApart) this.#begin({ ...this.#current, fromMs: fromWholeMs, untilMs: fromWholeMs, lateMs: null });
    this.#current = { ...this.#current, untilMs: untilWholeMs };
    if (this.parts.clock.monotonicMs() - this.#savedAtMs >= SAVE_MS) this.#save();
  }

  /** Nothing airs any more. */
  close(): void {
    this.#save();
    this.#current = null;
  }

  #begin(stretch: Aired): void {
    this.#save();
    this.#current = stretch;
    // Noted with its first piece of output.
    this.#savedAtMs = -Infinity;
  }

  #save(): void {
    const { channel, aired, clock, log } = this.parts;
    if (this.#current === null || this.#current.untilMs <= this.#current.fromMs) return;
    const nowMs = this.#savedAtMs = clock.monotonicMs();
    try {
      aired.record(channel.id, this.#current);
    } catch (thrown) {
      if (nowMs - this.#warnedAtMs < SAVE_MS) return;
      this.#warnedAtMs = nowMs;
      log.warn("What airs cannot be written down", { reason: messageOf(thrown) });
    }
  }
}

function stretchOf({ startMs, title, itemId }: Programme, headMs: number): Aired {
  const fromMs = Math.round(headMs);
  return {
    fromMs,
    untilMs: fromMs,
    programmeMs: startMs,
    title,
    itemId,
    input: null,
    card: null,
    lateMs: null,
  };
}
