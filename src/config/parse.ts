import type { z } from "zod";
import { LIMITS } from "../limits.ts";
import type { Config } from "./config.ts";
import { ConfigFault, type ConfigProblem, renderPlace } from "./config_fault.ts";
import { findConflicts } from "./cross_checks.ts";
import { readDocument } from "./document.ts";
import { applyEnvironment, type Environment, unknownVariables } from "./environment.ts";
import { isInside } from "./forms.ts";
import { Locator, quote, written } from "./locator.ts";
import { nearestWord } from "./nearest.ts";
import { configSchema, DEVICE_ID, DEVICE_ID_FALLBACK } from "./schema.ts";
import { keysIn } from "./values.ts";

/** A configuration to read. */
export interface ConfigSource {
  /** Contents of the file; bytes are taken as UTF-8; empty for the defaults. */
  readonly text: string | Uint8Array;
  /** Name of the file as the operator knows it, for messages. */
  readonly name: string;
  /** Environment variables: overrides, and the secrets that `${VARIABLE}` names. */
  readonly environment: Environment;
  /** The program's folder; with it, media folders are also held against a relative database path. */
  readonly home?: string;
}

/** A configuration that can be used. */
export interface ParsedConfig {
  /** Every option, complete. */
  readonly config: Config;
  /** What is used although it looks wrong, one line each. */
  readonly warnings: readonly string[];
  /** Environment variables that secrets were taken from, which the permissions must let main read. */
  readonly variables: readonly string[];
}

/**
 * Reads and checks a configuration.
 *
 * @param source The file's text, its name and the environment.
 * @throws {ConfigFault} With everything that is wrong, not only the first thing.
 */
export function parseConfig(source: ConfigSource): ParsedConfig {
  const document = readDocument(source.text, source.name);
  const overrides = applyEnvironment(document.value, source.environment);
  const locator = new Locator(source.name, document, overrides);

  const checked = configSchema.safeParse(overrides.value);
  const problems = checked.success
    ? []
    : checked.error.issues.slice(0, LIMITS.configFaultsMax).flatMap((issue) => problemsOf(issue, locator));
  for (const { path, expected } of findConflicts(overrides.value, source.home ?? null)) {
    problems.push(locator.problem(path, expected));
  }
  if (!checked.success || problems.length > 0) throw new ConfigFault(inOrder(onePerPath(problems)));
  return {
    config: checked.data,
    warnings: [
      ...deviceIdWarnings(locator),
      ...folderWarnings(checked.data, locator),
      ...unknownVariables(source.environment),
    ],
    variables: overrides.secretVariables,
  };
}

function problemsOf(issue: z.core.$ZodIssue, locator: Locator): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    const known = keysIn(issue.message);
    return issue.keys.slice(0, LIMITS.configFaultsMax).map((key) => {
      const problem = locator.keyProblem([...issue.path, key], "an unknown key", issue.message);
      const hint = nearestWord(key, known);
      return hint === undefined ? problem : { ...problem, hint };
    });
  }
  if (issue.code === "invalid_key") {
    return [locator.keyProblem(issue.path, quote(String(issue.path.at(-1))), issue.message)];
  }
  return [locator.problem(issue.path, issue.message)];
}

function deviceIdWarnings(locator: Locator): string[] {
  const path = ["hdhomerun", "device_id"];
  const id = locator.value(path);
  if (id === undefined || id === "auto" || DEVICE_ID.test(String(id))) return [];
  const where = renderPlace(locator.place(path));
  return [
    `${where} ${written(path)}: found ${
      quote(id)
    }, expected auto or 8 hex digits; using ${DEVICE_ID_FALLBACK}`,
  ];
}

function folderWarnings(config: Config, locator: Locator): string[] {
  const { paths } = config.libraries.local;
  return config.channels.flatMap(({ schedule, inputs }, index) => {
    const drawn = [
      { keys: ["schedule", "collection"], collection: schedule?.collection },
      { keys: ["inputs", "fallback"], collection: inputs.fallback },
    ].flatMap(({ keys, collection }) => {
      if (!collection || !("folder" in collection)) return [];
      const { folder } = collection;
      if (paths.some((path) => isInside(folder, path))) return [];
      return [{ keys: [...keys, "folder"], folder, effect: "nothing will air" }];
    });
    const mirrored = inputs.mirrors.flatMap(({ from: folder }, at) => {
      if (paths.some((path) => isInside(folder, path) || isInside(path, folder))) return [];
      return [{ keys: ["inputs", "mirrors", at, "from"], folder, effect: "this mirror will not be used" }];
    });
    return [...drawn, ...mirrored].map(({ keys, folder, effect }) => {
      const path = ["channels", index, ...keys];
      return `${renderPlace(locator.place(path))} ${written(path)}: found ${
        quote(folder)
      }, which is in no folder of libraries.local.paths; ${effect}`;
    });
  });
}

function onePerPath(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const first = new Map<string, ConfigProblem>();
  for (const problem of problems) if (!first.has(problem.path)) first.set(problem.path, problem);
  return [...first.values()];
}

function inOrder(problems: ConfigProblem[]): ConfigProblem[] {
  return problems.sort((one, other) =>
    (one.line ?? Infinity) - (other.line ?? Infinity) || (one.column ?? 0) - (other.column ?? 0)
  );
}
