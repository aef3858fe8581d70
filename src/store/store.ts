import { dirname } from "node:path";
import { Fault, messageOf } from "../fault.ts";
import { AiredStore } from "./aired_store.ts";
import { BreakStore } from "./break_store.ts";
import { ChannelStore } from "./channel_store.ts";
import { Connections } from "./connections.ts";
import { copyDatabase } from "./copy_database.ts";
import { Database } from "./database.ts";
import { DocumentStore } from "./document_store.ts";
import { IdentityStore } from "./identity_store.ts";
import { LibraryStore } from "./library_store.ts";
import { LoudnessStore } from "./loudness_store.ts";
import { MediaStore } from "./media_store.ts";
import { MetadataStore } from "./metadata_store.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";
import { ReadyStore } from "./ready_store.ts";
import { TimelineStore } from "./timeline_store.ts";

/** Where the store lives. */
export interface StoreOptions {
  /** Path of the database; it and its folder are made if missing. */
  readonly path: string;
  /** Where a copy goes before the schema changes; `backups` beside the database when absent. */
  readonly backupsFolder?: string | undefined;
}

/** Everything the program remembers, in one SQLite file. Synchronous: keep transactions short and yield between. */
export interface Store extends Disposable {
  /** Path of the database. */
  readonly path: string;
  /** Connections to it. */
  readonly connections: Connections;
  /** Pieces of media. */
  readonly media: MediaStore;
  /** What metadata says of them. */
  readonly metadata: MetadataStore;
  /** The configured folders. */
  readonly library: LibraryStore;
  /** What airs when. */
  readonly timelines: TimelineStore;
  /** What really aired. */
  readonly aired: AiredStore;
  /** How loud sound tracks are. */
  readonly loudness: LoudnessStore;
  /** Where items may be interrupted. */
  readonly breaks: BreakStore;
  /** What was encoded ahead. */
  readonly ready: ReadyStore;
  /** What the API wrote. */
  readonly documents: DocumentStore;
  /** Guide ids. */
  readonly channels: ChannelStore;
  /** What makes this installation itself. */
  readonly identity: IdentityStore;
  /** Does all of `work`, over several aggregates, or nothing; no method that is a transaction itself fits inside. */
  transaction<Result>(work: () => Result): Result;
}

/**
 * Opens the store and brings its schema forward, after a copy.
 *
 * @throws {Fault} `schema_too_new` if a newer program wrote the file; `store_failed` if it cannot be opened, is no
 *   database, or a step fails.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { path } = options;
  await makeFolder(dirname(path));
  const backupsFolder = options.backupsFolder ?? `${dirname(path)}/backups`;
  const connections = new Connections();
  const database = new Database(path, connections);
  try {
    await migrate(database, {
      migrations: MIGRATIONS,
      keepCopy: async (schema) => {
        await makeFolder(backupsFolder);
        await keepCopy(path, `${backupsFolder}/schema-${schema}.db`);
      },
    });
  } catch (thrown) {
    database[Symbol.dispose]();
    throw thrown;
  }
  const media = new MediaStore(database);
  return {
    path,
    connections,
    media,
    metadata: new MetadataStore(database),
    library: new LibraryStore(database),
    timelines: new TimelineStore(database),
    aired: new AiredStore(database),
    loudness: new LoudnessStore(database),
    breaks: new BreakStore(database, () => media.noteChange()),
    ready: new ReadyStore(database),
    documents: new DocumentStore(database),
    channels: new ChannelStore(database),
    identity: new IdentityStore(database),
    transaction: (work) => database.transaction(work),
    [Symbol.dispose]: () => database[Symbol.dispose](),
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (thrown) {
    throw new Fault("store_failed", `Cannot make the folder ${folder}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

async function keepCopy(path: string, to: string): Promise<void> {
  try {
    await copyDatabase(path, to);
  } catch (thrown) {
    throw new Fault(
      "store_failed",
      `Cannot copy the database before its schema changes: ${messageOf(thrown)}`,
      {
        cause: thrown,
      },
    );
  }
}
