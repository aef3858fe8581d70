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

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
