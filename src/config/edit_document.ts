import { isDeepStrictEqual } from "node:util";
import { channelNumberKey } from "../channel.ts";
import { Fault } from "../fault.ts";
import { isRecord, readDocument } from "./document.ts";
import { patchYaml } from "./patch_yaml.ts";
import { documentsIn, NAMED_SECTIONS, type RuleDocuments } from "./rule_documents.ts";

/** One document of a file. */
export interface DocumentPlace {
  /** Name of the file, for messages. */
  readonly name: string;
  /** Its section. */
  readonly section: keyof RuleDocuments;
  /** Its name there; of a channel its id, else its number. */
  readonly key: string;
}

/**
 * Writes a channel, collection, filler or schedule into a configuration file: in the place of the one with its name,
 * else behind the others. Comments stay, and all else is as it was to the letter.
 *
 * @param text The file.
 * @param place Which document.
 * @param document What it is to be, in the words of the file: JSON.
 * @returns The file with it.
 * @throws {ConfigFault} If the file is not well-formed.
 * @throws {Fault} `bad_config` if it cannot be edited by a program: it has anchors, or something else where the section
 *   should be.
 */
export function setDocument(text: string, place: DocumentPlace, document: unknown): string {
  // As JSON has it: without what is undefined.
  const plain: unknown = JSON.parse(JSON.stringify(document));
  return edit(text, whereOf(place), (before) => valueWith(before, place, plain));
}

/**
 * Takes a channel, collection, filler or schedule out of a configuration file, with the comments inside it.
 *
 * @param text The file.
 * @param place Which document; one that is not there changes nothing.
 * @returns The file without it.
 * @throws {ConfigFault} If the file is not well-formed.
 * @throws {Fault} `bad_config` if it cannot be edited by a program.
 */
export function deleteDocument(text: string, place: DocumentPlace): string {
  return edit(text, whereOf(place), (before) => valueWithout(before, place));
}

/**
 * Writes documents into a configuration file that has none of them, each behind the others of its section. Comments stay,
 * and all else is as it was to the letter.
 *
 * @param text The file.
 * @param name Its name, for messages.
 * @param documents What is to be in it, too.
 * @returns The file with them.
 * @throws {ConfigFault} If the file is not well-formed.
 * @throws {Fault} `invalid_document` that names those the file already has, or `bad_config` if it cannot be edited by a
 *   program.
 */
export function addDocuments(text: string, name: string, documents: RuleDocuments): string {
  const plain: RuleDocuments = JSON.parse(JSON.stringify(documents));
  const channels = plain.channels.map((document): Added => {
    return { section: "channels", key: String(channelKey(document)), document };
  });
  const named = NAMED_SECTIONS.flatMap((section) =>
    Object.entries(plain[section]).map(([key, document]): Added => ({ section, key, document }))
  );
  // All at once: while a file is read and read back nothing is streamed.
  return edit(text, { name, what: "documents" }, (before) => {
    refuseTaken(documentsIn(before), plain, name);
    let after: Value | null = before;
    for (const { document, ...place } of [...channels, ...named]) {
      after = after && valueWith(after, place, document);
    }
    return after;
  });
}

interface Added extends Omit<DocumentPlace, "name"> {
  readonly document: unknown;
}

/** Nothing that somebody wrote is written over. */
function refuseTaken(file: RuleDocuments, added: RuleDocuments, name: string): void {
  const taken = NAMED_SECTIONS.flatMap((section) =>
    Object.keys(added[section]).filter((key) => Object.hasOwn(file[section], key)).map((key) => ({
      path: `${section}.${key}`,
      detail: `${name} has one of this name`,
    }))
  );
  const keys = new Set(file.channels.map(channelKey));
  const numbers = new Set(file.channels.map(numberOf));
  const channels = added.channels.flatMap((channel) => {
    const [key, number] = [channelKey(channel), numberOf(channel)];
    const path = `channels.${key}`;
    if (keys.has(key)) return [{ path, detail: `${name} has one of this id` }];
    return number !== null && numbers.has(number)
      ? [{ path, detail: `${name} has a channel of its number ${number}` }]
      : [];
  });
  const places = [...channels, ...taken];
  if (places.length === 0) return;
  const lines = places.map(({ path, detail }) => `${path}: ${detail}`);
  throw new Fault("invalid_document", `Cannot add to ${name}: ${lines.join("; ")}`, { places });
}

function numberOf(channel: unknown): string | null {
  const number = isRecord(channel) ? channel["number"] : null;
  return typeof number === "string" ? channelNumberKey(number) : null;
}

type Value = Readonly<Record<string, unknown>>;

function whereOf({ name, section, key }: DocumentPlace): { readonly name: string; readonly what: string } {
  return { name, what: `${section}.${key}` };
}

function edit(
  text: string,
  { name, what }: { readonly name: string; readonly what: string },
  change: (before: Value) => Value | null,
): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const body = text.slice(mark.length);
  const before = readDocument(body, name).value;
  const after = change(before);
  const edited = after === null ? null : patchYaml(body, before, after);
  // What is read back decides, whatever the text looked like.
  if (edited === null || !means(edited, name, after)) {
    throw new Fault(
      "bad_config",
      `Cannot edit ${what} in ${name}: it must be edited by hand there`,
    );
  }
  return mark + edited;
}

function means(text: string, name: string, value: unknown): boolean {
  try {
    return isDeepStrictEqual(readDocument(text, name).value, value);
  } catch (thrown) {
    if (thrown instanceof Fault) return false;
    throw thrown;
  }
}

/** The file's meaning with a document; null if something else stands where its section should be. */
function valueWith(
  before: Value,
  { section, key }: Omit<DocumentPlace, "name">,
  document: unknown,
): Value | null {
  const value = before[section];
  if (section === "channels") {
    const channels = value ?? [];
    if (!Array.isArray(channels)) return null;
    const at = channels.findIndex((channel) => channelKey(channel) === key);
    return { ...before, channels: at < 0 ? [...channels, document] : channels.with(at, document) };
  }
  return isRecord(value ?? {}) ? { ...before, [section]: { ...Object(value), [key]: document } } : null;
}

function valueWithout(before: Value, { section, key }: DocumentPlace): Value | null {
  const value = before[section];
  if (value === undefined || value === null) return before;
  if (section === "channels") {
    return Array.isArray(value)
      ? { ...before, channels: value.filter((channel) => channelKey(channel) !== key) }
      : null;
  }
  if (!isRecord(value)) return null;
  const { [key]: _, ...others } = value;
  return { ...before, [section]: others };
}

function channelKey(channel: unknown): unknown {
  return isRecord(channel) ? channel["id"] ?? channel["number"] : undefined;
}
