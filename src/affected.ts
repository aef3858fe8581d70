import { channelNumberKey } from "./channel.ts";
import { documentsOf, isRecord, type RuleEntry, textsIn } from "./rule_book.ts";
import type { RuleDocuments } from "./config/mod.ts";
import type { DocumentKey } from "./store/mod.ts";

/**
 * The channels that may mean something else once documents are edited: those that are edited, and those in which any text
 * is the name of one that is, over however many names. All others stay what they are.
 *
 * @param before Documents before the edits.
 * @param after Documents with them.
 * @param edited Which ones differ.
 * @returns Keys of channels.
 */
export function affectedChannels(
  before: readonly RuleEntry[],
  after: readonly RuleEntry[],
  edited: readonly DocumentKey[],
): ReadonlySet<string> {
  const isEdited = (entry: RuleEntry) =>
    edited.some(({ kind, name }) => entry.kind === kind && entry.name === name);
  const names = new Set(edited.map(({ name }) => name));
  // Mirrors may name a channel by its number.
  for (const { kind, document } of [...before, ...after].filter(isEdited)) {
    const number = kind === "channel" && isRecord(document) ? document["number"] : null;
    if (typeof number === "string") names.add(channelNumberKey(number) ?? number);
  }
  const usesOne = ({ document }: RuleEntry) =>
    textsIn(document).some(([, text]) => names.has(text) || names.has(channelNumberKey(text) ?? text));
  const named = after.filter(({ kind }) => kind !== "channel");
  for (let known = -1; known < names.size;) {
    known = names.size;
    for (const entry of named) if (!names.has(entry.name) && usesOne(entry)) names.add(entry.name);
  }
  const held = new Set(before.filter(({ kind }) => kind === "channel").map(({ name }) => name));
  return new Set(
    after.filter((entry) =>
      entry.kind === "channel" && (isEdited(entry) || !held.has(entry.name) || usesOne(entry))
    )
      .map(({ name }) => name),
  );
}

/**
 * All documents, with no more of the channels that stay than others have to do with: checking a thousand channels takes
 * half a second, in which nothing is streamed.
 *
 * @param affected Keys of the channels that may not stay.
 */
export function outlined(entries: readonly RuleEntry[], affected: ReadonlySet<string>): RuleDocuments {
  return documentsOf(
    entries.map((entry) =>
      entry.kind === "channel" && !affected.has(entry.name)
        ? { ...entry, document: outlineOf(entry.document) }
        : entry
    ),
  );
}

const ANYTHING = { kind: "loop", collection: { search: "-" } };

function outlineOf(document: unknown): unknown {
  if (!isRecord(document)) return document;
  const { id, number, enabled = true, schedule } = document;
  const isOfOthers = typeof schedule === "string" || (isRecord(schedule) && schedule["kind"] === "mirror");
  const outline = { number, enabled, name: "-", schedule: isOfOthers ? schedule : ANYTHING };
  return id === undefined ? outline : { id, ...outline };
}
