import { match, notStrictEqual, strictEqual } from "node:assert/strict";
import { adminToken } from "../src/admin_token.ts";
import { seededRng } from "../src/rng.ts";

Deno.test("adminToken() makes a token once, readable by its owner only, and finds it again", async () => {
  const folder = await Deno.makeTempDir();
  const made = await adminToken(`${folder}/token`, seededRng("first"));
  match(made, /^[0-9a-f]{40}$/);
  strictEqual(((await Deno.stat(`${folder}/token`)).mode ?? 0) & 0o777, 0o600);
  strictEqual(await adminToken(`${folder}/token`, seededRng("second")), made);
  notStrictEqual(await adminToken(`${folder}/other`, seededRng("second")), made);
  strictEqual((await Array.fromAsync(Deno.readDir(folder))).length, 2, "nothing half-made is left");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("adminToken() takes an empty file for none", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/token`, "\n");
  await Deno.writeTextFile(`${folder}/token.new`, "half", { mode: 0o644 });
  const made = await adminToken(`${folder}/token`, seededRng("first"));
  match(made, /^[0-9a-f]{40}$/);
  strictEqual(await adminToken(`${folder}/token`, seededRng("second")), made);
  strictEqual(((await Deno.stat(`${folder}/token`)).mode ?? 0) & 0o777, 0o600);
  await Deno.remove(folder, { recursive: true });
});
