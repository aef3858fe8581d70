import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { guideFile } from "../../src/guide/guide_file.ts";

Deno.test("guideFile() keeps the last guide, wholly", async () => {
  const folder = await Deno.makeTempDir({ prefix: "guide-file-test-" });
  try {
    const shelf = guideFile(`${folder}/guide.kept`);
    strictEqual(await shelf.load(), null);
    await shelf.save([new Uint8Array([1, 2]), new Uint8Array([3])]);
    deepStrictEqual(await shelf.load(), new Uint8Array([1, 2, 3]));
    await shelf.save([new Uint8Array([4])]);
    deepStrictEqual(await shelf.load(), new Uint8Array([4]));
    deepStrictEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["guide.kept"]);
    await rejects(guideFile(`${folder}/none/guide.kept`).save([]), Deno.errors.NotFound);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
