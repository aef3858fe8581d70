import { signal } from "../ffmpegs.ts";
import type { Storm } from "../storm.ts";

/** All ffmpegs die together. */
export const killAll: Storm = {
  name: "kill_all",
  about: "SIGKILL of every ffmpeg at once",
  ground: "processes",
  async strike({ server }) {
    const killed = (await server.processes()).filter(({ pid }) => signal(pid, "SIGKILL"));
    return killed.length === 0 ? null : `${killed.length} ffmpegs`;
  },
};
