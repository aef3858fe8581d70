/** Where media comes from: local folders, and the demo clips the program draws by itself. */
export { type DemoOptions, demoPath, type DemoReport, type DemoSink, renderDemo } from "./demo.ts";
export { DEMO_CLIPS, type DemoClip } from "./demo_clips.ts";
export { type FfprobeResult, type RunFfprobe } from "./ffprobe.ts";
export { denoFileTree, type FileFacts, type FileTree, type FolderEntry } from "./file_tree.ts";
export { type MediaShelf, outermostFolders, scanFolder, type ScanParts, type ScanReport } from "./local.ts";
export { measureKeyFrameGap, type PacketOptions } from "./packets.ts";
export { probe } from "./probe.ts";
export { demoChannels } from "./demo_channels.ts";
export { type LibraryParts, LocalLibrary, type ScanProgress } from "./library.ts";
export { Reachability, type ReachableInput, type ReachableParts } from "./reachable.ts";
export { findSidecars } from "./sidecars.ts";
