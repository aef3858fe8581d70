import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { orIfMissing } from "../../if_missing.ts";

/** A file that is being written. Disposing of it closes it. */
export interface ReadyWriter extends AsyncDisposable {
  /** Appends bytes. */
  write(bytes: Uint8Array): Promise<void>;
}

/** A file that is being read. Disposing of it closes it; one removed meanwhile can be read on. */
export interface ReadyReader extends AsyncDisposable {
  /** Its size in bytes. */
  readonly sizeBytes: number;
  /**
   * Reads until `into` is full or the file ends.
   *
   * @param at Offset of the first byte.
   * @param into Where the bytes go.
   * @returns How many bytes were read.
   */
  read(at: number, into: Uint8Array): Promise<number>;
}

/** The seam for the ready-cache's folder. Names are plain file names. */
export interface ReadyFiles {
  /** Bytes the disk can still take; rejects when nobody knows. */
  freeBytes(): Promise<number>;
  /** Names of all files; none when there is no folder yet. */
  list(): Promise<string[]>;
  /** Whether there is a file of that name. */
  has(name: string): Promise<boolean>;
  /** A new, empty file in place of any other of that name. */
  create(name: string): Promise<ReadyWriter>;
  /** Gives a file its final name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; one that is not there is removed already. */
  remove(name: string): Promise<void>;
  /** Opens a file; rejects when it is not there. */
  open(name: string): Promise<ReadyReader>;
}

/**
 * A folder of the machine.
 *
 * @param folder Absolute path; made when something is first asked of it.
 */
export function denoReadyFiles(folder: string): ReadyFiles {
  const path = (name: string) => join(folder, name);
  return {
    async freeBytes() {
      await Deno.mkdir(folder, { recursive: true });
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    list: () =>
      orIfMissing([], async () => (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name)),
    has: (name) => orIfMissing(false, async () => (await Deno.stat(path(name))).isFile),
    async create(name) {
      await Deno.mkdir(folder, { recursive: true });
      return new FileWriter(await Deno.open(path(name), { write: true, create: true, truncate: true }));
    },
    rename: (from, to) => Deno.rename(path(from), path(to)),
    remove: (name) => orIfMissing(undefined, () => Deno.remove(path(name))),
    async open(name) {
      const file = await Deno.open(path(name));
      try {
        return new FileReader(file, (await file.stat()).size);
      } catch (thrown) {
        file.close();
        throw thrown;
      }
    },
  };
}

class FileWriter implements ReadyWriter {
  constructor(private readonly file: Deno.FsFile) {}

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.file.write(bytes.subarray(at));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.file.close();
    return Promise.resolve();
  }
}

class FileReader implements ReadyReader {
  constructor(private readonly file: Deno.FsFile, readonly sizeBytes: number) {}

  async read(at: number, into: Uint8Array): Promise<number> {
    await this.file.seek(at, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < into.length) {
      const count = await this.file.read(into.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return filled;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.file.close();
    return Promise.resolve();
  }
}
