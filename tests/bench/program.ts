import { RealServer } from "../real/real_server.ts";

/** A channel that airs a folder's clips again and again. */
export interface LoopWish {
  /** Path of the folder. */
  readonly folder: string;
  /** Whether it runs without viewers. */
  readonly lifecycle: "continuous" | "on_demand";
  /** How many such channels. */
  readonly count: number;
  /** Number of the first one. */
  readonly first?: number;
}

/** What of the configuration is not as it always is. */
export interface ProgramWish {
  /** Its channels. */
  readonly loops: readonly LoopWish[];
  /** More sections, as YAML. */
  readonly sections?: string;
  /** Part of the memory above which nothing is started; 0.85 when absent. */
  readonly memoryGuard?: number;
}

/** Starts the real program, as a user would, and waits until it has read its library. */
export async function startProgram(
  { loops, sections = "", memoryGuard = 0.85 }: ProgramWish,
): Promise<RealServer> {
  const folders = [...new Set(loops.map(({ folder }) => folder))];
  const channels = loops.flatMap((loop) => Array.from({ length: loop.count }, (_, at) => channel(loop, at)));
  const config = [
    `libraries: { local: { paths: ${JSON.stringify(folders)} } }`,
    `ffmpeg: { max_processes: 1000, memory_guard: ${memoryGuard} }`,
    "session_manager: { max_sessions_per_channel: 1000 }",
    sections,
    `channels:\n${channels.join("\n")}\n`,
  ].join("\n");
  const server = await RealServer.start({ config });
  await server.until(async () => {
    const { items } = await server.get<{ items: { now: { kind: string } | null }[] }>("/api/v1/channels");
    return items.every(({ now }) => now?.kind === "item");
  }, 120_000);
  return server;
}

/** Waits until so many channels show content. */
export async function untilLive(server: RealServer, count: number): Promise<void> {
  await server.until(async () => {
    const { items } = await server.get<{ items: { state: string }[] }>("/api/v1/channels");
    return items.filter(({ state }) => state === "live").length >= count;
  }, 120_000);
}

/** Where a channel streams without taking a tuner. */
export function streamUrl(server: RealServer, channelNumber: number): string {
  return `${server.url}/iptv/channel/${channelNumber}.ts`;
}

function channel({ folder, lifecycle, first = 1 }: LoopWish, at: number): string {
  const schedule = `{ kind: loop, collection: { folder: ${JSON.stringify(folder)} }, order: shuffle }`;
  const number = first + at;
  return `  - { number: "${number}", name: Bench ${number}, lifecycle: ${lifecycle}, schedule: ${schedule} }`;
}
