/** Ticks of the system clock's 90 kHz part in one second. */
export const TICKS_PER_SECOND = 90_000;

/** PTS and DTS have 33 bits: after this many ticks (26.5 hours) they start again at 0. */
export const TURN_TICKS = 2 ** 33;

/**
 * A position on the endless time line as it is written: rounded, inside one turn.
 *
 * @param ticks Any position, also below 0 or fractional.
 */
export function wrapTicks(ticks: number): number {
  const whole = Math.round(ticks);
  if (whole >= 0 && whole < TURN_TICKS) return whole; // nearly always, and a division dearer
  const inside = whole % TURN_TICKS;
  return inside < 0 ? inside + TURN_TICKS : inside;
}

/**
 * The endless position of a wrapped one: the one closest to `nearTicks`.
 *
 * @param ticks Wrapped position, 0 <= ticks < {@link TURN_TICKS}.
 * @param nearTicks An endless position less than half a turn away.
 */
export function unwrapTicks(ticks: number, nearTicks: number): number {
  const ahead = wrapTicks(ticks - wrapTicks(nearTicks));
  return Math.round(nearTicks) + (ahead < TURN_TICKS / 2 ? ahead : ahead - TURN_TICKS);
}

/**
 * Reads a PTS or DTS field: five bytes with marker bits between the 3, 15 and 15 bits (2.4.3.7).
 *
 * The top bits are joined by multiplication, because bitwise operators end at 32 bits.
 */
export function readTimestamp(view: DataView, at: number): number {
  return ((view.getUint8(at) >> 1) & 7) * 2 ** 30 + (view.getUint16(at + 1) >> 1) * 2 ** 15 +
    (view.getUint16(at + 3) >> 1);
}

/**
 * Writes a PTS or DTS field.
 *
 * @param view Where to.
 * @param at First of the five bytes.
 * @param prefix The four bits in front: 2 for a PTS alone, 3 for a PTS with a DTS after it, 1 for that DTS.
 * @param ticks Wrapped position, 0 <= ticks < {@link TURN_TICKS}, whole.
 */
export function writeTimestamp(view: DataView, at: number, prefix: number, ticks: number): void {
  const high = Math.floor(ticks / 2 ** 30);
  const low = ticks % 2 ** 30;
  view.setUint8(at, (prefix << 4) | (high << 1) | 1);
  view.setUint16(at + 1, ((low >>> 15) << 1) | 1);
  view.setUint16(at + 3, ((low & 0x7fff) << 1) | 1);
}
