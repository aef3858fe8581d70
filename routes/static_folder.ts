import mpegtsSource from "mpegts.js/dist/mpegts.js" with { type: "text" };
import type { StaticFile, StaticFiles } from "./parts.ts";

/** Libraries for the browser, served from their packages: no copy of them lies in the repository. */
const VENDOR: Readonly<Record<string, string>> = { "vendor/mpegts.js": mpegtsSource };

/**
 * The dashboard's files.
 *
 * @param folder Absolute path of `static`.
 */
export function staticFolder(folder: string): StaticFiles {
  return {
    async read(path) {
      const vendored = VENDOR[path];
      const bytes = vendored === undefined
        ? await readFile(`${folder}/${path}`)
        : new TextEncoder().encode(vendored);
      return bytes === null ? null : await withEtag(bytes);
    },
  };
}

async function readFile(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (thrown) {
    const isNoFile = thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.IsADirectory ||
      thrown instanceof Deno.errors.NotADirectory;
    if (isNoFile) return null;
    throw thrown;
  }
}

async function withEtag(bytes: Uint8Array<ArrayBuffer>): Promise<StaticFile> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { bytes, etag: `"${hash.subarray(0, 12).toHex()}"` };
}
