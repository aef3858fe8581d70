/**
 * What a channel airs at an instant. Between two answers of the server the page goes on by the clock, so that a
 * programme's end does not wait for the next answer.
 *
 * @param {import("./parse.js").Channel} channel
 * @param {number} nowMs
 * @returns {{programme: import("./parse.js").Programme | null, next: import("./parse.js").Programme | null,
 *   fraction: number, remainingMs: number, isOver: boolean}} `isOver`: the server should be asked again.
 */
export function airingAt(channel, nowMs) {
  const { now, next } = channel;
  if (now === null) return { programme: null, next, fraction: 0, remainingMs: 0, isOver: false };
  const isOver = nowMs >= now.stopMs;
  const hasMovedOn = isOver && next !== null && nowMs < next.stopMs;
  const programme = hasMovedOn ? next : now;
  const lengthMs = programme.stopMs - programme.startMs;
  const remainingMs = Math.max(0, programme.stopMs - nowMs);
  return {
    programme,
    next: hasMovedOn ? null : next,
    fraction: Math.min(1, Math.max(0, 1 - remainingMs / lengthMs)),
    remainingMs,
    isOver,
  };
}
