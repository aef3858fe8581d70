import { pause } from "../real/real_server.ts";
import { processorTime } from "./processor.ts";

const COUNT = 10;
const SETTLE_MS = 1_000;
const SECONDS = 8;

/**
 * What it costs to let FFmpeg itself keep pace (`-re`), as most programs do: it wakes for every packet.
 *
 * @param clip A file to copy.
 * @returns Processor cores that one of them takes, its start apart.
 */
export async function pacedFfmpegs(clip: string): Promise<number> {
  const args = ["-v", "error", "-nostdin", "-re", "-i", clip, "-c", "copy", "-f", "mpegts", "pipe:1"];
  const command = new Deno.Command("ffmpeg", { args, stdin: "null", stdout: "null", stderr: "null" });
  const children = Array.from({ length: COUNT }, () => command.spawn());
  try {
    await pause(SETTLE_MS);
    const before = await total(children);
    await pause(SECONDS * 1_000);
    return (await total(children) - before) / SECONDS / COUNT;
  } finally {
    for (const child of children) child.kill("SIGTERM");
    await Promise.all(children.map((child) => child.status));
  }
}

async function total(children: readonly Deno.ChildProcess[]): Promise<number> {
  const times = await Promise.all(children.map(({ pid }) => processorTime(pid)));
  return times.reduce((sum, { own }) => sum + own, 0);
}
