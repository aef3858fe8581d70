import { join, relative } from "node:path";

/** A copy of media that may be broken and is mended from the original. */
export class Library implements AsyncDisposable {
  private constructor(readonly folder: string, private readonly original: string) {}

  /** Copies the files of a folder. */
  static async copy(original: string, into: string): Promise<Library> {
    const library = new Library(`${into}/media`, original);
    for (const path of await filesIn(original)) {
      await library.mend(join(library.folder, relative(original, path)));
    }
    return library;
  }

  /** Puts a file back as it was, in one go. */
  async mend(path: string): Promise<void> {
    await Deno.mkdir(join(path, ".."), { recursive: true });
    const fresh = `${this.folder}/.mending`;
    const original = join(this.original, relative(this.folder, path));
    await Deno.copyFile(original, fresh);
    // As old as it was: the program waits with files that may still be growing.
    const { mtime } = await Deno.stat(original);
    if (mtime !== null) await Deno.utime(fresh, mtime, mtime);
    await Deno.rename(fresh, path);
  }

  /** Files of the library that some processes have been started with. */
  async onAir(pids: readonly number[]): Promise<string[]> {
    const found = new Set<string>();
    for (const pid of pids) {
      // It may have ended since it was listed.
      const line = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
      for (const word of line.split("\0")) {
        if (word.startsWith(`file:${this.folder}/`)) found.add(word.slice("file:".length));
      }
    }
    return [...found];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    found.push(...(isDirectory ? await filesIn(path) : [path]));
  }
  return found;
}
