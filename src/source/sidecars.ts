import { basename, dirname, extname, join } from "node:path";
import type { SubtitleFile } from "../media.ts";
import type { FileTree } from "./file_tree.ts";

const EXTENSIONS = new Set([".srt", ".ass", ".ssa", ".vtt"]);

/** Words between name and extension that are no language: for the hard of hearing, made by whom or what. */
const NO_LANGUAGES = new Set(["sdh", "cc", "forced", "foreign", "default", "full", "sub", "subs"]);

/** More of them beside one item are no subtitles of it. */
const SIDECARS_MAX = 100;

/**
 * Files of subtitles beside an item, as Plex and Jellyfin name them: `Film.srt`, `Film.en.srt`, `Film.eng.forced.ass`.
 *
 * @param path Absolute path of the item's file.
 * @param tree Where the files are.
 * @returns By name; none if the folder cannot be read, which is for whoever reads the item itself to report.
 */
export async function findSidecars(
  path: string,
  tree: Pick<FileTree, "list">,
): Promise<readonly SubtitleFile[]> {
  const stem = basename(path, extname(path));
  const found: SubtitleFile[] = [];
  try {
    for await (const { name, kind } of tree.list(dirname(path))) {
      if (kind !== "file" || found.length === SIDECARS_MAX) continue;
      const sidecar = sidecarOf(name, stem);
      if (sidecar !== null) found.push({ ...sidecar, path: join(dirname(path), name) });
    }
  } catch {
    return [];
  }
  return found.sort((one, other) => one.path < other.path ? -1 : 1);
}

/** What a name says, or null if it is not that of subtitles of `stem`. */
function sidecarOf(name: string, stem: string): Omit<SubtitleFile, "path"> | null {
  const extension = extname(name);
  if (!EXTENSIONS.has(extension.toLowerCase()) || !name.startsWith(stem)) return null;
  const between = name.slice(stem.length, name.length - extension.length);
  if (between !== "" && !between.startsWith(".")) return null;
  const words = between.toLowerCase().split(".").filter((word) => word !== "");
  const language = words.map((word) => word.split(/[-_]/)[0] ?? "")
    .find((word) => /^[a-z]{2,3}$/.test(word) && !NO_LANGUAGES.has(word));
  return { language: language ?? null, isForced: words.includes("forced") || words.includes("foreign") };
}
