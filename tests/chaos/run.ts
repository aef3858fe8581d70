import { RUN_VARIABLE } from "../../src/config/mod.ts";
import { findMarked, systemMachine } from "../../src/machine.ts";
import { type Rng, seededRng } from "../../src/rng.ts";
import { analyse } from "../real/checkers.ts";
import { testMedia } from "../real/media.ts";
import { pause, RealServer } from "../real/real_server.ts";
import { Recorder } from "../soak/recorder.ts";
import { Audience } from "./audience.ts";
import { rssMb, slateByReason, sumOf } from "./gauges.ts";
import { Library } from "./library.ts";
import { Remote, REMOTE_CHANNEL } from "./remote.ts";
import type { Seen } from "./report.ts";
import { between, type Storm, type World } from "./storm.ts";

/** How a run is made. */
export interface RunOptions {
  /** Everything left to chance follows from it. */
  readonly seed: number;
  /** How long things go wrong, in seconds. */
  readonly seconds: number;
  /** Most viewers at the same time. */
  readonly viewers: number;
  /** What goes wrong. */
  readonly storms: readonly Storm[];
  /** A folder on a small disk for the program's data; null for one on the usual disk. */
  readonly smallDisk: string | null;
  /** A file for everything the program says; null for none. */
  readonly log: string | null;
  /** Receives what happens, line by line. */
  readonly say: (line: string) => void;
}

const CHANNELS = [1, 2, 3, Number(REMOTE_CHANNEL)];
const CALM_MS = { before: 6_000, after: 15_000 };
const PAUSE_MS = { least: 500, most: 3_000 };

/** Runs the real program through storms, and tells what viewers had of it. */
export async function runChaos(options: RunOptions): Promise<Seen> {
  const folder = await Deno.makeTempDir({ prefix: "exstreamtv-chaos-" });
  try {
    const media = await testMedia(12);
    const library = await Library.copy(media, folder);
    await using remote = await Remote.copy(`${media}/Clips`, `${folder}/remote`);
    const server = await RealServer.start({
      config: config(library.folder, remote),
      data: options.smallDisk ?? await Deno.makeTempDir({ dir: folder, prefix: "data-" }),
    });
    let isStopped = false;
    const stop = async () => {
      if (!isStopped) await server.stop();
      isStopped = true;
    };
    try {
      const seen = await watch({
        server,
        library,
        remote,
        rng: seededRng(`${options.seed}`),
        smallDisk: options.smallDisk,
      }, {
        ...options,
        folder,
      });
      await stop();
      const orphans = findMarked(systemMachine, `${RUN_VARIABLE}=${server.folder}/data#`);
      return { ...seen, orphans: orphans.length };
    } finally {
      await stop();
      if (options.log !== null) await Deno.writeTextFile(options.log, server.lines.join("\n"));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function watch(world: World, options: RunOptions & { folder: string }): Promise<Seen> {
  const { server } = world;
  const { folder, viewers, seed } = options;
  await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 120_000);
  const urls = CHANNELS.map((number) => `${server.url}/iptv/channel/${number}.ts`);
  const path = `${folder}/viewer.ts`;
  await using recorder = await Recorder.start(urls[0] ?? "", path);
  await using audience = new Audience(urls, viewers, seededRng(`${seed} audience`));
  await pause(CALM_MS.before);
  // Storms over channels that show nothing but cards would prove nothing.
  await server.until(() => CHANNELS.every((number) => isOnAir(server, number)), 60_000);
  const rssMbBefore = await rssMb(await server.mainPid());
  const { strikes, troubles } = await storm(world, options);
  await pause(CALM_MS.after);
  const figures = {
    rssMb: { before: rssMbBefore, after: await rssMb(await server.mainPid()) },
    slateSeconds: await sumOf(server, "slate_seconds_total") ?? 0,
    slateReasons: await slateByReason(server),
    restarts: await sumOf(server, "channel_restart_total"),
  };
  // Those who leave now are not disconnected.
  await audience[Symbol.asyncDispose]();
  const ended = recorder.ended === null ? [] : [`recorder: ${recorder.ended}`];
  if (recorder.ended === null) await recorder.stop();
  return {
    ...{ ...figures, strikes, troubles },
    visits: audience.visits,
    disconnected: [...audience.disconnected, ...ended],
    turnedAway: audience.turnedAway,
    recorded: { bytes: recorder.bytes, longestWaitMs: recorder.stalls.longestMs },
    errors: (await analyse(path)).errors,
    lines: server.lines,
    orphans: 0,
  };
}

function isOnAir({ lines }: RealServer, number: number): boolean {
  return lines.some((line) => line.includes("Playout: on air") && line.includes(`"channel":"${number}"`));
}

/** Storms of different grounds rage at the same time. @returns How many there were, and what kept others from coming. */
async function storm(
  world: World,
  { storms, seed, seconds, say }: RunOptions,
): Promise<{ strikes: number; troubles: readonly string[] }> {
  const troubles: string[] = [];
  const startMs = performance.now();
  const possible = storms.filter(({ canHappen }) => canHappen?.(world) ?? true);
  const grounds = [...new Set(possible.map(({ ground }) => ground))];
  const counts = await Promise.all(grounds.map(async (ground) => {
    const rng = seededRng(`${seed} ${ground}`);
    let count = 0;
    for (const storm of endless(possible.filter((storm) => storm.ground === ground), rng)) {
      await pause(between(PAUSE_MS.least, PAUSE_MS.most, rng));
      if (performance.now() - startMs > seconds * 1_000) break;
      const atMs = performance.now() - startMs;
      const struck = await storm.strike({ ...world, rng }).catch((thrown) =>
        void troubles.push(`${storm.name}: ${thrown}`)
      );
      if (struck === null || struck === undefined) continue;
      count += 1;
      say(`  ${(atMs / 1_000).toFixed(1).padStart(6)} s  ${storm.name}: ${struck}`);
    }
    return count;
  }));
  return { strikes: counts.reduce((sum, count) => sum + count, 0), troubles };
}

/** Each once in a random order, then again in another. */
function* endless<Item>(items: readonly Item[], rng: Rng): Generator<Item> {
  for (;;) {
    const left = [...items];
    while (left.length > 0) yield* left.splice(Math.floor(rng() * left.length), 1);
  }
}

function config(media: string, remote: Remote): string {
  const channel = (number: number, folder: string, lifecycle: string) =>
    `  - { number: ${number}, name: Storm ${number}, lifecycle: ${lifecycle}, ` +
    `schedule: { kind: loop, order: shuffle, collection: { folder: "${folder}" } } }\n`;
  return `libraries: { local: { paths: ["${media}", "${remote.folder}"] } }
profiles: { default: { width: 320, height: 180, video_kbps: 300 } }
session_manager: { max_sessions_per_channel: 1000 }
hdhomerun: { tuner_count: 8 }
channels:
${channel(1, `${media}/Shows`, "continuous")}${channel(2, `${media}/Clips`, "continuous")}${
    channel(3, media, "on_demand")
  }  - { number: ${REMOTE_CHANNEL}, name: Remote, lifecycle: continuous,
      schedule: { kind: loop, order: shuffle, collection: { folder: "${remote.folder}" } },
      inputs: { alternates: false, fallback: { folder: "${media}/Clips" },
        mirrors: [{ from: "${remote.folder}", to: "${remote.mirror.url}" }] } }
`;
}
