import { LIMITS } from "./limits.ts";

/** The configuration's files on this machine's disk. */
export const systemConfigFiles = {
  /**
   * Reads a file.
   *
   * @param path Its absolute path.
   */
  read(path: string): Promise<Uint8Array> {
    return Deno.readFile(path);
  },

  /**
   * Lists the files of a folder, links to files too.
   *
   * @param folder Its absolute path.
   * @throws {RangeError} If it holds more entries than a folder of configuration files does.
   */
  async names(folder: string): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (names.length >= LIMITS.configFolderEntriesMax) {
        throw new RangeError(`it holds more than ${LIMITS.configFolderEntriesMax} files`);
      }
      if (!isDirectory) names.push(name);
    }
    return names;
  },
} as const;
