import { LIMITS } from "../limits.ts";
import { type ConfigProblem, renderPlace } from "./config_fault.ts";
import { isRecord, type OptionPath, type SourceDocument } from "./document.ts";
import { quote } from "./locator.ts";
import { nearestWord } from "./nearest.ts";
import { NAMED_SECTIONS, RULE_SECTIONS } from "./rule_documents.ts";

/** A file and all it includes, as one. */
export interface MergedDocument {
  /** Everything together; places are those of the file something stands in. */
  readonly document: SourceDocument;
  /** What keeps them from being one: sections an included file must not have, and names given twice. */
  readonly problems: readonly ConfigProblem[];
}

/** Where something of the whole comes from. */
interface Origin {
  readonly document: SourceDocument;
  /** How it is called there: an index of its own. */
  readonly key: PropertyKey;
}

/**
 * Puts the channels, collections, fillers and schedules of included files beside those of the main one.
 *
 * @param main The main file.
 * @param included The files it includes.
 */
export function mergeDocuments(main: SourceDocument, included: readonly SourceDocument[]): MergedDocument {
  if (included.length === 0) return { document: main, problems: [] };
  const value = { ...main.value };
  const origins = new Map<string, Origin>();
  const problems = included.flatMap(foreignSections);

  // What is no list is a fault of its own, which the schema will find.
  const channels = main.value["channels"] ?? [];
  if (Array.isArray(channels)) {
    const sources = [main, ...included].flatMap((document) =>
      listIn(document, "channels").map((channel, key) => ({ channel, origin: { document, key } }))
    );
    value["channels"] = sources.map(({ channel }) => channel);
    sources.forEach(({ origin }, index) => origins.set(`channels.${index}`, origin));
  }
  for (const section of NAMED_SECTIONS) {
    if (!isRecord(main.value[section] ?? {})) continue;
    const things = new Map<string, unknown>();
    for (const document of [main, ...included]) {
      for (const [name, thing] of Object.entries(mapIn(document, section))) {
        const before = origins.get(`${section}.${name}`);
        if (before !== undefined) {
          problems.push(doubled([section, name], document, before.document));
          continue;
        }
        things.set(name, thing);
        origins.set(`${section}.${name}`, { document, key: name });
      }
    }
    value[section] = Object.fromEntries(things);
  }
  return { document: new Merged(value, main, origins), problems };
}

class Merged implements SourceDocument {
  readonly value: Record<string, unknown>;
  readonly #main: SourceDocument;
  readonly #origins: ReadonlyMap<string, Origin>;

  constructor(value: Record<string, unknown>, main: SourceDocument, origins: ReadonlyMap<string, Origin>) {
    this.value = value;
    this.#main = main;
    this.#origins = origins;
  }

  place(path: OptionPath) {
    return this.#homeOf(path).place(this.localPath(path));
  }

  keyPlace(path: OptionPath) {
    return this.#homeOf(path).keyPlace(this.localPath(path));
  }

  localPath(path: OptionPath): OptionPath {
    const origin = this.#originOf(path);
    const [section = "", , ...rest] = path;
    return origin === undefined ? path : [section, origin.key, ...rest];
  }

  #homeOf(path: OptionPath): SourceDocument {
    return this.#originOf(path)?.document ?? this.#main;
  }

  #originOf(path: OptionPath): Origin | undefined {
    return this.#origins.get(path.slice(0, 2).map(String).join("."));
  }
}

/** What an included file holds besides what it may. */
function foreignSections(document: SourceDocument): ConfigProblem[] {
  const expected = `one of ${RULE_SECTIONS.join(", ")}`;
  const unknown = Object.keys(document.value).filter((key) =>
    !RULE_SECTIONS.some((section) => section === key)
  );
  const keys = unknown.slice(0, LIMITS.configFaultsMax).map((key): ConfigProblem => {
    const hint = nearestWord(key, RULE_SECTIONS);
    const problem = { ...document.keyPlace([key]), path: key, found: "an unknown key", expected };
    return hint === undefined ? problem : { ...problem, hint };
  });
  const forms = RULE_SECTIONS.flatMap((section): ConfigProblem[] => {
    const value = document.value[section];
    const isRight = section === "channels" ? Array.isArray(value) : isRecord(value);
    if (value === undefined || isRight) return [];
    const form = section === "channels" ? "a list of channels" : `a map of ${section} by name`;
    return [{ ...document.place([section]), path: section, found: quote(value), expected: form }];
  });
  return [...keys, ...forms];
}

function doubled(
  [section, name]: readonly [string, string],
  second: SourceDocument,
  first: SourceDocument,
): ConfigProblem {
  return {
    ...second.keyPlace([section, name]),
    path: `${section}.${name}`,
    found: `the key ${JSON.stringify(name)} twice, first in ${renderPlace(first.keyPlace([section, name]))}`,
    expected: "each key once",
  };
}

function listIn(document: SourceDocument, section: string): readonly unknown[] {
  const value = document.value[section];
  return Array.isArray(value) ? value : [];
}

function mapIn(document: SourceDocument, section: string): Readonly<Record<string, unknown>> {
  const value = document.value[section];
  return isRecord(value) ? value : {};
}
