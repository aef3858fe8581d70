import type { FolderScan } from "../src/store/mod.ts";
import type { Library, LibraryFolder, ReadinessCheck } from "./parts.ts";

/** Numbers of a folder's items, by their state. */
export type FolderCounts = Pick<LibraryFolder, "folder" | "playable" | "broken" | "missing">;

/**
 * Every configured folder with what is known of it, those without any file too.
 *
 * @param configured Paths of the folders.
 * @param known What the store holds of some of them.
 */
export function libraryFolders(
  configured: readonly string[],
  { counts, scans }: { readonly counts: readonly FolderCounts[]; readonly scans: readonly FolderScan[] },
): LibraryFolder[] {
  return configured.map((folder) => {
    const { playable, broken, missing } = counts.find((count) => count.folder === folder) ?? NO_ITEMS;
    const scan = scans.find(({ path }) => path === folder);
    return {
      folder,
      playable,
      broken,
      missing,
      scannedAtMs: scan?.scannedMs ?? null,
      fault: scan?.fault ?? null,
      problems: scan?.problems ?? [],
    };
  });
}

/** What is told of the library's readiness: always ready, for streams do not need all of it. */
export function libraryCheck(
  { state, done, total }: ReturnType<Library["scan"]>,
  folders: readonly LibraryFolder[],
): ReadinessCheck {
  const scan = state === "idle" ? "no scan runs" : `${done} of ${total} files looked at`;
  const lost = folders.filter(({ fault }) => fault !== null);
  const unavailable = `unavailable: ${lost.map(({ folder }) => folder).join(", ")}`;
  return { name: "library", isReady: true, detail: lost.length === 0 ? scan : `${unavailable}; ${scan}` };
}

const NO_ITEMS = { playable: 0, broken: 0, missing: 0 };
