import { type Bench, median } from "./bench.ts";
import { COPYABLE, makeClips } from "./clips.ts";
import { startProgram, streamUrl, untilLive } from "./program.ts";
import { type Tune, tune } from "./tune.ts";
import { pause } from "../real/real_server.ts";

/** Requests come at any moment of a group of pictures. */
const BETWEEN_MS = 170;

/** How long it takes to tune in to a channel that runs. */
export const zapBench: Bench = {
  name: "zap",
  about: "warm zap: GET until the first key frame is there as a whole",
  needs: [],
  async *run({ isQuick, folder }) {
    const clips = await makeClips(`${folder}/zap`, { ...COPYABLE, lengthsSeconds: [60, 64] });
    const channels = 3;
    await using server = await startProgram({
      loops: [{ folder: clips, lifecycle: "continuous", count: channels }],
    });
    await untilLive(server, channels);
    const tunes: Tune[] = [];
    for (let number = 0; number < (isQuick ? 10 : 40); number++) {
      await pause(BETWEEN_MS);
      tunes.push(await tune(streamUrl(server, number % channels + 1)));
    }
    const keyFrames = tunes.map(({ keyFrameMs }) => keyFrameMs);
    yield {
      what: "first key frame, median",
      value: median(keyFrames),
      unit: "ms",
      atMost: 60,
      beside: `first byte ${
        median(tunes.map(({ firstByteMs }) => firstByteMs)).toFixed(0)
      } ms, slowest key frame ${Math.max(...keyFrames).toFixed(0)} ms, ${tunes.length} tunes`,
    };
  },
};
