const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const secondsFormat = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const weekdayFormat = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const shortDayFormat = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric" });
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/** 20:15, in the viewer's own zone and habit. @param {number} ms */
export function clockText(ms) {
  return clockFormat.format(ms);
}

/** Saturday 7 March. @param {number} ms */
export function dayText(ms) {
  return dayFormat.format(ms);
}

/** Sat 7. @param {number} ms */
export function shortDayText(ms) {
  return shortDayFormat.format(ms);
}

/**
 * 20:00 – 21:40; with weekdays where the times alone would mislead, with seconds where minutes could not tell the two apart.
 *
 * @param {number} startMs
 * @param {number} stopMs
 */
export function spanText(startMs, stopMs) {
  if (stopMs - startMs >= 18 * HOUR_MS) {
    return `${weekdayFormat.format(startMs)} – ${weekdayFormat.format(stopMs)}`;
  }
  const isWhole = startMs % MINUTE_MS === 0 && stopMs % MINUTE_MS === 0;
  const format = isWhole || stopMs - startMs >= 10 * MINUTE_MS ? clockFormat : secondsFormat;
  return `${format.format(startMs)} – ${format.format(stopMs)}`;
}

/** 1 h 12 min, 34 min, 45 s. @param {number} ms */
export function durationText(ms) {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.round(ms / 1000))} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 3 d 4 h, 5 h 12 min, 7 min. @param {number} seconds */
export function uptimeText(seconds) {
  const hours = Math.floor((seconds * 1000) / HOUR_MS);
  return hours < 24 ? durationText(seconds * 1000) : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
