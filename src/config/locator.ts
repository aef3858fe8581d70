import type { ConfigPlace, ConfigProblem } from "./config_fault.ts";
import { isRecord, type OptionPath, type SourceDocument } from "./document.ts";
import { type Overrides, REFERENCE, variablePlace } from "./environment.ts";
import { isSecret } from "./options.ts";

/** Tells what stands at a path and where, in the file or in the environment. */
export class Locator {
  readonly #name: string;
  readonly #document: SourceDocument;
  readonly #overrides: Overrides;

  /**
   * @param name The file's name.
   * @param document The file.
   * @param overrides The file with what the environment changed.
   */
  constructor(name: string, document: SourceDocument, overrides: Overrides) {
    this.#name = name;
    this.#document = document;
    this.#overrides = overrides;
  }

  /** Where a value stands. */
  place(path: OptionPath): ConfigPlace {
    const variable = this.#variableOf(path);
    return variable === null ? this.#document.place(path) : variablePlace(this.#name, variable);
  }

  /** The value at a path; undefined if there is none. */
  value(path: OptionPath): unknown {
    let value: unknown = this.#overrides.value;
    for (const key of path) {
      if (Array.isArray(value)) value = value[Number(key)];
      else value = isRecord(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
    }
    return value;
  }

  /** An option as the messages of its file name it: `channels[0].number`. */
  written(path: OptionPath): string {
    return written(this.#document.localPath(path));
  }

  /** A value that is wrong. */
  problem(path: OptionPath, expected: string): ConfigProblem {
    const value = this.value(path);
    const isHidden = isSecret(path);
    const missing = isHidden ? REFERENCE.exec(String(value))?.[1] : undefined;
    return {
      ...this.place(path),
      path: this.written(path),
      found: isHidden ? quoteSecret(value) : quote(value),
      expected: missing === undefined ? expected : `the environment variable ${missing} to be set`,
    };
  }

  /** A key that is wrong, with what was found in words. */
  keyProblem(path: OptionPath, found: string, expected: string): ConfigProblem {
    return { ...this.#document.keyPlace(path), path: this.written(path), found, expected };
  }

  /** The variable that set the option, or the list the option is in. */
  #variableOf(path: OptionPath): string | null {
    for (let length = path.length; length > 0; length--) {
      const variable = this.#overrides.variables.get(path.slice(0, length).map(String).join("."));
      if (variable !== undefined) return variable;
    }
    return null;
  }
}

function written(path: OptionPath): string {
  return path.map((key, at) =>
    typeof key === "number" ? `[${key}]` : at === 0 ? String(key) : `.${String(key)}`
  )
    .join("");
}

const QUOTE_LENGTH_MAX = 60;
/** User and password in a URL. */
const PASSWORD = /\/\/[^/@]*@/;

/** What follows the place in a URL: often a token. */
const QUERY = /^(https?:\/\/[^?#]*[?#]).+$/i;

/** A value as a message shows it. */
export function quote(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  const text = String(value).replace(PASSWORD, "//…@").replace(QUERY, "$1…");
  const short = text.length > QUOTE_LENGTH_MAX ? `${text.slice(0, QUOTE_LENGTH_MAX)}…` : text;
  return typeof value === "string" ? JSON.stringify(short) : short;
}

function quoteSecret(value: unknown): string {
  if (value === undefined || value === null || typeof value === "object") return quote(value);
  const text = String(value);
  return REFERENCE.test(text) ? JSON.stringify(text) : `a secret of ${text.length} characters`;
}
