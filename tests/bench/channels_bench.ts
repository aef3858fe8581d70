import { pause, type RealServer } from "../real/real_server.ts";
import type { Bench, Row } from "./bench.ts";
import { COPYABLE, makeClips } from "./clips.ts";
import { pacedFfmpegs } from "./paced_ffmpegs.ts";
import { processorTime, residentBytes, spent } from "./processor.ts";
import { startProgram, streamUrl, untilLive } from "./program.ts";
import { Watcher } from "./watcher.ts";

/** 60 s and more, each of another length, so that joints fall where they will. */
const LENGTHS_SECONDS = Array.from({ length: 15 }, (_, at) => 60 + 4 * at);
const CHANNELS = { long: [1, 50, 150], short: [1, 40] } as const;
const FULL = 150;
const WATCHERS = 10;
/** Until all have read ahead and their rings are full. */
const SETTLE_MS = 12_000;
/** How often every channel's lead is looked at: looking costs too, and a lead of 9 s does not pass in between. */
const LOOK_MS = 3_000;

/** Many channels that are copied at the same time, nearly all without viewers. */
export const channelsBench: Bench = {
  name: "channels",
  about: "copy channels at 3 Mbit/s in real time: our processor time beside that of the FFmpegs",
  needs: [],
  async *run({ isQuick, folder }) {
    const clips = await makeClips(`${folder}/channels`, { ...COPYABLE, lengthsSeconds: LENGTHS_SECONDS });
    const paced = await pacedFfmpegs(`${clips}/Clip of 60 seconds.mp4`);
    for (const count of isQuick ? CHANNELS.short : CHANNELS.long) {
      await using server = await startProgram({
        loops: [{ folder: clips, lifecycle: "continuous", count }],
        memoryGuard: 1,
      });
      await untilLive(server, count);
      // The full number long enough for every channel to have about one joint.
      yield* rows(count, await measure(server, count, count === FULL ? 64 : 9), paced);
    }
  },
};

/** What was seen of some channels. */
interface Seen {
  /** Processor cores that main took. */
  readonly own: number;
  /** Processor cores that its FFmpegs took, those that began and ended included. */
  readonly ffmpegs: number;
  readonly joints: number;
  readonly residentBytes: number;
  readonly leastLeadSeconds: number;
  readonly watchers: readonly Watcher[];
}

async function measure(server: RealServer, count: number, seconds: number): Promise<Seen> {
  await using watching = new AsyncDisposableStack();
  const watchers: Watcher[] = [];
  for (let number = 1; number <= Math.min(WATCHERS, count); number++) {
    watchers.push(watching.use(await Watcher.tune(streamUrl(server, number))));
  }
  await pause(SETTLE_MS);
  for (const watcher of watchers) watcher.forgetReserve();
  const pid = await server.mainPid();
  const jointsBefore = (await values(server, "splice_joints_total"))[0] ?? 0;
  const [before, startedMs] = [await processorTime(pid), performance.now()];
  let leastLeadSeconds = Infinity;
  while (performance.now() - startedMs < seconds * 1_000) {
    await pause(LOOK_MS);
    leastLeadSeconds = Math.min(leastLeadSeconds, ...await values(server, "channel_lead_seconds"));
  }
  const { own, children } = spent(before, await processorTime(pid));
  const elapsed = (performance.now() - startedMs) / 1_000;
  return {
    own: own / elapsed,
    ffmpegs: children / elapsed,
    joints: ((await values(server, "splice_joints_total"))[0] ?? 0) - jointsBefore,
    residentBytes: await residentBytes(pid),
    leastLeadSeconds,
    watchers,
  };
}

function* rows(count: number, seen: Seen, paced: number): Iterable<Row> {
  const { own, ffmpegs, watchers } = seen;
  const what = count === 1 ? "1 channel" : `${count} channels`;
  const packets = watchers.reduce((sum, watcher) => sum + watcher.packets, 0);
  const reserveMs = Math.min(...watchers.map((watcher) => watcher.reserveMs));
  const shares = `${percent(own)} and ${percent(ffmpegs)} of a core, ${seen.joints} joints`;
  if (count === 1) {
    yield { what: `${what}: our share of a core`, value: own * 100, unit: "%", beside: shares };
  } else {
    const target = count === FULL ? { atMost: 0.35 } : {};
    yield {
      what: `${what}: ours to its FFmpegs'`,
      value: own / ffmpegs,
      unit: "×",
      ...target,
      beside: shares,
    };
    yield {
      what: `${what}: all to FFmpegs' that pace themselves`,
      value: (own + ffmpegs) / (paced * count),
      unit: "×",
      beside: `as many with -re take ${percent(paced * count)} of a core, and nobody joins them`,
    };
  }
  yield {
    what: `${what}: packets late`,
    value: watchers.reduce((sum, { latePackets }) => sum + latePackets, 0),
    unit: "packets",
    atMost: 0,
    beside: `of ${packets} at ${watchers.length} viewers, at least ${
      (reserveMs / 1_000).toFixed(1)
    } s in hand`,
  };
  yield {
    what: `${what}: least lead of any`,
    value: seen.leastLeadSeconds,
    unit: "s",
    atLeast: 0,
    beside: `${(seen.residentBytes / 1e6).toFixed(0)} MB resident`,
  };
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

/** The values of a metric, one for each set of labels. */
async function values(server: RealServer, metric: string): Promise<number[]> {
  const response = await fetch(`${server.url}/metrics`);
  return (await response.text()).split("\n")
    .filter((line) => line.startsWith(`exstreamtv_${metric}{`) || line.startsWith(`exstreamtv_${metric} `))
    .map((line) => Number(line.slice(line.lastIndexOf(" ") + 1)));
}
