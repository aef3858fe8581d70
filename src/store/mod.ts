/** The store: everything the program remembers, in one SQLite file. */
export { openStore, type Store, type StoreOptions } from "./store.ts";
export type { AiredStore } from "./aired_store.ts";
export { backUp, type BackupOptions, startBackups } from "./backup.ts";
export type {
  BreakStore,
  FileVersion,
  ItemBreaks,
  KnownBreaks,
  ToldBreaks,
  UnlookedItem,
} from "./break_store.ts";
export type { ChannelStore } from "./channel_store.ts";
export type { Connections, ConnectionUsage, CountedConnection } from "./connections.ts";
export {
  DOCUMENT_KINDS,
  type DocumentChange,
  type DocumentKey,
  type DocumentKind,
  type DocumentStore,
  type DocumentVersion,
} from "./document_store.ts";
export type { IdentityStore } from "./identity_store.ts";
export type { FolderProblem, FolderScan, LibraryStore } from "./library_store.ts";
export type {
  FolderCounts,
  FoundMedia,
  KnownMedia,
  MediaPage,
  MediaPiece,
  MediaQuery,
  MediaStore,
} from "./media_store.ts";
export type { LoudnessStore, MeasuredTrack, SoundTrack } from "./loudness_store.ts";
export type {
  DueQuery,
  FoundDetails,
  KeptAnswer,
  KnownDetails,
  KnownFacts,
  MetadataStore,
} from "./metadata_store.ts";
export type { KeyFrame, ReadyEntry, ReadyFile, ReadyIndex, ReadyStore } from "./ready_store.ts";
export type { Checkpoint, ProgrammeCensus, TimelineStore } from "./timeline_store.ts";
