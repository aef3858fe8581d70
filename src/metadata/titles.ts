import type { MediaTitle } from "../media.ts";

/** What stands in for a title that is none. */
export interface TitleFallbacks {
  /** Name of the channel. */
  readonly channelName: string;
  /** When it airs, milliseconds since 1970. */
  readonly startMs: number;
}

/** A title fit for viewers. */
export interface ResolvedTitle {
  /** Never empty, never a placeholder. */
  readonly title: string;
  /** True when the item's own title was none, for the counters. */
  readonly isPlaceholder: boolean;
}

/** Some imports call an item by its number in a database: `Item 12345`. */
const PLACEHOLDER = /^\s*item\s*\d+\s*$/iu;

/** Whether a text is no title: empty, or a number some import made up. */
export function isPlaceholder(title: string): boolean {
  return title.trim() === "" || PLACEHOLDER.test(title);
}

/**
 * The title to show (rule M2): the item's own, else its show's, else channel and time.
 *
 * @param item What the item is called.
 * @param fallbacks What to fall back to.
 */
export function resolveTitle(
  item: Pick<MediaTitle, "title" | "show">,
  fallbacks: TitleFallbacks,
): ResolvedTitle {
  if (!isPlaceholder(item.title)) return { title: item.title, isPlaceholder: false };
  const show = item.show !== null && !isPlaceholder(item.show) ? item.show : null;
  return { title: show ?? `${fallbacks.channelName} — ${timestamp(fallbacks.startMs)}`, isPlaceholder: true };
}

/** `2026-01-05 12:00 UTC`. */
function timestamp(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
