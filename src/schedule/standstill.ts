import type { Programme } from "../programme.ts";

/** What is left of programmes from an instant on: the one it lies in is cut there, and goes on where it was. */
export function restOf(programmes: readonly Programme[], atMs: number): readonly Programme[] {
  return programmes.filter(({ stopMs }) => stopMs > atMs).map((programme) =>
    programme.startMs >= atMs ? programme : {
      ...programme,
      startMs: atMs,
      itemOffsetMs: programme.itemId === null ? 0 : programme.itemOffsetMs + atMs - programme.startMs,
    }
  );
}

/** The same programmes, the first of them at another instant; on another channel if one is named. */
export function movedTo(
  programmes: readonly Programme[],
  startMs: number,
  channelId?: string,
): readonly Programme[] {
  const byMs = startMs - (programmes[0]?.startMs ?? startMs);
  return programmes.map((programme) => ({
    ...programme,
    channelId: channelId ?? programme.channelId,
    startMs: programme.startMs + byMs,
    stopMs: programme.stopMs + byMs,
    guideGroup: programme.guideGroup === null ? null : programme.guideGroup + Math.floor(byMs / 1_000),
  }));
}
