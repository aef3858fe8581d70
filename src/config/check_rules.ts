import type { ChannelConfig, Config } from "./config.ts";
import { problemsOf, refusal } from "./complaints.ts";
import { findChannelConflicts } from "./cross_checks.ts";
import type { SourceDocument } from "./document.ts";
import { folderWarnings } from "./folder_warnings.ts";
import { Locator } from "./locator.ts";
import type { RuleDocuments } from "./rule_documents.ts";
import { settleChannel } from "./channel_schema.ts";
import { rulesShape } from "./rules_shape.ts";
import { ONCE, section } from "./values.ts";

/** What documents mean, checked and complete. */
export interface CheckedRules {
  /** The channels, in their order. */
  readonly channels: readonly ChannelConfig[];
  /** What is used although it looks wrong, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Checks channels with everything their names stand for, exactly as a file's are: bodies of the API, together with the
 * documents of the file and of the store.
 *
 * @param documents All channels, collections, fillers and schedules there would be.
 * @param config The other sections: how channels run unless they say otherwise.
 * @param name What the documents are, for messages.
 * @throws {ConfigFault} With everything that is wrong; `path` of each says where: `schedules.evening.slots[2].at`.
 */
export function checkRules(
  documents: RuleDocuments,
  config: Pick<Config, "streaming" | "scheduling" | "profiles" | "libraries">,
  name = "request",
): CheckedRules {
  const { channels, collections, fillers, schedules } = documents;
  const written: Record<string, unknown> = { channels, collections, fillers, schedules };
  const locator = new Locator(name, noFile(written, name), {
    value: written,
    variables: new Map(),
    secretVariables: [],
  });
  const checked = section({ ...rulesShape(written) }).safeParse(written, ONCE);
  const conflicts = findChannelConflicts({ ...written, profiles: config.profiles });
  const problems = problemsOf(checked.error?.issues ?? [], conflicts, locator);
  if (!checked.success || problems.length > 0) throw refusal(problems);
  const defaults = { lifecycle: config.streaming.lifecycle, timezone: config.scheduling.timezone };
  const settled = checked.data.channels.map((channel) => settleChannel(channel, defaults));
  const { libraries } = config;
  return { channels: settled, warnings: folderWarnings({ channels: settled, libraries }, locator) };
}

/** What stands in no file has no lines. */
function noFile(value: Record<string, unknown>, name: string): SourceDocument {
  const place = () => ({ name, line: null, column: null, variable: null });
  return { value, place, keyPlace: place, localPath: (path) => path };
}
