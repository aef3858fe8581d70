import type { Behaviour } from "../../fakes/bad_http.ts";
import { pause } from "../../real/real_server.ts";
import { signal } from "../ffmpegs.ts";
import { REMOTE_CHANNEL } from "../remote.ts";
import { between, type Storm, type World } from "../storm.ts";

/** The mirror says yes and sends nothing. */
export const stall: Storm = {
  name: "stall",
  about: "a channel has only its mirror, which stalls for 5 to 15 s",
  ground: "network",
  strike: (world) => strike(world, { kind: "stall", afterBytes: 40_000 }),
};

/** The mirror breaks off. */
export const reset: Storm = {
  name: "reset",
  about: "a channel has only its mirror, which resets connections for 5 to 15 s",
  ground: "network",
  strike: (world) => strike(world, { kind: "reset", afterBytes: 40_000 }),
};

/** The mirror sends a page for people. */
export const page: Storm = {
  name: "page",
  about: "a channel has only its mirror, which sends HTML for 5 to 15 s",
  ground: "network",
  strike: (world) => strike(world, { kind: "html" }),
};

/** The mirror knows nothing any more. */
export const missing: Storm = {
  name: "missing",
  about: "a channel has only its mirror, which answers 404 for 5 to 15 s",
  ground: "network",
  strike: (world) => strike(world, { kind: "status", status: 404 }),
};

/** The mirror is too slow. */
export const trickle: Storm = {
  name: "trickle",
  about: "a channel has only its mirror, which sends 20 kB/s for 5 to 15 s",
  ground: "network",
  strike: (world) => strike(world, { kind: "trickle", bytesPerSecond: 20_000 }),
};

/** The channel's own folder goes first, then its mirror; the mirror is mended first, too. */
async function strike({ server, remote, rng }: World, behaviour: Behaviour): Promise<string> {
  const ms = between(5_000, 15_000, rng);
  await using _ = await remote.withoutFolder();
  const pids = (await server.processes(REMOTE_CHANNEL)).map(({ pid }) => pid);
  for (const pid of pids) signal(pid, "SIGKILL");
  await pause(between(0, 4_000, rng));
  remote.mirror.behave(behaviour);
  // What is being sent already goes on as it began.
  for (const { pid } of await server.processes(REMOTE_CHANNEL)) signal(pid, "SIGKILL");
  await pause(ms);
  remote.mirror.behave({ kind: "ok" });
  await pause(between(2_000, 8_000, rng));
  return `for ${Math.round(ms)} ms`;
}
