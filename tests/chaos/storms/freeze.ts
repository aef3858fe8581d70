import { pause } from "../../real/real_server.ts";
import { signal, someFfmpeg } from "../ffmpegs.ts";
import { between, type Storm } from "../storm.ts";

/** An ffmpeg stands still for a while, as on a disk that spins up or a server that stalls. */
export const freeze: Storm = {
  name: "freeze",
  about: "SIGSTOP of an ffmpeg for 1 to 8 s, then SIGCONT",
  ground: "processes",
  async strike({ server, rng }) {
    const pid = await someFfmpeg(server, rng);
    const ms = between(1_000, 8_000, rng);
    if (pid === undefined || !signal(pid, "SIGSTOP")) return null;
    await pause(ms);
    const isAlive = signal(pid, "SIGCONT");
    return `${pid} for ${Math.round(ms)} ms${isAlive ? "" : ", ended meanwhile"}`;
  },
};
