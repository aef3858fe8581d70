import { fileURLToPath } from "node:url";

/**
 * A small library of real media in every awkward shape, made once by tests/tools/make_media.sh and kept in the
 * system's folder for temporary files.
 *
 * @param seconds Length of each clip.
 * @returns Path of the library's folder.
 */
export async function testMedia(seconds = 12): Promise<string> {
  const fresh = await Deno.makeTempDir({ prefix: "exstreamtv-media-" });
  const kept = `${fresh.slice(0, fresh.lastIndexOf("/"))}/exstreamtv-test-media-${seconds}`;
  try {
    if (await isFolder(kept)) return kept;
    const script = fileURLToPath(new URL("../tools/make_media.sh", import.meta.url));
    const { code, stderr } = await new Deno.Command("sh", {
      args: [script, fresh, `${seconds}`],
      stdout: "null",
    }).output();
    if (code !== 0) throw new Error(`Cannot make test media: ${new TextDecoder().decode(stderr)}`);
    await Deno.chmod(fresh, 0o755);
    await age(fresh);
    // The name is given only now, so that nobody finds half a library; another test may have been faster.
    await Deno.rename(fresh, kept).catch(async (thrown) => {
      if (!await isFolder(kept)) throw thrown;
    });
    return kept;
  } finally {
    await Deno.remove(fresh, { recursive: true }).catch((thrown) => {
      if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
    });
  }
}

/** A library takes young files for unfinished ones and reads them later. */
async function age(folder: string): Promise<void> {
  const then = new Date(Date.now() - AGE_MS);
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    if (isDirectory) await age(`${folder}/${name}`);
    else if (isFile) await Deno.utime(`${folder}/${name}`, then, then);
  }
}

const AGE_MS = 3_600_000;

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
