import type { Rng } from "../../src/rng.ts";
import type { RealServer } from "../real/real_server.ts";
import { pick } from "./storm.ts";

/** One of the program's ffmpegs; undefined when there is none. */
export async function someFfmpeg(server: RealServer, rng: Rng): Promise<number | undefined> {
  return pick(await server.processes(), rng)?.pid;
}

/** Sends a signal. @returns False if the process ended by itself meanwhile. */
export function signal(pid: number, name: Deno.Signal): boolean {
  try {
    Deno.kill(pid, name);
    return true;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
