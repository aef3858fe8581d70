import { orIfMissing } from "../if_missing.ts";
import type { GuideShelf } from "./kept_guide.ts";

/**
 * Keeps a guide in a file.
 *
 * @param path Path of the file; one beside it, with `.new` at its end, is written first.
 */
export function guideFile(path: string): GuideShelf {
  return {
    load: () => orIfMissing(null, () => Deno.readFile(path)),
    async save(pieces) {
      await Deno.writeFile(`${path}.new`, ReadableStream.from(pieces));
      await Deno.rename(`${path}.new`, path);
    },
  };
}
