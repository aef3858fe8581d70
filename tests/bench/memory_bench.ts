import type { Bench } from "./bench.ts";
import { COPYABLE, makeClips } from "./clips.ts";
import { Crowd } from "./crowd.ts";
import { residentBytes } from "./processor.ts";
import { startProgram, streamUrl } from "./program.ts";
import { pause } from "../real/real_server.ts";

/** The runtime tidies its memory up about half a minute after the last work. */
const IDLE_MS = 40_000;
/** Until a ring holds what lies ahead of the clock and what lies behind it. */
const RING_FULL_MS = 24_000;
const MEGABYTE = 1e6;

/** Memory of main, the launcher apart: idle, per channel, per viewer. */
export const memoryBench: Bench = {
  name: "memory",
  about: "resident memory of main",
  needs: [],
  async *run({ isQuick, folder }) {
    const clips = await makeClips(`${folder}/memory`, { ...COPYABLE, lengthsSeconds: [60, 64] });
    const count = isQuick ? 5 : 20;
    await using server = await startProgram({ loops: [{ folder: clips, lifecycle: "on_demand", count }] });
    const pid = await server.mainPid();
    const megabytes = async () => await residentBytes(pid) / MEGABYTE;

    await pause(IDLE_MS);
    const idle = await megabytes();
    yield { what: "idle: library read, guide published, no viewer", value: idle, unit: "MB", atMost: 110 };

    await using crowd = new Crowd(new URL(streamUrl(server, 1)));
    await using others = new AsyncDisposableStack();
    await crowd.join(1);
    for (let number = 2; number <= count; number++) {
      await others.use(new Crowd(new URL(streamUrl(server, number)))).join(1);
    }
    await pause(RING_FULL_MS);
    const busy = await megabytes();
    const beside = `${busy.toFixed(0)} MB with ${count} channels of 3 Mbit/s, 20 s of each in memory`;
    yield { what: "for each channel", value: (busy - idle) / count, unit: "MB", beside };

    const viewers = 200;
    await crowd.join(viewers);
    await pause(isQuick ? 3_000 : 8_000);
    const crowded = await megabytes();
    crowd.mustBeWhole();
    const perViewer = (crowded - busy) / viewers * 1_000;
    yield {
      what: "for each viewer",
      value: perViewer,
      unit: "kB",
      beside: `${crowded.toFixed(0)} MB with ${viewers} more`,
    };
  },
};
