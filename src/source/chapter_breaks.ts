import type { BreakPoint, Chapter } from "../media.ts";

/**
 * Titles that say no more than that the chapter is a commercial, maybe with a number: `Commercial 2`, `Ad break`,
 * `[SponsorBlock]: Sponsor`. A scene called `The Ad Man` is none.
 */
const COMMERCIAL = new RegExp(
  "^\\W*(sponsorblock\\W*)?" +
    "(ads?|adverts?|advertisements?|advertising|commercials?|sponsors?|werbung|werbe|reklame|publicité|publicidad|pubblicità)" +
    "[\\s_-]*(breaks?|blocks?|pause|insel)?\\W*\\d*\\W*$",
  "iu",
);

/**
 * Where the chapters of an item leave room for breaks: where each but the first begins. One that is a recorded
 * commercial is left out.
 *
 * @param chapters By start.
 */
export function chapterBreaks(chapters: readonly Chapter[]): readonly BreakPoint[] {
  return chapters.flatMap(({ startMs, stopMs, title }, index) => {
    if (title !== null && COMMERCIAL.test(title)) return [{ atMs: startMs, resumeMs: stopMs }];
    return index === 0 ? [] : [{ atMs: startMs, resumeMs: startMs }];
  });
}
