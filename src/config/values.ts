import { z } from "zod";

/**
 * The kinds of value an option may have.
 *
 * Each says in one phrase what it expects, whatever rule was broken, so that a message reads
 * `found "eighty", expected a whole number from 1 to 65535`.
 */

/** A whole number, both ends included. */
export function wholeNumber(
  min: number,
  max: number,
  expected = `a whole number from ${min} to ${max}`,
): z.ZodInt {
  return z.int(expected).min(min, expected).max(max, expected);
}

/** Any number, both ends included. */
export function number(
  min: number,
  max: number,
  expected = `a number from ${min} to ${max}`,
): z.ZodNumber {
  return z.number(expected).min(min, expected).max(max, expected);
}

/** A length in pixels; 4:2:0 pictures have even ones only. */
export function evenNumber(min: number, max: number): z.ZodInt {
  const expected = `an even number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected).multipleOf(2, expected);
}

/** True or false. */
export function truth(): z.ZodBoolean {
  return z.boolean("true or false");
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  ...words: Words
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
  return z.enum(words, listing(words));
}

/** One of a few numbers. */
export function oneOfNumbers<const Numbers extends readonly number[]>(
  ...numbers: Numbers
): z.ZodLiteral<Numbers[number]> {
  return z.literal(numbers, listing(numbers.map(String)));
}

/** Text of a given form. */
export function textLike(pattern: RegExp, expected: string): z.ZodString {
  return z.string(expected).regex(pattern, expected);
}

/** Text for people: no control characters, no half of a surrogate pair, not empty. */
export function printable(lengthMax: number): z.ZodString {
  return textLike(
    new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${lengthMax}}$`, "u"),
    `text of 1 to ${lengthMax} printable characters`,
  );
}

/** Text that passes a check of its own. */
export function textThat(isRight: (text: string) => boolean, expected: string): z.ZodString {
  return z.string(expected).refine(isRight, expected);
}

/** A list of values, not longer than `lengthMax`. */
export function listOf<Item extends z.ZodType>(
  item: Item,
  what: string,
  lengthMax: number,
): z.ZodArray<Item> {
  return z.array(item, `a list of ${what}`).max(lengthMax, `at most ${lengthMax} ${what}`);
}

/** For schemas that are made to be used once: compiling them, as zod does, takes longer than it saves. */
export const ONCE = { jitless: true } as const;

/**
 * Whichever form a value asks for: text may name what a map spells out.
 *
 * @param pick Chooses the schema; its faults are those of the value.
 */
export function formOf<Thing>(pick: (value: unknown) => z.ZodType<Thing>): z.ZodType<Thing> {
  return z.unknown().transform((value, context) => {
    const checked = pick(value).safeParse(value, ONCE);
    if (checked.success) return checked.data;
    for (const issue of checked.error.issues) context.issues.push({ ...issue, input: undefined });
    return z.NEVER;
  });
}

/** A fault inside a value: where, and what should stand there. */
export interface Complaint {
  /** Keys from the value on; none for the value itself. */
  readonly path: readonly PropertyKey[];
  /** What would be right. */
  readonly expected: string;
  /** Words that could have been meant. */
  readonly known?: readonly string[];
}

/** A check of parts against each other, for `superRefine`. */
export function refuse<Thing>(
  complaintsOf: (it: Thing) => readonly Complaint[],
): (it: Thing, context: z.core.$RefinementCtx) => void {
  return (it, context) => {
    for (const { path, expected, known = [] } of complaintsOf(it)) {
      context.addIssue({ code: "custom", path: [...path], message: expected, params: { known } });
    }
  };
}

/** The words a complaint says could have been meant. */
export function knownIn(issue: z.core.$ZodIssue): readonly string[] {
  const known: unknown = issue.code === "custom" ? issue.params?.["known"] : undefined;
  return Array.isArray(known) ? known.filter((word) => typeof word === "string") : [];
}

/** A complaint unless exactly one of some options is given; null and false count as not given. */
export function onlyOne(it: Readonly<Record<string, unknown>>, ...keys: readonly string[]): Complaint[] {
  const given = keys.filter((key) => it[key] !== undefined && it[key] !== null && it[key] !== false);
  return given.length === 1 ? [] : [{ path: [], expected: `exactly one of ${keys.join(", ")}` }];
}

const KEYS_PREFIX = "one of ";

/**
 * A group of options; any other key in it is a fault that names those there are.
 *
 * @param shape The options.
 * @param orElse What may stand in place of the map, for messages.
 */
export function section<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  orElse = "",
): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => issue.code === "unrecognized_keys" ? KEYS_PREFIX + keys : `a map with ${keys}${orElse}`,
  });
}

/** The keys a section's complaint about an unknown key lists. */
export function keysIn(complaint: string): string[] {
  return complaint.slice(KEYS_PREFIX.length).split(", ");
}

function listing(words: readonly string[]): string {
  return words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
