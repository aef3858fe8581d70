import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Fault } from "../../src/fault.ts";
import type { DocumentVersion } from "../../src/store/mod.ts";
import type { ChangeOptions, DocumentRecord, ExpectedVersion } from "../document_parts.ts";
import type { RouteEnv } from "../route_env.ts";
import { ADMIN_ONLY, isoTime, json, problem, WRITE_PROBLEMS } from "./answers.ts";

/** A document in the words of the configuration file. */
export const Document = z.unknown().openapi({
  type: "object",
  description: "In the words of the configuration file; see docs/schedules.md",
});

/** How documents are told. */
export const DocumentView = z.object({
  name: z.string().openapi({ description: "Of a channel its id" }),
  document: Document,
  managed_by: z.enum(["config", "api", "demo"]).openapi({
    description: "Only what the API wrote can be changed here",
  }),
  version: z.int().nullable().openapi({ description: "For If-Match; null for what the API did not write" }),
  used_by: z.array(z.string()),
  fault: z.string().nullable().openapi({
    description:
      "Why it is set aside, for it does not fit the others; a channel stays without what cannot be read of it",
  }),
}).openapi("Document");

/** How versions of documents are told, newest first. */
export const HistoryView = z.object({
  items: z.array(z.object({
    version: z.int(),
    at: z.iso.datetime(),
    document: Document.nullable().openapi({ description: "Null once it was deleted" }),
    note: z.string(),
  })),
  next_cursor: z.string().nullable(),
});

/** What may be said of a change. */
export const NoteQuery = z.object({
  note: z.string().max(200).default("").openapi({ description: "What is to be remembered of the change" }),
});

/** How anything that changes a document may be refused. */
export const DOCUMENT_PROBLEMS = {
  ...WRITE_PROBLEMS,
  404: problem("There is no such document."),
  409: problem(
    "It is written in the configuration file (managed_by_config), others use it (document_in_use), or " +
      "the program must be started anew (restart_required).",
  ),
  412: problem("It was changed meanwhile."),
  422: problem("The document has faults; `faults` names all of them."),
  428: problem("If-Match with the document's version is missing."),
} as const;

/** What all routes that change documents have in common. */
export const CHANGES = { security: ADMIN_ONLY } as const;

/** The answer with one document; its version is the entity tag. */
export const documentAnswer = json("The document.", DocumentView);

/** The answer with all documents of a kind. */
export const documentsAnswer = json(
  "All there are.",
  z.object({ items: z.array(DocumentView), next_cursor: z.string().nullable() }),
);

/** How going back to a version is answered. */
export const REVERT_ANSWERS = {
  200: documentAnswer,
  204: { description: "It was deleted then, and is now." },
  ...DOCUMENT_PROBLEMS,
} as const;

/** Tells a document. */
export function viewDocument({ name, document, managedBy, version, usedBy, fault }: DocumentRecord) {
  return { name, document, managed_by: managedBy, version, used_by: [...usedBy], fault };
}

/** Tells versions. */
export function viewHistory(versions: readonly DocumentVersion[]): z.infer<typeof HistoryView> {
  const items = versions.map(({ version, atMs, document, note }) => ({
    version,
    at: isoTime(atMs),
    document,
    note,
  }));
  return { items, next_cursor: null };
}

/** The entity tag of a document. */
export function tagOf({ version }: Pick<DocumentRecord, "version">): Record<string, string> {
  return version === null ? {} : { etag: `"${version}"` };
}

/** How a request wants a document to be changed. */
export function changeOptions(context: Context<RouteEnv>, note: string): ChangeOptions {
  return { expected: expectedVersion(context), note };
}

/**
 * Which version a request means to change (RFC 9110 §13.1).
 *
 * @throws {Fault} `bad_request`, or `version_conflict` for a tag that no document ever has.
 */
function expectedVersion(context: Context<RouteEnv>): ExpectedVersion {
  const [match, noneMatch] = [context.req.header("if-match"), context.req.header("if-none-match")];
  if (match === undefined) {
    if (noneMatch === undefined) return null;
    if (noneMatch.trim() === "*") return "none";
    throw new Fault("bad_request", "Cannot read If-None-Match: expected *");
  }
  if (match.trim() === "*") return "any";
  const version = /^\s*"(\d{1,15})"\s*$/.exec(match)?.[1];
  if (version !== undefined) return Number(version);
  throw new Fault("version_conflict", `Cannot find the version of If-Match: expected one such as "3"`);
}
