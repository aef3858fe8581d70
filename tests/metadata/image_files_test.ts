import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { denoImageFiles } from "../../src/metadata/image_files.ts";

Deno.test("denoImageFiles() makes its folder, writes whole files, and forgives what is not there", async () => {
  const top = await Deno.makeTempDir();
  try {
    const files = denoImageFiles(`${top}/artwork`);
    deepStrictEqual([await files.list(), await files.read("a")], [[], null]);
    await files.write("a", Uint8Array.of(1, 2));
    deepStrictEqual(await files.read("a"), Uint8Array.of(1, 2));
    deepStrictEqual((await files.list()).map(({ name, sizeBytes }) => [name, sizeBytes]), [["a", 2]]);
    await files.remove("a");
    await files.remove("a");
    strictEqual((await files.list()).length, 0);
  } finally {
    await Deno.remove(top, { recursive: true });
  }
});
