import { isDeepStrictEqual } from "node:util";
import { affectedChannels, outlined } from "./affected.ts";
import { beyondReach, type Reach } from "./beyond_reach.ts";
import type { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import { ConfigFault, type RuleDocuments } from "./config/mod.ts";
import { Fault } from "./fault.ts";
import { known } from "./invariant.ts";
import type { ChannelBook } from "./channel_book.ts";
import { unreadSchedules } from "./remains.ts";
import { entriesOf, inUse, isSame, locateProblems, placeOf, type RuleEntry, usersOf } from "./rule_book.ts";
import { adopt, isApplied, refuseAll, type Roll, rollOf } from "./roll.ts";
import type { DocumentKey, DocumentStore, DocumentVersion } from "./store/mod.ts";

/** What a roster is made of. */
export interface RosterParts {
  /** What the files write; never changed here. */
  readonly documents: RuleDocuments;
  /** What airs while nobody made a channel. */
  readonly demo: RuleDocuments | null;
  /** Keeps what is made here. */
  readonly store: Pick<DocumentStore, "all" | "history" | "version" | "write">;
  /** Makes channels of documents. */
  readonly channels: ChannelBook;
  /** What the program may reach until its next start. */
  readonly reach: Reach;
  /** Time. */
  readonly clock: Clock;
  /**
   * A document of the store does not fit the others, and is set aside until one of them is edited; `stays` if it is
   * still a channel, without what cannot be read.
   */
  readonly onSetAside: (key: DocumentKey, reason: string, stays: boolean) => void;
}

/** What one document is to be. */
export interface Edit extends DocumentKey {
  /** What it is to say, in the words of the file; null deletes it. */
  readonly document: unknown;
}

/** What an edit came to. */
export interface Edited extends DocumentKey {
  /** What happened to it. */
  readonly change: "created" | "edited" | "deleted" | "unchanged";
}

/** What edits came to. */
export interface Changes {
  /** Each edit, in the order they were given. */
  readonly edited: readonly Edited[];
  /** All channels before. */
  readonly before: readonly Channel[];
  /** All channels now. */
  readonly after: readonly Channel[];
}

/** Told of changes when they hold, in the same turn; must not throw. */
export type RosterListener = (changes: Changes) => void;

/**
 * Who is on: the channels of the files, of the store and, while there are none, of the demo, as one. Edits are checked
 * as a whole with everything else, written, and then hold at once; between check and hold nothing else runs.
 */
export class Roster {
  readonly #parts: RosterParts;
  readonly #listeners = new Set<RosterListener>();
  #roll: Roll;

  /** Reads the store; what does not fit there is set aside, so that the program starts whatever was written. */
  constructor(parts: RosterParts) {
    this.#parts = parts;
    const { documents, demo, store } = parts;
    const stored = store.all().map(({ kind, name, document, version }): RuleEntry => {
      return { kind, name, document, version, managedBy: "api", fault: null };
    });
    const files = entriesOf(documents, "config");
    // What a file says under the same name comes first, and is all there is to see.
    const [hidden, own] = [stored.filter(isIn(files)), stored.filter((entry) => !isIn(files)(entry))];
    for (const entry of hidden) {
      parts.onSetAside(entry, "the configuration file has one of this name", false);
    }
    const shown = demo === null ? [] : entriesOf(demo, "demo");
    this.#roll = adopt([...files, ...own, ...shown], parts.channels, []);
    this.#tellSetAside([]);
  }

  /** All channels, disabled ones too; the information channel where none would be enabled. The same object until it is edited. */
  channels(): readonly Channel[] {
    return this.#roll.channels;
  }

  /** Channels that are on offer. */
  enabled(): readonly Channel[] {
    return this.#roll.enabled;
  }

  /** Every document, those of the demo only while it airs. */
  entries(): readonly RuleEntry[] {
    return this.#roll.entries.filter((entry) => isApplied(entry, this.#roll.entries));
  }

  /**
   * A document.
   *
   * @throws {Fault} `unknown_channel` or `unknown_document`.
   */
  entry(key: DocumentKey): RuleEntry {
    return this.#find(key) ?? refuseUnknown(key);
  }

  /** What uses a document by its name. */
  usersOf(key: DocumentKey): RuleEntry[] {
    return usersOf(inUse(this.entries()), key);
  }

  /** What is remembered of a document, newest first; nothing of one of the files. */
  history(key: DocumentKey): DocumentVersion[] {
    return this.#parts.store.history(key);
  }

  /**
   * Says what edits would come to, and changes nothing.
   *
   * @throws {Fault} As {@link edit} does.
   */
  rehearse(edits: readonly Edit[]): readonly Edited[] {
    return this.#prepare(edits).edited;
  }

  /**
   * The channel that a document describes, were it saved now.
   *
   * @param edit Of a channel.
   * @throws {Fault} `invalid_document`.
   */
  imagine({ name, document }: Omit<Edit, "kind">): Channel {
    const channels = this.#candidate([{ kind: "channel", name, document }]);
    return known(channels.find(({ id }) => id === name), `channel ${name}`);
  }

  /**
   * Checks edits, writes them, and has them hold: all or none.
   *
   * @param edits Of different documents.
   * @param note What the operator says of them.
   * @throws {Fault} `managed_by_config`, `unknown_channel`, `unknown_document`, `invalid_document`, `document_in_use`,
   *   `restart_required`, or what the store throws.
   */
  edit(edits: readonly Edit[], note: string): Changes {
    const { store, clock } = this.#parts;
    const before = this.#roll;
    const { edited, channels } = this.#prepare(edits);
    const real = edits.filter((_, at) => edited[at]?.change !== "unchanged");
    if (real.length === 0) return { edited, before: before.channels, after: before.channels };
    const atMs = Math.floor(clock.wallMs());
    store.write(real.map(({ kind, name, document }) => ({ kind, name, document, atMs, note })));
    const entries = this.#with(real, (key) => store.version(key));
    const isAside = entries.some(({ fault }) => fault !== null);
    // What was set aside may fit now.
    this.#roll = isAside ? adopt(entries, this.#parts.channels, before.channels) : rollOf(entries, channels);
    this.#tellSetAside(before.entries);
    const changes = { edited, before: before.channels, after: this.#roll.channels };
    for (const listener of this.#listeners) listener(changes);
    return changes;
  }

  /** Listens until disposed. */
  subscribe(listener: RosterListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Tells once of each: what was set aside before is known. */
  #tellSetAside(before: readonly RuleEntry[]): void {
    for (const entry of this.#roll.entries) {
      const wasAside = before.some((one) => isSame(one, entry) && one.fault !== null);
      if (entry.fault === null || wasAside) continue;
      this.#parts.onSetAside(entry, entry.fault, entry.remains !== undefined);
    }
  }

  #find(key: DocumentKey): RuleEntry | null {
    return this.entries().find((entry) => isSame(entry, key)) ?? null;
  }

  #prepare(
    edits: readonly Edit[],
  ): { readonly edited: readonly Edited[]; readonly channels: readonly Channel[] } {
    const edited = edits.map((edit): Edited => ({
      kind: edit.kind,
      name: edit.name,
      change: this.#changeOf(edit),
    }));
    const real = edits.filter((_, at) => edited[at]?.change !== "unchanged");
    const channels = real.length > 0 ? this.#candidate(real) : this.#roll.channels;
    const beyond = real.flatMap(({ document }) => beyondReach(document, this.#parts.reach));
    if (beyond.length > 0) {
      throw new Fault(
        "restart_required",
        `Cannot save: ${
          [...new Set(beyond)].join("; ")
        }; add it to the configuration file and start the program anew`,
      );
    }
    return { edited, channels };
  }

  #changeOf(edit: Edit): Edited["change"] {
    const entry = this.#find(edit);
    if (entry === null) return edit.document === null ? refuseUnknown(edit) : "created";
    if (isDeepStrictEqual(entry.document, edit.document)) return "unchanged";
    refuseForeign(entry);
    return edit.document === null ? "deleted" : "edited";
  }

  /** The channels there would be. */
  #candidate(edits: readonly Edit[]): readonly Channel[] {
    const entries = inUse(this.#with(edits, () => null));
    const applied = entries.filter((entry) => isApplied(entry, entries));
    const affected = affectedChannels(inUse(this.entries()), applied, edits);
    try {
      const documents = outlined(applied, affected);
      return this.#parts.channels.channelsOf(documents, this.#roll.channels, {
        mayDiffer: (id) => affected.has(id),
        unread: unreadSchedules(applied),
      });
    } catch (thrown) {
      if (!(thrown instanceof ConfigFault)) throw thrown;
      return refuseAll(locateProblems(thrown.faults, applied), edits);
    }
  }

  /** All documents with edits applied, those of the files first. */
  #with(edits: readonly Edit[], versionOf: (key: DocumentKey) => number | null): RuleEntry[] {
    const others = this.#roll.entries.filter((entry) => !edits.some((edit) => isSame(edit, entry)));
    const written = edits.filter(({ document }) => document !== null)
      .map(({ kind, name, document }): RuleEntry => {
        return { kind, name, document, managedBy: "api", version: versionOf({ kind, name }), fault: null };
      });
    const own = [...others.filter(({ managedBy }) => managedBy === "api"), ...written]
      .toSorted((one, other) => one.name < other.name ? -1 : 1);
    const from = (whose: RuleEntry["managedBy"]) => others.filter(({ managedBy }) => managedBy === whose);
    return [...from("config"), ...own, ...from("demo")];
  }
}

/**
 * To be called before a document is changed.
 *
 * @throws {Fault} `managed_by_config` if it was not made through the API.
 */
export function refuseForeign(entry: RuleEntry): void {
  if (entry.managedBy === "api") return;
  const whose = entry.managedBy === "demo"
    ? "it is the demo's, which goes when a channel is made"
    : "it is written in the configuration file";
  throw new Fault("managed_by_config", `Cannot change ${placeOf(entry)}: ${whose}`);
}

function isIn(others: readonly DocumentKey[]): (key: DocumentKey) => boolean {
  return (key) => others.some((other) => isSame(other, key));
}

function refuseUnknown({ kind, name }: DocumentKey): never {
  const code = kind === "channel" ? "unknown_channel" : "unknown_document";
  throw new Fault(code, `Cannot find the ${kind} ${JSON.stringify(name)}: there is none`);
}
