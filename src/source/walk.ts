import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { FileTree, FolderEntry } from "./file_tree.ts";
import { isEdlName, isForeignName, isMediaName } from "./media_files.ts";

/** What a walk comes across. */
export type Sighting =
  /** A media file. */
  | { readonly kind: "file"; readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number }
  /** An edit decision list, maybe of a media file beside it. */
  | { readonly kind: "edl"; readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number }
  /** A media file that is there and can never be opened. */
  | { readonly kind: "unusable"; readonly path: string; readonly reason: string }
  /** A place that could not be read; what lies below it is unknown. */
  | { readonly kind: "problem"; readonly path: string; readonly reason: string };

interface Place {
  readonly path: string;
  readonly depth: number;
}

/**
 * Walks a folder with everything below it. Real folders come before links to folders, and each folder comes once
 * however many links lead to it, so no loop of links is endless. Links that leave the root are refused.
 *
 * @param root Absolute path of a folder that can be listed.
 * @param tree Where it is.
 */
export async function* walk(root: string, tree: FileTree): AsyncGenerator<Sighting> {
  const visited = new Set<string>();
  const folders: Place[] = [{ path: root, depth: 0 }];
  const links: Place[] = [];
  let realRoot: string | null = null;
  for (;;) {
    const place = folders.pop() ?? links.pop();
    if (place === undefined) return;
    try {
      const realPath = await tree.realPath(place.path);
      realRoot ??= realPath;
      if (visited.has(realPath)) continue;
      visited.add(realPath);
      if (place.depth > LIMITS.folderDepthMax) {
        yield problem(place.path, `Folders are nested more than ${LIMITS.folderDepthMax} deep`);
        continue;
      }
      for await (const entry of tree.list(place.path)) {
        if (isForeignName(entry.name)) continue;
        const inner = { path: join(place.path, entry.name), depth: place.depth + 1 };
        if (entry.kind === "folder") folders.push(inner);
        else if (entry.kind === "file" && isWanted(entry.name)) yield* file(inner.path, entry, tree);
        else if (entry.kind === "link") yield* link(inner, entry, { tree, realRoot, links });
      }
    } catch (thrown) {
      yield problem(place.path, messageOf(thrown));
    }
  }
}

async function* file(path: string, entry: FolderEntry, tree: FileTree): AsyncGenerator<Sighting> {
  try {
    const facts = await tree.stat(path);
    if (facts?.kind === "file") {
      const { sizeBytes, modifiedMs } = facts;
      yield { kind: isEdlName(entry.name) ? "edl" : "file", path, sizeBytes, modifiedMs };
    } // Names that are no UTF-8 arrive with U+FFFD in place of the odd bytes, and then lead nowhere.
    else if (facts === null && isMediaName(entry.name) && entry.name.includes("\uFFFD")) {
      yield { kind: "unusable", path, reason: "Its name is not valid UTF-8; rename it" };
    }
  } catch (thrown) {
    yield problem(path, messageOf(thrown));
  }
}

interface LinkParts {
  readonly tree: FileTree;
  readonly realRoot: string;
  readonly links: Place[];
}

async function* link(place: Place, entry: FolderEntry, parts: LinkParts): AsyncGenerator<Sighting> {
  const { tree, realRoot, links } = parts;
  try {
    const target = await tree.realPath(place.path);
    if (!isInside(target, realRoot)) {
      yield problem(place.path, `The link leaves the library: it leads to ${target}`);
      return;
    }
    const facts = await tree.stat(place.path);
    if (facts?.kind === "folder") links.push(place);
    else if (isWanted(entry.name)) yield* file(place.path, entry, tree);
  } catch (thrown) {
    yield problem(place.path, `The link leads nowhere: ${messageOf(thrown)}`);
  }
}

function isWanted(name: string): boolean {
  return isMediaName(name) || isEdlName(name);
}

/** Whether a path is a folder itself or lies below it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function join(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

function problem(path: string, reason: string): Sighting {
  return { kind: "problem", path, reason };
}
