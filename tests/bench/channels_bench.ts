import { pause, type RealServer } from "../real/real_server.ts";
import type { Bench, Row } from "./bench.ts";
import { COPYABLE, makeClips } from "./clips.ts";
import { processorTime, residentBytes, spent } from "./processor.ts";
import { startProgram, streamUrl, untilLive } from "./program.ts";
import { Watcher } from "./watcher.ts";

/** 60 s and more, each of another length, so that joints fall where they will. */
const LENGTHS_SECONDS = Array.from({ length: 15 }, (_, at) => 60 + 4 * at);
const WATCHERS = 10;
/** Until all have read ahead and their rings are full. */
const SETTLE_MS = 15_000;
/** How often every channel's lead is looked at; it sinks by as much as passes. */
const LOOK_MS = 1_000;

/** Many channels that are copied at the same time, nearly all without viewers. */
export const channelsBench: Bench = {
  name: "channels",
  about: "copy channels at 3 Mbit/s in real time: our processor time beside that of the FFmpegs",
  needs: [],
  async *run({ isQuick, folder }) {
    const clips = await makeClips(`${folder}/channels`, { ...COPYABLE, lengthsSeconds: LENGTHS_SECONDS });
    const steps = isQuick ? [1, 40] : [1, 50, 150];
    for (const count of steps) {
      await using server = await startProgram({ loops: [{ folder: clips, lifecycle: "continuous", count }] });
      await untilLive(server, count);
      yield* await measure(server, count, isQuick ? 10 : count === 150 ? 64 : 12);
    }
  },
};

async function measure(server: RealServer, count: number, seconds: number): Promise<Row[]> {
  await using leaving = new AsyncDisposableStack();
  const watchers: Watcher[] = [];
  for (let number = 1; number <= Math.min(WATCHERS, count); number++) {
    watchers.push(leaving.use(await Watcher.tune(streamUrl(server, number))));
  }
  await pause(SETTLE_MS);
  const pid = await server.mainPid();
  const [before, startedMs, jointsBefore] = [
    await processorTime(pid),
    performance.now(),
    await joints(server),
  ];
  for (const watcher of watchers) watcher.reset();
  const leadsMs: number[] = [];
  while (performance.now() - startedMs < seconds * 1_000) {
    await pause(LOOK_MS);
    leadsMs.push(...await leads(server));
  }
  const { own, children } = spent(before, await processorTime(pid));
  const elapsed = (performance.now() - startedMs) / 1_000;
  const late = watchers.reduce((sum, { latePackets }) => sum + latePackets, 0);
  const packets = watchers.reduce((sum, watcher) => sum + watcher.packets, 0);
  const reserveMs = Math.min(...watchers.map((watcher) => watcher.reserveMs));
  const what = count === 1 ? "1 channel" : `${count} channels`;
  const isFull = count === 150;
  const passed = await joints(server) - jointsBefore;
  return [
    {
      what: `${what}: our processor time to the FFmpegs'`,
      value: own / children,
      unit: "×",
      ...(isFull ? { atMost: 0.35 } : {}),
      beside: `${percent(own / elapsed)} and ${
        percent(children / elapsed)
      } of a core, ${passed} joints in ${seconds} s`,
    },
    {
      what: `${what}: packets late at ${watchers.length} viewers`,
      value: late,
      unit: "late",
      atMost: 0,
      beside: `of ${packets}; never less than ${(reserveMs / 1_000).toFixed(1)} s in hand`,
    },
    {
      what: `${what}: least lead of any channel`,
      value: Math.min(...leadsMs) / 1_000,
      unit: "s",
      atLeast: 0,
      beside: `${(await residentBytes(pid) / 1e6).toFixed(0)} MB resident`,
    },
  ];
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

async function leads(server: RealServer): Promise<number[]> {
  return values(await metrics(server), "exstreamtv_channel_lead_seconds").map((seconds) => seconds * 1_000);
}

async function joints(server: RealServer): Promise<number> {
  return values(await metrics(server), "exstreamtv_splice_joints_total")[0] ?? 0;
}

async function metrics(server: RealServer): Promise<string> {
  const response = await fetch(`${server.url}/metrics`);
  return await response.text();
}

/** The values of a metric, one for each set of labels. */
function values(exposition: string, name: string): number[] {
  return exposition.split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => Number(line.slice(line.lastIndexOf(" ") + 1)));
}
