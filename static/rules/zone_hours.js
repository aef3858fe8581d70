const QUARTER_MS = 15 * 60_000;
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

function formatOf(zone) {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  });
  formats.set(zone, made);
  return made;
}
