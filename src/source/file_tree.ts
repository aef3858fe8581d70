import { orIfMissing } from "../if_missing.ts";

/** One name in a folder. */
export interface FolderEntry {
  /** The name, without the folder. */
  readonly name: string;
  /** What it is; a link is not followed. */
  readonly kind: "file" | "folder" | "link" | "other";
}

/** What is known of a file or folder, links followed. */
export interface FileFacts {
  /** What it is. */
  readonly kind: "file" | "folder" | "other";
  /** Size in bytes. */
  readonly sizeBytes: number;
  /** Last change, milliseconds since 1970; 0 when unknown. */
  readonly modifiedMs: number;
}

/** The seam for reading folders. */
export interface FileTree {
  /** Names in a folder, in any order; rejects when it cannot be read. */
  list(folder: string): AsyncIterable<FolderEntry>;
  /** Facts of a file or folder; null when nothing is there. */
  stat(path: string): Promise<FileFacts | null>;
  /** The path with every link in it resolved; rejects when nothing is there. */
  realPath(path: string): Promise<string>;
}

/** The machine's own files. */
export const denoFileTree: FileTree = {
  async *list(folder) {
    for await (const entry of Deno.readDir(folder)) {
      yield {
        name: entry.name,
        kind: entry.isSymlink ? "link" : entry.isFile ? "file" : entry.isDirectory ? "folder" : "other",
      };
    }
  },
  stat: (path) =>
    orIfMissing(null, async () => {
      const { isFile, isDirectory, size, mtime } = await Deno.stat(path);
      const kind = isFile ? "file" : isDirectory ? "folder" : "other";
      return { kind, sizeBytes: size, modifiedMs: mtime?.getTime() ?? 0 };
    }),
  realPath: (path) => Deno.realPath(path),
};
