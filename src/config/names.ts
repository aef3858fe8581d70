import { z } from "zod";

/**
 * A name that something of the configuration is used by. Digits alone are none: YAML would make a number of them, and
 * a channel's number is one.
 */
export const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** What messages say of it. */
export const NAME_EXPECTED = "a name of 1 to 64 letters, digits, _ and -, not of digits alone";

const NAMES_LISTED_MAX = 12;

/**
 * Says which names there are: `a key of collections: cartoons, films`.
 *
 * @param what What one of them is.
 * @param known The names.
 */
export function listNames(what: string, known: readonly string[]): string {
  if (known.length === 0) return `${what}, which has none yet`;
  const more = known.length > NAMES_LISTED_MAX ? ", …" : "";
  return `${what}: ${known.slice(0, NAMES_LISTED_MAX).join(", ")}${more}`;
}

/**
 * A map of things by name.
 *
 * @param thing How one of them is written.
 * @param what What they are, for messages.
 * @param countMax How many there may be.
 */
export function mapOf<Thing>(
  thing: z.ZodType<Thing>,
  what: string,
  countMax: number,
): z.ZodType<Record<string, Thing>> {
  return z.record(z.string().regex(NAME, NAME_EXPECTED), thing, {
    error: (issue) => issue.code === "invalid_key" ? NAME_EXPECTED : `a map of ${what} by name`,
  }).refine((it) => Object.keys(it).length <= countMax, `at most ${countMax} ${what}`);
}
