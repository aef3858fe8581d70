import { join } from "node:path";
import { orIfMissing } from "../if_missing.ts";

/** A file in the folder of images. */
export interface ImageFile {
  /** Its name. */
  readonly name: string;
  /** Its size. */
  readonly sizeBytes: number;
  /** When it was written, milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** The seam for the folder of images. Names are plain file names. */
export interface ImageFiles {
  /** All files; none when there is no folder yet. */
  list(): Promise<ImageFile[]>;
  /** All bytes of a file; null when it is not there. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Writes a file whole, or not at all. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Removes a file; one that is not there is removed already. */
  remove(name: string): Promise<void>;
}

/** Ends the names of files that are being written. */
export const UNFINISHED = ".part";

/**
 * A folder of the machine.
 *
 * @param folder Absolute path; made when something is first written to it.
 */
export function denoImageFiles(folder: string): ImageFiles {
  const path = (name: string) => join(folder, name);
  return {
    list: () =>
      orIfMissing([], async () => {
        const files: ImageFile[] = [];
        for await (const { name, isFile } of Deno.readDir(folder)) {
          if (!isFile) continue;
          const { size, mtime } = await Deno.stat(path(name));
          files.push({ name, sizeBytes: size, modifiedMs: mtime?.getTime() ?? 0 });
        }
        return files;
      }),
    read: (name) => orIfMissing(null, () => Deno.readFile(path(name))),
    async write(name, bytes) {
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeFile(path(name + UNFINISHED), bytes);
      await Deno.rename(path(name + UNFINISHED), path(name));
    },
    remove: (name) => orIfMissing(undefined, () => Deno.remove(path(name))),
  };
}
