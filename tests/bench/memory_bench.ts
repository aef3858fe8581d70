import type { Bench } from "./bench.ts";
import { COPYABLE, makeClips } from "./clips.ts";
import { Crowd } from "./crowd.ts";
import { residentBytes } from "./processor.ts";
import { startProgram, streamUrl } from "./program.ts";
import { pause, type RealServer } from "../real/real_server.ts";

/** The runtime tidies its memory up about half a minute after the last work. */
const IDLE_MS = 36_000;
/** Until a ring holds what lies ahead of the clock and what lies behind it. */
const RING_FULL_MS = 21_000;
const VIEWERS_JOINED_MS = 5_000;
const LINGER_SECONDS = 10;
const VIEWERS = 200;
const MEGABYTE = 1e6;

/** Memory of main, the launcher apart: idle, per channel, per viewer. */
export const memoryBench: Bench = {
  name: "memory",
  about: "resident memory of main",
  needs: [],
  async *run({ isQuick, folder }) {
    const clips = await makeClips(`${folder}/memory`, { ...COPYABLE, lengthsSeconds: [60, 64] });
    const count = isQuick ? 5 : 10;
    await using server = await startProgram({
      loops: [{ folder: clips, lifecycle: "on_demand", count }],
      sections: `streaming: { linger_s: ${LINGER_SECONDS} }`,
    });
    const pid = await server.mainPid();
    const megabytes = async () => await residentBytes(pid) / MEGABYTE;

    await pause(IDLE_MS);
    const idle = await megabytes();
    yield {
      what: "idle: library read, guide published, no viewer yet",
      value: idle,
      unit: "MB",
      atMost: 110,
    };
    const { busy, crowded } = await watch(server, count, megabytes);
    yield {
      what: "for each channel",
      value: (busy - idle) / count,
      unit: "MB",
      beside: `${busy.toFixed(0)} MB with ${count} channels of 3 Mbit/s, 20 s of each in memory`,
    };
    yield {
      what: "for each viewer",
      value: (crowded - busy) / VIEWERS * 1_000,
      unit: "kB",
      beside: `${crowded.toFixed(0)} MB with ${VIEWERS} more viewers`,
    };
    if (isQuick) return;
    await pause(LINGER_SECONDS * 1_000 + IDLE_MS);
    yield { what: "idle again: all viewers gone", value: await megabytes(), unit: "MB", atMost: 110 };
  },
};

/** Memory with a viewer for each channel, and then with many more for the first one. */
async function watch(
  server: RealServer,
  channels: number,
  megabytes: () => Promise<number>,
): Promise<{ busy: number; crowded: number }> {
  await using crowds = new AsyncDisposableStack();
  const crowd = crowds.use(new Crowd(new URL(streamUrl(server, 1))));
  await crowd.join(1);
  for (let number = 2; number <= channels; number++) {
    await crowds.use(new Crowd(new URL(streamUrl(server, number)))).join(1);
  }
  await pause(RING_FULL_MS);
  const busy = await megabytes();
  await crowd.join(VIEWERS);
  await pause(VIEWERS_JOINED_MS);
  const crowded = await megabytes();
  crowd.mustBeWhole();
  return { busy, crowded };
}
