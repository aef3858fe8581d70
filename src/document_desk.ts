import type { ChannelBook } from "./channel_book.ts";
import type { Clock } from "./clock.ts";
import { addDocuments, ConfigFault, exportDocuments, importDocuments } from "./config/mod.ts";
import { Fault } from "./fault.ts";
import { documentsOf, entriesOf, isRecord, placeOf, type RuleEntry } from "./rule_book.ts";
import { type Changes, type Edit, type Edited, refuseForeign, type Roster } from "./roster.ts";
import {
  type BroadcastScheduleAuthority,
  type Preview,
  type TimelineChange,
  timelineChanges,
} from "./schedule/mod.ts";
import type { DocumentKey, DocumentKind, DocumentVersion } from "./store/mod.ts";

/** What a desk of documents works with. */
export interface DocumentDeskParts {
  /** Where documents are. */
  readonly roster: Roster;
  /** Makes ids. */
  readonly book: Pick<ChannelBook, "makeId">;
  /** What airs, and would air. */
  readonly authority: Pick<BroadcastScheduleAuthority, "getTimeline" | "preview">;
  /** Time. */
  readonly clock: Clock;
  /** Resolves when what was saved is on air, or soon will be. */
  readonly settled: () => Promise<void>;
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

/** A document with who uses it. */
export interface DocumentRecord extends RuleEntry {
  /** Places of the documents that use it by its name: `channels.5`. */
  readonly usedBy: readonly string[];
}

/** What a channel would air. */
export interface PreviewRecord extends Preview {
  /** What would differ from what is published. */
  readonly changes: readonly TimelineChange[];
}

const HOUR_MS = 3_600_000;

/** Where operators write channels and what they are made of, through the API. */
export class DocumentDesk {
  /** Nothing was asked yet. */
  constructor(private readonly parts: DocumentDeskParts) {}

  /** All documents of a kind. */
  list(kind: DocumentKind): DocumentRecord[] {
    return this.parts.roster.entries().filter((entry) => entry.kind === kind).map((entry) =>
      this.#record(entry)
    );
  }

  /**
   * One document.
   *
   * @throws {Fault} `unknown_channel` or `unknown_document`.
   */
  find(key: DocumentKey): DocumentRecord {
    return this.#record(this.parts.roster.entry(key));
  }

  /**
   * Makes a channel; without an `id` it gets one that it keeps however it is renamed and renumbered.
   *
   * @throws {Fault} As {@link Roster.edit}.
   */
  async create(document: unknown, note: string): Promise<DocumentRecord> {
    refuseNothing(document);
    const given = isRecord(document) ? document["id"] : undefined;
    const name = isRecord(document) && typeof document["name"] === "string" ? document["name"] : "";
    const id = typeof given === "string" && given !== "" ? given : this.#makeId(name);
    if (this.#isTaken(id)) {
      refusePlace("id", `found ${JSON.stringify(id)}, expected an id no other channel has`);
    }
    return await this.#save({ kind: "channel", name: id, document: withId(document, given ?? id) }, note);
  }

  /**
   * Writes a document; one that is not there yet is made.
   *
   * @throws {Fault} As {@link Roster.edit}, and `version_required` or `version_conflict`.
   */
  async put(key: DocumentKey, document: unknown, { expected, note }: ChangeOptions): Promise<DocumentRecord> {
    refuseNothing(document);
    if (key.kind === "channel") this.parts.roster.entry(key);
    this.#refuseOther(key, expected);
    return await this.#save(
      { ...key, document: key.kind === "channel" ? ownId(key, document) : document },
      note,
    );
  }

  /**
   * Deletes a document.
   *
   * @throws {Fault} As {@link Roster.edit}, and `version_required` or `version_conflict`.
   */
  async remove(key: DocumentKey, { expected, note }: ChangeOptions): Promise<void> {
    this.parts.roster.entry(key);
    this.#refuseOther(key, expected);
    await this.#edit([{ ...key, document: null }], note);
  }

  /**
   * What a document was, newest first, also of one that was deleted.
   *
   * @throws {Fault} `unknown_channel` or `unknown_document` if it never was.
   */
  history(key: DocumentKey): DocumentVersion[] {
    const versions = this.parts.roster.history(key);
    if (versions.length === 0) this.parts.roster.entry(key);
    return versions;
  }

