import { pause } from "../../real/real_server.ts";
import { between, pick, type Storm, type World } from "../storm.ts";

/** A file on air loses its second half. */
export const truncate: Storm = {
  name: "truncate",
  about: "a file on air is truncated where it lies, and mended 3 to 10 s later",
  ground: "files",
  strike: (world) =>
    damage(world, async (path) => await Deno.truncate(path, (await Deno.stat(path)).size / 2)),
};

/** A file on air becomes something else. */
export const garbage: Storm = {
  name: "garbage",
  about: "a file on air is written over with noise, and mended 3 to 10 s later",
  ground: "files",
  strike: (world) =>
    damage(world, async (path) => {
      const noise = Uint8Array.from({ length: 300_000 }, () => world.rng() * 256);
      await Deno.writeFile(path, noise, { create: false });
    }),
};

/** A file on air is gone. */
export const remove: Storm = {
  name: "remove",
  about: "a file on air is removed, and put back 3 to 10 s later",
  ground: "files",
  strike: (world) => damage(world, (path) => Deno.remove(path)),
};

async function damage(
  { server, library, rng }: World,
  work: (path: string) => Promise<void>,
): Promise<string | null> {
  const pids = (await server.processes()).map(({ pid }) => pid);
  const path = pick(await library.onAir(pids), rng);
  if (path === undefined) return null;
  await work(path);
  await pause(between(3_000, 10_000, rng));
  await library.mend(path);
  return path.slice(library.folder.length + 1);
}
