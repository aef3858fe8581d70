import { parse } from "yaml";
import { z } from "zod";
import type { ConfigPlace } from "./config_fault.ts";
import { isRecord } from "./document.ts";
import { nearestWord } from "./nearest.ts";
import { isSecret, type Option, OPTIONS } from "./options.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Marks main and its children in their environment: the data folder, `#`, and an id of the run. */
export const RUN_VARIABLE = "EXSTREAMTV_RUN";

/** What the environment changed. */
export interface Overrides {
  /** The configuration with the values of the environment in their places. */
  readonly value: Record<string, unknown>;
  /** Path (joined by dots) of each option that a variable set, with the variable's name. */
  readonly variables: ReadonlyMap<string, string>;
  /** `${VARIABLE}` of each secret that was looked up, found or not. */
  readonly secretVariables: readonly string[];
}

/** How a secret names an environment variable. */
export const REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/**
 * Puts the values of `EXSTREAMTV_<SECTION>_<KEY>` in their places and looks up `${VARIABLE}` in secrets.
 *
 * An empty variable counts as unset. Lists are written as in YAML: `[/media/Shows, /media/Movies]`.
 *
 * @param file The configuration as the file states it; not changed.
 * @param environment All environment variables.
 */
export function applyEnvironment(file: Record<string, unknown>, environment: Environment): Overrides {
  const value = structuredClone(file);
  const variables = new Map<string, string>();
  const secretVariables: string[] = [];
  for (const option of OPTIONS) {
    const parent = parentOf(value, option.path);
    const key = option.path.at(-1);
    if (parent === null || key === undefined) continue;

    const text = environment[option.variable];
    if (text !== undefined && text !== "") {
      parent[key] = valueFor(option, text);
      variables.set(option.path.join("."), option.variable);
    }
    const name = isSecret(option.path) ? REFERENCE.exec(String(parent[key]))?.[1] : undefined;
    if (name !== undefined) {
      secretVariables.push(name);
      parent[key] = environment[name] || parent[key];
    }
  }
  return { value, variables, secretVariables };
}

/** Complains of variables with our prefix that mean nothing; other programs may own them, so it is no fault. */
export function unknownVariables(environment: Environment): string[] {
  const known = OPTIONS.map((option) => option.variable);
  return Object.keys(environment)
    .filter((name) => name.startsWith("EXSTREAMTV_") && name !== RUN_VARIABLE && !known.includes(name))
    .map((name) => {
      const hint = nearestWord(name, known);
      return `${name}: no option has this name${hint === undefined ? "" : `; did you mean "${hint}"?`}`;
    });
}

/** The place of a value that a variable set. */
export function variablePlace(name: string, variable: string): ConfigPlace {
  return { name, line: null, column: null, variable };
}

/** Text where the option takes text; else what YAML would read: a number, true, a list. */
function valueFor(option: Option, text: string): unknown {
  if (z.safeParse(option.schema, text).success) return text;
  try {
    return parse(text, { logLevel: "error" });
  } catch {
    // Not YAML either: the schema will refuse the text itself.
    return text;
  }
}

/** The map that holds the option, made if missing; null if something else stands there, which is a fault of its own. */
function parentOf(root: Record<string, unknown>, path: readonly string[]): Record<string, unknown> | null {
  let parent = root;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(parent, key) ? parent[key] : (parent[key] = {});
    if (!isRecord(next)) return null;
    parent = next;
  }
  return parent;
}
