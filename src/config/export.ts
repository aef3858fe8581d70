import { Document } from "yaml";
import { ConfigFault } from "./config_fault.ts";
import { readDocument } from "./document.ts";
import { mergeDocuments } from "./merged_document.ts";
import { documentsIn, RULE_SECTIONS, type RuleDocuments } from "./rule_documents.ts";

/**
 * Writes documents as a file that a configuration can include; empty sections are left out.
 *
 * @param documents Channels, collections, fillers and schedules in the words of the file, as the API has them.
 */
export function exportDocuments(documents: RuleDocuments): string {
  const sections = RULE_SECTIONS.map((section) => [section, documents[section]] as const)
    .filter(([, things]) => Object.keys(things).length > 0);
  if (sections.length === 0) return "{}\n";
  // Aliases would be read back, but nobody wants to see them.
  return new Document(Object.fromEntries(sections), { aliasDuplicateObjects: false }).toString({
    lineWidth: 110,
  });
}

/**
 * Reads such a file back. Whether its documents are right is for `checkRules` to say.
 *
 * @param text The file.
 * @param name Its name, for messages.
 * @throws {ConfigFault} If it is not well-formed, or holds anything else.
 */
export function importDocuments(text: string | Uint8Array, name: string): RuleDocuments {
  const file = readDocument(text, name);
  const { document, problems } = mergeDocuments({ ...file, value: {} }, [file]);
  if (problems.length > 0) throw new ConfigFault(problems);
  return documentsIn(document.value);
}
