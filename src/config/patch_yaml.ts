import { Document, isMap, isNode, isPair, isScalar, isSeq, parseDocument, visit } from "yaml";
import type { Pair, YAMLMap, YAMLSeq } from "yaml";
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "./document.ts";

/** Every text in one line, however long, so that lines can be moved. */
const STYLE = {
  lineWidth: 0,
  blockQuote: false,
  singleQuote: false,
  doubleQuotedMinMultiLineLength: 1_000_000_000,
} as const;

/** Text that takes the place of other text. */
interface Patch {
  /** First character replaced. */
  readonly from: number;
  /** The one after the last. */
  readonly until: number;
  readonly text: string;
}

/**
 * Changes a YAML text so that it means something else, and touches nothing but what changes: comments, blank lines,
 * quotes and the order of keys stay.
 *
 * It patches the text, where the parser says that values stand; what the parser would write anew would be well-formed
 * and look like somebody else's file. Whoever calls it reads the result back, for a text with anchors can mean more
 * than it shows.
 *
 * @param text A well-formed file with a map, or nothing, at its root.
 * @param before What it means.
 * @param after What it is to mean.
 */
export function patchYaml(
  text: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string {
  const patches = new Patcher(text).patches(before, after);
  let patched = text;
  // From behind; of what begins at one place, what goes in there comes to stand in its order before what is replaced.
  const fromBehind = patches.toReversed().toSorted((one, other) =>
    other.from - one.from || other.until - one.until
  );
  for (const { from, until, text: fresh } of fromBehind) {
    patched = patched.slice(0, from) + fresh + patched.slice(until);
  }
  return patched;
}

/** Finds the patches between two meanings of a text. */
class Patcher {
  readonly #text: string;
  readonly #document: Document;
  readonly #newline: string;
  /** Whether lists stand further right than their keys. */
  readonly #isListIndented: boolean;

  constructor(text: string) {
    this.#text = text;
    this.#document = parseDocument(text, { uniqueKeys: false, logLevel: "error", resolveKnownTags: false });
    this.#newline = text.includes("\r\n") ? "\r\n" : "\n";
    this.#isListIndented = this.#indentsLists();
  }

  patches(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): Patch[] {
    const root = this.#document.contents;
    if (isMap(root) && root.items.length > 0) return this.#mapPatches(root, before, after);
    const lines = Object.keys(after).length === 0 ? "" : this.#block(after, 0);
    const [from, until] = [startOf(root), endOf(root)];
    // `{}` and `null` give way; a text of comments only goes on.
    return until > from
      ? [{ from, until, text: lines.trimEnd() }]
      : [this.#insertion(this.#text.length, lines)];
  }

  /** Patches inside a value; null if it must be written anew. */
  #inside(node: unknown, before: unknown, after: unknown): Patch[] | null {
    if (isDeepStrictEqual(before, after)) return [];
    if (
      isMap(node) && isRecord(before) && isRecord(after) && Object.keys(after).length > 0 &&
      node.items.length > 0
    ) {
      return this.#mapPatches(node, before, after);
    }
    if (
      isSeq(node) && Array.isArray(before) && Array.isArray(after) && after.length > 0 &&
      node.items.length > 0
    ) {
      return this.#listPatches(node, before, after);
    }
    return null;
  }

  #mapPatches(
    map: YAMLMap,
    before: Readonly<Record<string, unknown>>,
    after: Readonly<Record<string, unknown>>,
  ): Patch[] {
    const gone = map.items.filter((pair) =>
      Object.hasOwn(before, keyOf(pair)) && !Object.hasOwn(after, keyOf(pair))
    );
    const fresh = Object.keys(after).filter((key) => !Object.hasOwn(before, key));
    if (map.flow === true && (gone.length > 0 || fresh.length > 0)) return [this.#flow(map, after)];
    const patches = map.items.flatMap((pair): Patch[] => {
      const key = keyOf(pair);
      if (gone.includes(pair)) return [this.#withoutPair(map, pair)];
      if (!Object.hasOwn(before, key)) return [];
      return this.#inside(pair.value, before[key], after[key]) ?? [this.#value(map, pair, after[key])];
    });
    if (fresh.length === 0) return patches;
    // Options with nothing behind their colon mean nothing, until they get a value.
    const blank = map.items.filter((pair) => fresh.includes(keyOf(pair)));
    const filled = blank.map((pair) => this.#value(map, pair, after[keyOf(pair)]));
    const added = Object.fromEntries(
      fresh.filter((key) => !blank.some((pair) => keyOf(pair) === key)).map((key) => [key, after[key]]),
    );
    if (Object.keys(added).length === 0) return [...patches, ...filled];
    const last = map.items.at(-1);
    const lines = this.#block(added, this.#columnOf(startOf(map)));
    return [
      ...patches,
      ...filled,
      this.#insertion(last === undefined ? this.#text.length : this.#lineEnd(itemEnd(last)), lines),
    ];
  }

  #listPatches(list: YAMLSeq, before: readonly unknown[], after: readonly unknown[]): Patch[] {
    let head = 0;
    while (head < Math.min(before.length, after.length) && isDeepStrictEqual(before[head], after[head])) {
      head++;
    }
    let tail = 0;
    while (
      tail < Math.min(before.length, after.length) - head &&
      isDeepStrictEqual(before.at(-1 - tail), after.at(-1 - tail))
    ) tail++;
    const [old, fresh] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
    if (list.flow === true && old.length !== fresh.length) return [this.#flow(list, after)];

    const patches = old.flatMap((value, at): Patch[] => {
      const node = list.items[head + at];
      if (at >= fresh.length) return [this.#withoutItem(node)];
      return this.#inside(node, value, fresh[at]) ?? [this.#item(list, node, fresh[at])];
    });
    const added = fresh.slice(old.length);
    if (added.length === 0) return patches;
    const lines = this.#block(added, this.#columnOf(startOf(list)));
    const previous = list.items[head + old.length - 1];
    const at = previous === undefined
      ? this.#lineStart(startOf(list.items[0]))
      : this.#lineEnd(endOf(previous));
    return [...patches, this.#insertion(at, lines)];
  }

  /** Another value behind a key. */
  #value(map: YAMLMap, pair: Pair, value: unknown): Patch {
    if (map.flow === true) {
      return { from: startOf(pair.value), until: endOf(pair.value), text: this.#inline(value, true) };
    }
    const from = this.#text.indexOf(":", endOf(pair.key)) + 1;
    const until = Math.max(from, isEmpty(pair.value) ? from : endOf(pair.value));
    const isLined = this.#text.slice(from, until).endsWith("\n");
    const text = isBlock(value)
      ? this.#newline + this.#block(value, this.#columnOf(startOf(pair.key)) + this.#stepFor(value)).trimEnd()
      : ` ${this.#inline(value, false)}`;
    return { from, until, text: isLined ? text + this.#newline : text };
  }

  /** Another item in a list. */
  #item(list: YAMLSeq, node: unknown, value: unknown): Patch {
    const [from, until] = [startOf(node), endOf(node)];
    if (list.flow === true || !isBlock(value)) {
      const isLined = this.#text.slice(from, until).endsWith("\n");
      return { from, until, text: this.#inline(value, list.flow === true) + (isLined ? this.#newline : "") };
    }
    const lines = this.#block(value, this.#columnOf(startOf(list)) + 2).trimStart();
    return { from, until, text: this.#text.slice(from, until).endsWith("\n") ? lines : lines.trimEnd() };
  }

  /** A map or list in one line. */
  #flow(node: YAMLMap | YAMLSeq, value: unknown): Patch {
    return { from: startOf(node), until: endOf(node), text: this.#inline(value, false) };
  }

  #withoutPair(map: YAMLMap, pair: Pair): Patch {
    const from = startOf(pair.key);
    const lineStart = this.#lineStart(from);
    const until = this.#lineEnd(itemEnd(pair));
    if (this.#text.slice(lineStart, from).trim() === "") return { from: lineStart, until, text: "" };
    // The first key of a list's item shares its line with the dash, which the next key takes.
    const next = map.items[map.items.indexOf(pair) + 1];
    return { from, until: next === undefined ? until : startOf(next.key), text: "" };
  }

  #withoutItem(node: unknown): Patch {
    return { from: this.#lineStart(startOf(node)), until: this.#lineEnd(endOf(node)), text: "" };
  }

  /** Lines at a place where a line begins, or where the text ends. */
  #insertion(at: number, lines: string): Patch {
    const isLineStart = at === 0 || this.#text[at - 1] === "\n";
    return { from: at, until: at, text: (isLineStart || lines === "" ? "" : this.#newline) + lines };
  }

  /** A map or list in lines, each ended, all indented. */
  #block(value: unknown, column: number): string {
    const indent = " ".repeat(column);
    const lines = written(value, { indentSeq: this.#isListIndented }).trimEnd().split("\n");
    return lines.map((line) => indent + line + this.#newline).join("");
  }

  /** A value in one line; inside `{}` and `[]` more texts need quotes. */
  #inline(value: unknown, isInFlow: boolean): string {
    const document = new Document(isInFlow ? [value] : value);
    visit(document, {
      Collection: (_, node) => void (node.flow = true),
      // Else those with line feeds would be written over several lines.
      Scalar: (_, node) => void (String(node.value).includes("\n") && (node.type = "QUOTE_DOUBLE")),
    });
    const text = document.toString(STYLE).trimEnd();
    return isInFlow ? text.slice(1, -1).trim() : text;
  }

  /** How much further right than its key a value stands. */
  #stepFor(value: unknown): number {
    return Array.isArray(value) && !this.#isListIndented ? 0 : 2;
  }

  #indentsLists(): boolean {
    let isIndented: boolean | null = null;
    visit(this.#document, {
      Pair: (_, { key, value }) => {
        if (!isSeq(value) || value.flow === true || !isNode(key)) return undefined;
        isIndented = this.#columnOf(startOf(value)) > this.#columnOf(startOf(key));
        return visit.BREAK;
      },
    });
    return isIndented ?? true;
  }

  #lineStart(at: number): number {
    return this.#text.lastIndexOf("\n", at - 1) + 1;
  }

  /** Where the next line begins; values in lines end there already. */
  #lineEnd(at: number): number {
    if (at > 0 && this.#text[at - 1] === "\n") return at;
    const end = this.#text.indexOf("\n", at);
    return end < 0 ? this.#text.length : end + 1;
  }

  #columnOf(at: number): number {
    return at - this.#lineStart(at);
  }
}

function written(value: unknown, options: { readonly indentSeq: boolean }): string {
  return new Document(value).toString({ ...STYLE, ...options });
}

/** True for what is best written in lines. */
function isBlock(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** True for a value of which nothing is written. */
function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && value.source === "");
}

function startOf(node: unknown): number {
  return isNode(node) ? node.range?.[0] ?? 0 : 0;
}

function endOf(node: unknown): number {
  return isNode(node) ? node.range?.[1] ?? 0 : 0;
}

/** Where an item of a map or list ends. */
function itemEnd(item: unknown): number {
  if (!isPair(item)) return endOf(item);
  return isEmpty(item.value) ? endOf(item.key) : endOf(item.value);
}
