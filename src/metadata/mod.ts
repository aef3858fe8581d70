/** What media is called: from file names today, from nfo files and databases later. */
export { parseFileName } from "./filename.ts";
export { isPlaceholder, type ResolvedTitle, resolveTitle, type TitleFallbacks } from "./titles.ts";
