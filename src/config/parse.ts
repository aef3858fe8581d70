import { problemsOf, refusal } from "./complaints.ts";
import type { Config } from "./config.ts";
import { ConfigFault, type ConfigProblem, renderPlace } from "./config_fault.ts";
import { findConflicts } from "./cross_checks.ts";
import { readDocument, type SourceDocument } from "./document.ts";
import { applyEnvironment, type Environment, unknownVariables } from "./environment.ts";
import { folderWarnings } from "./folder_warnings.ts";
import { Locator, quote } from "./locator.ts";
import { type MergedDocument, mergeDocuments } from "./merged_document.ts";
import { zoneNamed } from "./moments.ts";
import { documentsIn, type RuleDocuments } from "./rule_documents.ts";
import { configSchema, DEVICE_ID, DEVICE_ID_FALLBACK } from "./schema.ts";
import { ONCE } from "./values.ts";

/** A file that the configuration includes. */
export interface IncludedFile {
  /** Contents; bytes are taken as UTF-8. */
  readonly text: string | Uint8Array;
  /** Name of the file as the operator knows it, for messages. */
  readonly name: string;
}

/** A configuration to read. */
export interface ConfigSource {
  /** Contents of the file; bytes are taken as UTF-8; empty for the defaults. */
  readonly text: string | Uint8Array;
  /** Name of the file as the operator knows it, for messages. */
  readonly name: string;
  /** The files it includes, as `gatherIncludes` finds them. */
  readonly included?: readonly IncludedFile[];
  /** Environment variables: overrides, and the secrets that `${VARIABLE}` names. */
  readonly environment: Environment;
  /** The program's folder; with it, media folders are also held against a relative database path. */
  readonly home?: string;
  /** The system's time zone, for those who name none; UTC when left out or unknown. */
  readonly timezone?: string;
}

/** A configuration that can be used. */
export interface ParsedConfig {
  /** Every option, complete. */
  readonly config: Config;
  /** What says what airs, as the files have it. */
  readonly documents: RuleDocuments;
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
  const { document, problems } = readAll(source);
  const overrides = applyEnvironment(document.value, source.environment);
  const locator = new Locator(source.name, document, overrides);
  const timezone = zoneNamed(source.timezone ?? "UTC") ?? "UTC";

  const checked = configSchema({ written: overrides.value, timezone }).safeParse(overrides.value, ONCE);
  const conflicts = findConflicts(overrides.value, source.home ?? null);
  const found = [...problems, ...problemsOf(checked.error?.issues ?? [], conflicts, locator)];
  if (!checked.success || found.length > 0) throw refusal(found);
  return {
    config: checked.data,
    documents: documentsIn(document.value),
    warnings: [
      ...deviceIdWarnings(locator),
      ...folderWarnings(checked.data, locator),
      ...unknownVariables(source.environment),
    ],
    variables: overrides.secretVariables,
  };
}

function deviceIdWarnings(locator: Locator): string[] {
  const path = ["hdhomerun", "device_id"];
  const id = locator.value(path);
  if (id === undefined || id === "auto" || DEVICE_ID.test(String(id))) return [];
  const where = renderPlace(locator.place(path));
  return [
    `${where} ${locator.written(path)}: found ${
      quote(id)
    }, expected auto or 8 hex digits; using ${DEVICE_ID_FALLBACK}`,
  ];
}

/** Every file, or the faults of form of all of them. */
function readAll({ text, name, included = [] }: ConfigSource): MergedDocument {
  const documents: SourceDocument[] = [];
  const problems: ConfigProblem[] = [];
  for (const file of [{ text, name }, ...included]) {
    try {
      documents.push(readDocument(file.text, file.name));
    } catch (thrown) {
      if (!(thrown instanceof ConfigFault)) throw thrown;
      problems.push(...thrown.faults);
    }
  }
  const [main, ...others] = documents;
  if (main === undefined || problems.length > 0) throw new ConfigFault(problems);
  return mergeDocuments(main, others);
}
