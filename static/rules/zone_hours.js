const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const formats = new Map();

/**
 * The full hours of a span by the clock on the wall of a zone.
 *
 * @param {number} fromMs
 * @param {number} toMs
 * @param {{zone?: string, everyHours?: number}} options Without a zone the browser's own.
 * @returns {{atMs: number, text: string}[]} On a day of 25 hours one of them may come twice.
 */
export function zoneHours(fromMs, toMs, { zone, everyHours = 3 } = {}) {
  const format = formatOf(zone);
  const hours = [];
  // Zones are quarters of an hour apart, at most.
  for (let atMs = Math.ceil(fromMs / QUARTER_MS) * QUARTER_MS; atMs < toMs; atMs += QUARTER_MS) {
    const text = format.format(atMs);
    const [hour, minute] = text.split(":").map(Number);
    if (minute === 0 && hour % everyHours === 0) hours.push({ atMs, text });
  }
  return hours;
}

/** 20:15 by the clock of a zone. @param {number} ms @param {string | undefined} zone */
export function zoneClockText(ms, zone) {
  return formatOf(zone).format(ms);
}

/**
 * 20:15 – 21:40 by the clock of a zone; with seconds where minutes could not tell the two apart.
 *
 * @param {number} startMs
 * @param {number} stopMs
 * @param {string | undefined} zone
 */
export function zoneSpanText(startMs, stopMs, zone) {
  const isWhole = startMs % MINUTE_MS === 0 && stopMs % MINUTE_MS === 0;
  const format = formatOf(zone, { hasSeconds: !isWhole && stopMs - startMs < 10 * MINUTE_MS });
  return `${format.format(startMs)} – ${format.format(stopMs)}`;
}

function formatOf(zone, { hasSeconds = false } = {}) {
  const key = `${zone} ${hasSeconds}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(hasSeconds ? { second: "2-digit" } : {}),
    hourCycle: "h23",
    timeZone: zone,
  });
  formats.set(key, made);
  return made;
}
