/** Schedules become timelines here: the single truth of what airs when. */
export {
  type AuthorityListeners,
  type AuthorityOptions,
  type AuthorityParts,
  BroadcastScheduleAuthority,
  type CanonicalTimelineItem,
  type ReadFolder,
} from "./authority.ts";
export { type CardTitles } from "./desk.ts";
export { type Remark } from "./draft.ts";
export { type Preview } from "./preview.ts";
export { type ScheduleLibrary } from "./collections.ts";
export { type LeftOutListener, whenLeftOutChanges } from "./left_out.ts";
export { type LeftOut } from "./airable.ts";
export { type RemarkListener, RemarkLog } from "./remark_log.ts";
export { type TimelineChange, timelineChanges } from "./timeline_changes.ts";
export { mirrorDepth } from "./mirror_depth.ts";
export { nowPlaying } from "./now_playing.ts";
export { retitleTimelines, type TitledTimelines } from "./retitle.ts";
export { assertTiles, indexAt } from "./timeline.ts";
export { type Checkpoint, type TimelineStore } from "./timeline_store.ts";
