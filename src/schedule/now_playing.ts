import type { NowPlaying, Programme } from "../programme.ts";
import { indexAt } from "./timeline.ts";

/**
 * What is on at an instant; null when the programmes do not cover it.
 *
 * A programme covers its start and not its stop.
 *
 * @param programmes Programmes of one channel that tile time, by start.
 * @param atMs The instant, milliseconds since 1970.
 */
export function nowPlaying(programmes: readonly Programme[], atMs: number): NowPlaying | null {
  const at = indexAt(programmes, atMs);
  const programme = programmes[at];
  if (programme === undefined) return null;
  return { programme, positionMs: atMs - programme.startMs, next: programmes[at + 1] ?? null };
}
