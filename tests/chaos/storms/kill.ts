import { signal, someFfmpeg } from "../ffmpegs.ts";
import type { Storm } from "../storm.ts";

/** An ffmpeg dies, as when the kernel is out of memory. */
export const kill: Storm = {
  name: "kill",
  about: "SIGKILL of an ffmpeg",
  ground: "processes",
  async strike({ server, rng }) {
    const pid = await someFfmpeg(server, rng);
    return pid !== undefined && signal(pid, "SIGKILL") ? `${pid}` : null;
  },
};
