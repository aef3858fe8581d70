import { deepStrictEqual, rejects } from "node:assert/strict";
import { join } from "node:path";
import { systemConfigFiles } from "../src/config_files.ts";

Deno.test("systemConfigFiles reads files and lists those of a folder, links too, folders not", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "a.yaml"), "a: 1");
    await Deno.mkdir(join(folder, "more.yaml"));
    await Deno.symlink(join(folder, "a.yaml"), join(folder, "b.yaml"));
    deepStrictEqual((await systemConfigFiles.names(folder)).toSorted(), ["a.yaml", "b.yaml"]);
    deepStrictEqual(await systemConfigFiles.read(join(folder, "b.yaml")), new TextEncoder().encode("a: 1"));
    await rejects(systemConfigFiles.names(join(folder, "nothing")), Deno.errors.NotFound);
    await rejects(systemConfigFiles.read(join(folder, "nothing.yaml")), Deno.errors.NotFound);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
