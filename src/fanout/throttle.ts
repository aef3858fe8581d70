/**
 * How fast a viewer is served.
 *
 * `realtime`: never ahead of the clock; `burst`: at once a reserve of `burstMs`, then real time; `adaptive`: like burst,
 * but a client that could not take its data gets the reserve back slowly; `disabled`: everything there is.
 */
export type ThrottleMode = "realtime" | "burst" | "adaptive" | "disabled";

/** What the throttle looks at. */
export interface ThrottleInput {
  /** Where the channel's clock stands, milliseconds on the media clock. */
  readonly playheadMs: number;
  /** Reserve of a client, in milliseconds of media. */
  readonly burstMs: number;
  /** How long ago the client last refused data; null when it never did. */
  readonly sinceRefusedMs: number | null;
}

/** After a refusal the reserve takes this long to grow back. */
const RECOVERY_MS = 10_000;

/**
 * Up to which instant of the media clock a viewer may be sent media now.
 *
 * Pacing by the media clock, not by bytes, holds the rate for chunks of any size.
 */
export function horizonMs(
  mode: ThrottleMode,
  { playheadMs, burstMs, sinceRefusedMs }: ThrottleInput,
): number {
  switch (mode) {
    case "realtime":
      return playheadMs;
    case "burst":
      return playheadMs + burstMs;
    case "adaptive":
      return playheadMs + burstMs * Math.min(1, (sinceRefusedMs ?? RECOVERY_MS) / RECOVERY_MS);
    case "disabled":
      return Infinity;
  }
}
