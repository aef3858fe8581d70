import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from "yaml";
import type { Pair, YAMLMap } from "yaml";
import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import { ConfigFault, type ConfigPlace, type ConfigProblem } from "./config_fault.ts";

/** Position of a value: keys and list indices from the root. */
export type OptionPath = readonly PropertyKey[];

/** A YAML file that is well-formed and has a map, or nothing, at its root. */
export interface SourceDocument {
  /** The file as plain data; options with nothing behind their colon are left out. */
  readonly value: Record<string, unknown>;
  /** Where a value stands, or the nearest thing around it that exists. */
  place(path: OptionPath): ConfigPlace;
  /** Where the key of a value stands. */
  keyPlace(path: OptionPath): ConfigPlace;
  /** The path of a value in the file it stands in. */
  localPath(path: OptionPath): OptionPath;
}

/**
 * Keys whose value is text even where YAML sees a number: channel 7.10 is not 7.1, device 1234E567 is not infinite,
 * and "24" and "1917" are shows.
 */
export const TEXT_KEYS: ReadonlySet<string> = new Set([
  "number",
  "id",
  "name",
  "group",
  "seed",
  "folder",
  "show",
  "search",
  "title",
  "epg_group",
  "channel",
  "device_id",
  "friendly_name",
  "admin_token",
  "stream_token",
]);

/**
 * Reads a YAML file.
 *
 * @param text The file; bytes must be UTF-8.
 * @param name Its name, for messages.
 * @throws {ConfigFault} With every fault of form: too large, not UTF-8, broken YAML, keys given twice, no map.
 */
export function readDocument(text: string | Uint8Array, name: string): SourceDocument {
  const lines = new LineCounter();
  const placeAt = (offset: number): ConfigPlace => {
    const { line, col } = lines.linePos(offset);
    return { name, line: Math.max(line, 1), column: Math.max(col, 1), variable: null };
  };
  const refuse = (found: string, expected: string, offset = 0): ConfigProblem => ({
    ...placeAt(offset),
    path: "",
    found,
    expected,
  });

  const source = decode(text, refuse);
  try {
    const document = parseDocument(source, {
      lineCounter: lines,
      prettyErrors: false,
      resolveKnownTags: false,
      // Our own look for double keys takes linear time and reports all of them.
      uniqueKeys: false,
      logLevel: "error",
    });
    const broken = [...document.errors, ...document.warnings].map((error) =>
      error.code === "MULTIPLE_DOCS"
        ? refuse("a second document", "one document", error.pos[0])
        : refuse(`broken YAML (${withoutQuotation(error.message)})`, "well-formed YAML", error.pos[0])
    );
    const doubled = doubledKeys(document).map((key) =>
      refuse(`the key ${JSON.stringify(String(key.value))} twice`, "each key once", key.range?.[0])
    );
    if (broken.length + doubled.length > 0) throw new ConfigFault(onePerPlace([...broken, ...doubled]));

    const root = document.contents;
    if (root !== null && !isMap(root) && !(isScalar(root) && root.value === null)) {
      throw new ConfigFault([
        refuse(isSeq(root) ? "a list" : "a single value", "a map of sections", root.range?.[0]),
      ]);
    }
    keepText(document);
    const value: unknown = document.toJS();
    return {
      value: isRecord(value) ? value : {},
      place: (path) => placeAt(offsetOf(document, path)),
      keyPlace: (path) => placeAt(keyOffsetOf(document, path)),
      localPath: (path) => path,
    };
  } catch (thrown) {
    if (thrown instanceof ConfigFault) throw thrown;
    // The parser throws on what only shows late: alias bombs, aliases of nothing, nesting beyond the stack.
    throw new ConfigFault([refuse(`YAML that cannot be read (${messageOf(thrown)})`, "well-formed YAML")]);
  }
}

/** True for plain objects, whose keys may be looked up. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decode(
  text: string | Uint8Array,
  refuse: (found: string, expected: string) => ConfigProblem,
): string {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  if (bytes.length > LIMITS.configBytesMax) {
    throw new ConfigFault([refuse(`${bytes.length} bytes`, `at most ${LIMITS.configBytesMax} bytes`)]);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigFault([refuse("bytes that are not UTF-8", "text in UTF-8")]);
  }
}

/** One slip often upsets the parser several times in the same place. */
function onePerPlace(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const first = new Map<string, ConfigProblem>();
  for (const problem of problems) {
    const place = `${problem.line}:${problem.column}`;
    if (!first.has(place)) first.set(place, problem);
  }
  return [...first.values()];
}

/** The parser quotes the offending text, which may be a secret. */
function withoutQuotation(message: string): string {
  return message.replace(/: ".*$/s, "");
}

type Key = { readonly value: unknown; readonly range?: readonly [number, number, number] | null };

function doubledKeys(document: Document): Key[] {
  const doubled: Key[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(String(key.value))) doubled.push(key);
        seen.add(String(key.value));
      }
    },
  });
  return doubled;
}

/** Drops options with nothing behind their colon and keeps numbers as they were written where text is meant. */
function keepText(document: Document): void {
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(value)) return value === null ? visit.REMOVE : undefined;
      if (value.value === null && value.source === "") return visit.REMOVE;
      const isText = isScalar(key) && TEXT_KEYS.has(String(key.value));
      if (isText && typeof value.value === "number") value.value = value.source;
    },
  });
}

function offsetOf(document: Document, path: OptionPath): number {
  const { pair, node } = find(document, path);
  return (isNode(node) ? node.range?.[0] : undefined) ?? keyOffset(pair) ?? 0;
}

function keyOffsetOf(document: Document, path: OptionPath): number {
  return keyOffset(find(document, path).pair) ?? 0;
}

function keyOffset(pair: Pair | null): number | undefined {
  return pair !== null && isNode(pair.key) ? pair.key.range?.[0] : undefined;
}

/** Follows a path as far as it exists; `pair` is the last key on the way. */
function find(document: Document, path: OptionPath): { pair: Pair | null; node: unknown } {
  let node: unknown = document.contents;
  let pair: Pair | null = null;
  for (const step of path) {
    const next: unknown = isMap(node)
      ? pairOf(node, step)
      : isSeq(node)
      ? node.items[Number(step)]
      : undefined;
    if (next === undefined) break;
    if (isPair(next)) pair = next;
    node = isPair(next) ? next.value : next;
  }
  return { pair, node };
}

function pairOf(map: YAMLMap, key: PropertyKey): Pair | undefined {
  return map.items.find((pair) => (isScalar(pair.key) ? String(pair.key.value) : "") === String(key));
}
