import type { BreakPoint, MediaInfo } from "../media.ts";
import { breakPoints } from "./break_points.ts";
import { chapterBreaks } from "./chapter_breaks.ts";
import type { Edl } from "./edl.ts";

/** What EDL file and chapters say of where an item may be interrupted. */
export interface ToldPoints {
  /** Which of them; null if neither says anything. */
  readonly origin: "edl" | "chapters" | null;
  /** The points, by time. */
  readonly points: readonly BreakPoint[];
}

/**
 * Break points that somebody wrote down. The EDL file comes first: it was made for this. An empty one says that there
 * are none; one without a line about breaks (all mute, or all wrong) says nothing.
 *
 * @param info Of the item.
 * @param edl Of the file beside it; null if there is none.
 */
export function toldBreaks({ chapters, durationMs }: MediaInfo, edl: Edl | null): ToldPoints {
  if (edl !== null && (edl.isBlank || edl.breaks.length > 0)) {
    return { origin: "edl", points: breakPoints(edl.breaks, durationMs) };
  }
  const points = breakPoints(chapterBreaks(chapters), durationMs);
  return points.length > 0 ? { origin: "chapters", points } : { origin: null, points };
}
