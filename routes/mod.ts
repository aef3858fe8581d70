/**
 * The HTTP edge of the program: HDHomeRun, IPTV, guide, REST and dashboard.
 *
 * @module
 */
export { type App, type ConnectionInfo, createApp } from "./app.ts";
export type {
  ChangeOptions,
  DocumentRecord,
  Documents,
  EditedDocument,
  ExpectedVersion,
  PreviewRecord,
} from "./document_parts.ts";
export { type Rooms, routePartsFrom } from "./from_rooms.ts";
export type { Guide, GuideFile, GuideProof, GuideState } from "./guide_parts.ts";
export type {
  Authority,
  Care,
  ChannelRuntime,
  Device,
  Hls,
  Library,
  LibraryFolder,
  MediaPage,
  MediaQuery,
  Metadata,
  ProcessRecord,
  ReadinessCheck,
  RouteParts,
  RunningInputs,
  Security,
  Segment,
  ServerAddress,
  StaticFile,
  StaticFiles,
  StreamClient,
} from "./parts.ts";
export type { ResponseBytes } from "./response_bytes.ts";
export { staticFolder } from "./static_folder.ts";
