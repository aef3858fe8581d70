import type { GuideShelf } from "./kept_guide.ts";

/**
 * Keeps a guide in a file.
 *
 * @param path Path of the file; one beside it, with `.new` at its end, is written first.
 */
export function guideFile(path: string): GuideShelf {
  return {
    load: () =>
      Deno.readFile(path).catch((error) => {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }),
    async save(pieces) {
      await Deno.writeFile(`${path}.new`, ReadableStream.from(pieces));
      await Deno.rename(`${path}.new`, path);
    },
  };
}
