/** Where media comes from: local folders, and the demo clips the program draws by itself. */
export {
  BreakDesk,
  type BreakDeskParts,
  type BreakShelf,
  type EdlFile,
  type LookedAtItem,
} from "./break_desk.ts";
export { BREAKABLE_MS_MIN, breakPoints } from "./break_points.ts";
export { toldBreaks, type ToldPoints } from "./told_breaks.ts";
export { type Edl, type EdlFault, type SkippedLine } from "./edl.ts";
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