  /**
   * Makes a document what it was.
   *
   * @returns Null if it was deleted then, and is now.
   * @throws {Fault} As {@link Roster.edit}, `version_conflict`, and `not_found` if nothing is remembered of the version.
   */
  async revert(
    key: DocumentKey,
    version: number,
    { expected, note }: ChangeOptions,
  ): Promise<DocumentRecord | null> {
    const versions = this.history(key);
    const now = versions[0]?.version ?? 0;
    if (typeof expected === "number" && expected !== now) refuseVersion(key, expected, now);
    const then = versions.find((one) => one.version === version);
    if (then === undefined) {
      throw new Fault("not_found", `Cannot revert ${placeOf(key)}: version ${version} is not remembered`);
    }
    const words = note === "" ? `revert to version ${version}` : note;
    if (then.document !== null) return await this.#save({ ...key, document: then.document }, words);
    await this.#edit([{ ...key, document: null }], words);
    return null;
  }

  /** Documents as a file: those made through the API, or all. */
  exportText(scope: "api" | "all"): string {
    return exportDocuments(documentsOf(this.#entriesOf(scope)));
  }

  /**
   * A file of the configuration with all that was made through the API, and otherwise as it is, to its comments.
   *
   * @param text YAML; no part of it is kept, nor told to anybody else.
   * @throws {Fault} `invalid_document` if it is no such file, cannot be edited by a program, or has some of it already.
   */
  exportInto(text: string): string {
    try {
      return addDocuments(text, "the file", documentsOf(this.#entriesOf("api")));
    } catch (thrown) {
      if (thrown instanceof ConfigFault) return refuseFile(thrown);
      // Of the configuration that runs, nothing is wrong.
      if (!(thrown instanceof Fault) || thrown.code !== "bad_config") throw thrown;
      throw new Fault("invalid_document", thrown.message);
    }
  }

  /**
   * Takes the documents of a file, all or none; what is there and not in the file stays.
   *
   * @param text YAML, or JSON.
   * @throws {Fault} `invalid_document` if it is no such file, or as {@link Roster.edit}.
   */
  async importText(
    text: string,
    { isRehearsal, note }: { readonly isRehearsal: boolean; readonly note: string },
  ): Promise<readonly Edited[]> {
    const edits = this.#editsOf(text);
    return isRehearsal ? this.parts.roster.rehearse(edits) : (await this.#edit(edits, note)).edited;
  }

  /**
   * What a channel would air, were it saved now.
   *
   * @param wish Key of the channel, null for a new one; a channel as it would be written, or only its schedule; hours.
   * @throws {Fault} `unknown_channel` or `invalid_document`.
   */
  async preview(
    wish: { readonly channelId: string | null; readonly document: unknown; readonly hours: number },
  ): Promise<PreviewRecord> {
    const { roster, authority, clock } = this.parts;
    const { channelId, document, hours } = wish;
    const channel = roster.imagine(this.#imagined(channelId, document));
    const untilMs = Math.floor(clock.wallMs()) + hours * HOUR_MS;
    const preview = await authority.preview(channel, untilMs);
    const { cutMs, programmes } = preview;
    const published = channelId === null ? [] : authority.getTimeline(channelId, cutMs, untilMs);
    const span = { fromMs: cutMs, toMs: Math.min(untilMs, programmes.at(-1)?.stopMs ?? cutMs) };
    return {
      ...preview,
      changes: published.length === 0 ? [] : timelineChanges(published, programmes, span),
    };
  }

  #entriesOf(scope: "api" | "all"): RuleEntry[] {
    return this.parts.roster.entries().filter(({ managedBy }) => scope === "all" || managedBy === "api");
  }

  #record(entry: RuleEntry): DocumentRecord {
    return { ...entry, usedBy: this.parts.roster.usersOf(entry).map(placeOf) };
  }

  async #save(edit: Edit, note: string): Promise<DocumentRecord> {
    await this.#edit([edit], note);
    return this.find(edit);
  }

  async #edit(edits: readonly Edit[], note: string): Promise<Changes> {
    const changes = this.parts.roster.edit(edits, note);
    await this.parts.settled();
    return changes;
  }

  /** Nobody's change is lost: whoever changes something says what it was. */
  #refuseOther(key: DocumentKey, expected: ExpectedVersion): void {
    const entry = this.parts.roster.entries().find(({ kind, name }) =>
      kind === key.kind && name === key.name
    );
    if (entry === undefined) {
      if (typeof expected === "number" || expected === "any") refuseVersion(key, expected, 0);
      return;
    }
    refuseForeign(entry);
    if (expected === null) {
      throw new Fault(
        "version_required",
        `Cannot change ${placeOf(key)}: expected If-Match with its version`,
      );
    }
    if (expected !== "any" && expected !== entry.version) refuseVersion(key, expected, entry.version ?? 0);
  }

  #editsOf(text: string): Edit[] {
    try {
      const entries = entriesOf(importDocuments(text, "import"), "config");
      const edits = entries.map(({ kind, name, document }): Edit => {
        if (kind !== "channel") return { kind, name, document };
        const id = this.#idOf(document, name);
        return { kind, name: id, document: withId(document, id) };
      });
      return edits.map((edit) => this.#asWritten(edit));
    } catch (thrown) {
      if (!(thrown instanceof ConfigFault)) throw thrown;
      return refuseFile(thrown);
    }
  }

  /** A channel that a file gives no id is the one that has its number, or a new one. */
  #idOf(document: unknown, key: string): string {
    if (isRecord(document) && document["id"] !== undefined) return key;
    const same = this.parts.roster.channels().find(({ number }) => number === key);
    return same?.id ?? this.#makeId(isRecord(document) ? String(document["name"] ?? "") : "");
  }

