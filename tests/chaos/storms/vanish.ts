import { pause } from "../../real/real_server.ts";
import { between, type Storm } from "../storm.ts";

/** The library is not there for a while, as when a network folder is not mounted. */
export const vanish: Storm = {
  name: "vanish",
  about: "the media folder is renamed for 3 to 12 s",
  ground: "files",
  async strike({ library, rng }) {
    const ms = between(3_000, 12_000, rng);
    await Deno.rename(library.folder, `${library.folder}.gone`);
    await pause(ms);
    await Deno.rename(`${library.folder}.gone`, library.folder);
    return `for ${Math.round(ms)} ms`;
  },
};
