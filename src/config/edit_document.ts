import { isDeepStrictEqual } from "node:util";
import { Fault } from "../fault.ts";
import { isRecord, readDocument } from "./document.ts";
import { patchYaml } from "./patch_yaml.ts";
import type { RuleDocuments } from "./rule_documents.ts";

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
  return edit(text, place, (before) => valueWith(before, place, plain));
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
  return edit(text, place, (before) => valueWithout(before, place));
}

type Value = Readonly<Record<string, unknown>>;

function edit(
  text: string,
  { name, section, key }: DocumentPlace,
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
      `Cannot edit ${section}.${key} in ${name}: it must be edited by hand there`,
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
function valueWith(before: Value, { section, key }: DocumentPlace, document: unknown): Value | null {
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