  #makeId(name: string): string {
    return this.parts.book.makeId(name, (id) => this.#isTaken(id));
  }

  #isTaken(channelId: string): boolean {
    const { roster } = this.parts;
    return roster.entries().some(({ kind, name }) => kind === "channel" && name === channelId) ||
      roster.channels().some(({ id }) => id === channelId);
  }

  /** A channel that a file of the configuration gives no id is there as it is written. */
  #asWritten(edit: Edit): Edit {
    const entry = this.parts.roster.entries().find(({ kind, name }) =>
      kind === edit.kind && name === edit.name
    );
    if (entry?.managedBy !== "config" || !isRecord(entry.document) || !isRecord(edit.document)) return edit;
    if (edit.kind !== "channel" || entry.document["id"] !== undefined) return edit;
    const { id: _, ...document } = edit.document;
    return { ...edit, document };
  }

  #imagined(channelId: string | null, document: unknown): { name: string; document: unknown } {
    const isSchedule = typeof document === "string" || (isRecord(document) && document["kind"] !== undefined);
    if (channelId !== null) {
      const key = { kind: "channel", name: channelId } as const;
      const now = this.parts.roster.entry(key).document;
      const whole = isSchedule && isRecord(now) ? { ...now, schedule: document } : document;
      return { name: channelId, document: ownId(key, whole) };
    }
    const whole = isSchedule ? { number: this.#freeNumber(), name: "Preview", schedule: document } : document;
    const given = isRecord(whole) ? whole["id"] : undefined;
    const name = typeof given === "string" ? given : this.#makeId("preview");
    return { name, document: withId(whole, given ?? name) };
  }

  #freeNumber(): string {
    const taken = new Set(this.parts.roster.channels().map(({ number }) => number));
    let number = 1;
    while (taken.has(String(number))) number++;
    return String(number);
  }
}

/** A channel under its key. */
function withId(document: unknown, id: unknown): unknown {
  return isRecord(document) ? { id, ...document } : document;
}

/** A channel that keeps its key. */
function ownId({ name }: DocumentKey, document: unknown): unknown {
  const id = isRecord(document) ? document["id"] : undefined;
  if (id !== undefined && id !== name) {
    refusePlace("id", `found ${JSON.stringify(id)}, expected ${JSON.stringify(name)}: an id never changes`);
  }
  return withId(document, name);
}

function refuseFile({ message, faults }: ConfigFault): never {
  const places = faults.map(({ line, column, path, found, expected }) => {
    return { path, detail: `line ${line ?? 1}, column ${column ?? 1}: found ${found}, expected ${expected}` };
  });
  throw new Fault("invalid_document", message, { places });
}

/** For the roster, nothing in place of a document deletes it. */
function refuseNothing(document: unknown): void {
  if (document === null) refusePlace("", "found nothing, expected a document");
}

function refusePlace(path: string, detail: string): never {
  throw new Fault("invalid_document", `Cannot save: ${path === "" ? detail : `${path}: ${detail}`}`, {
    places: [{ path, detail }],
  });
}

function refuseVersion(key: DocumentKey, expected: ExpectedVersion, now: number): never {
  const is = now === 0 ? "there is none" : `it has version ${now}`;
  throw new Fault(
    "version_conflict",
    `Cannot change ${placeOf(key)}: expected version ${expected}, but ${is}`,
  );
}
