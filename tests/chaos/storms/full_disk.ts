import { pause } from "../../real/real_server.ts";
import { between, type Storm } from "../storm.ts";

const PIECE = new Uint8Array(1_000_000);

/** The disk of the program's own data is full for a while. */
export const fullDisk: Storm = {
  name: "full_disk",
  about: "the disk of the data folder is filled for 3 to 10 s",
  ground: "disk",
  canHappen: ({ smallDisk }) => smallDisk !== null,
  async strike({ smallDisk, rng }) {
    const path = `${smallDisk}/ballast`;
    const bytes = await fill(path);
    await pause(between(3_000, 10_000, rng));
    await Deno.remove(path);
    return `with ${Math.round(bytes / 1e6)} MB`;
  },
};

/** Writes until nothing more fits. */
async function fill(path: string): Promise<number> {
  using file = await Deno.open(path, { create: true, write: true });
  let bytes = 0;
  try {
    for (;;) bytes += await file.write(PIECE);
  } catch (thrown) {
    if (!/os error 28|ENOSPC|No space/.test(String(thrown))) throw thrown;
    return bytes;
  }
}
