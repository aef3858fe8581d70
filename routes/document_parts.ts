import type { Preview, TimelineChange } from "../src/schedule/mod.ts";
import type { DocumentKey, DocumentKind, DocumentVersion } from "../src/store/mod.ts";

/** A channel, collection, filler or schedule as it is written, in the words of the configuration file. */
export interface DocumentRecord extends DocumentKey {
  /** What it says. */
  readonly document: unknown;
  /** Where it is written; only what the API wrote can be changed there. */
  readonly managedBy: "config" | "api" | "demo";
  /** Rises with every change; null for what the API did not write. */
  readonly version: number | null;
  /** Why it is set aside, whole or in part, for it does not fit the others; null while it is used as it is. */
  readonly fault: string | null;
  /** Places of the documents that use it: `channels.5`. */
  readonly usedBy: readonly string[];
}

/** Which version somebody means to change: one, whichever there is, or none yet; null if nothing was said. */
export type ExpectedVersion = number | "any" | "none" | null;

/** How a document is changed. */
export interface ChangeOptions {
  /** The version that was looked at before. */
  readonly expected: ExpectedVersion;
  /** What the operator says of it; may be empty. */
  readonly note: string;
}

/** What became of a document of a file. */
export interface EditedDocument extends DocumentKey {
  /** What happened, or would. */
  readonly change: "created" | "edited" | "deleted" | "unchanged";
}

/** What a channel would air. */
export interface PreviewRecord extends Preview {
  /** What would differ from what is published. */
  readonly changes: readonly TimelineChange[];
}

/**
 * Where channels, and what they are made of, are written. Whatever is saved holds at once, and is checked with all else
 * before; who may refuse says so with a Fault.
 */
export interface Documents {
  /** All documents of a kind. */
  list(kind: DocumentKind): readonly DocumentRecord[];
  /** One document. @throws {Fault} `unknown_channel` or `unknown_document`. */
  find(key: DocumentKey): DocumentRecord;
  /** Makes a channel. */
  create(document: unknown, note: string): Promise<DocumentRecord>;
  /** Writes a document; one with a name that is not there yet is made. */
  put(key: DocumentKey, document: unknown, options: ChangeOptions): Promise<DocumentRecord>;
  /** Deletes a document. */
  remove(key: DocumentKey, options: ChangeOptions): Promise<void>;
  /** What a document was, newest first. */
  history(key: DocumentKey): readonly DocumentVersion[];
  /** Makes a document what it was; null if it was deleted then. */
  revert(key: DocumentKey, version: number, options: ChangeOptions): Promise<DocumentRecord | null>;
  /** Documents as a YAML file. */
  exportText(scope: "api" | "all"): string;
  /** A YAML file with all that was made through the API, and otherwise as it is. @throws {Fault} `invalid_document`. */
  exportInto(text: string): string;
  /** Takes the documents of such a file, all or none. */
  importText(
    text: string,
    options: { readonly isRehearsal: boolean; readonly note: string },
  ): Promise<readonly EditedDocument[]>;
  /** What a channel would air. */
  preview(
    wish: { readonly channelId: string | null; readonly document: unknown; readonly hours: number },
  ): Promise<PreviewRecord>;
}
