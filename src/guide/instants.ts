/** First second after the years a guide may speak of: 1970 to 2100. */
export const INSTANT_S_END = Date.UTC(2101, 0, 1) / 1_000;

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/**
 * An instant as XMLTV writes it: `20260105193000 +0000`.
 *
 * @param seconds Whole seconds since 1970, 0 <= seconds < {@link INSTANT_S_END}; a `RangeError` far outside.
 */
export function formatInstant(seconds: number): string {
  const day = Math.floor(seconds / 86_400);
  const second = seconds - day * 86_400;
  const [hours, minutes] = [Math.floor(second / 3_600), Math.floor(second / 60) % 60];
  return `${dateOf(day)}${TWO_DIGITS[hours]}${TWO_DIGITS[minutes]}${TWO_DIGITS[second % 60]} +0000`;
}

/** Seconds since 1970 of an instant in exactly the form {@link formatInstant} writes; null for any other text. */
export function parseInstant(text: string): number | null {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d) \+0000$/.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1_000;
  // `Date.UTC` turns the 31st of April into the 1st of May; such a text is no instant.
  return formatInstant(seconds) === text ? seconds : null;
}

/** A guide names few days many times each: the one asked for last is kept. */
let known = { day: 0, date: "19700101" };

function dateOf(day: number): string {
  if (day !== known.day) {
    known = { day, date: new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "") };
  }
  return known.date;
}
