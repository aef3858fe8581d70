import type { Metrics } from "../metrics/mod.ts";
import type { Programme } from "../programme.ts";

/** How far what viewers see is from what the guide says (metric `guide_drift_seconds`), programme by programme. */
export class GuideDrift {
  #sinceMs = Infinity;
  #measuredMs = -Infinity;

  /**
   * Has seen nothing yet.
   *
   * @param metrics Where it is told.
   * @param channelId The channel.
   */
  constructor(private readonly metrics: Metrics, private readonly channelId: string) {}

  /**
   * An input of a programme goes on air.
   *
   * @param programme The programme; one that began before the channel ran is not late, and only its first input counts.
   * @param headMs When its first picture shows, milliseconds since 1970.
   * @returns How late the programme begins with it; null if it began before.
   */
  join({ startMs }: Programme, headMs: number): number | null {
    this.#sinceMs = Math.min(this.#sinceMs, headMs);
    if (startMs < this.#sinceMs || startMs <= this.#measuredMs) return null;
    this.#measuredMs = startMs;
    this.metrics.set("guide_drift_seconds", (headMs - startMs) / 1_000, { channel_id: this.channelId });
    return headMs - startMs;
  }
}
