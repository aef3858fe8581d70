import { type Bench, median, type Row } from "./bench.ts";
import { COPYABLE, FILM, makeClips } from "./clips.ts";
import { startProgram, streamUrl } from "./program.ts";
import { type Tune, tune } from "./tune.ts";
import { pause } from "../real/real_server.ts";

/** After a tune its ffmpeg reads ahead, which takes no time when it copies. */
const SETTLE_MS = 2_500;
/** An encoder takes a core until its channel is stopped. */
const LINGER_SECONDS = 10;

/** How long it takes to tune in to a channel that stands still. */
export const coldBench: Bench = {
  name: "cold",
  about: "cold tune: GET of a channel nobody watched, each channel once",
  needs: [],
  async *run({ isQuick, folder }) {
    const lengthsSeconds = [60, 64];
    const copied = await makeClips(`${folder}/cold-copy`, { ...COPYABLE, lengthsSeconds });
    const encoded = await makeClips(`${folder}/cold-encode`, { ...FILM, lengthsSeconds });
    const [copies, encodes] = isQuick ? [3, 2] : [6, 4];
    await using server = await startProgram({
      loops: [
        { folder: copied, lifecycle: "on_demand", count: copies },
        { folder: encoded, lifecycle: "on_demand", count: encodes, first: copies + 1 },
      ],
      sections: `streaming: { linger_s: ${LINGER_SECONDS} }`,
    });
    const copyTunes: Tune[] = [];
    for (let number = 1; number <= copies; number++) {
      await pause(SETTLE_MS);
      copyTunes.push(await tune(streamUrl(server, number)));
    }
    yield* rows("copy", copyTunes, 1_000);
    const encodeTunes: Tune[] = [];
    for (let number = copies + 1; number <= copies + encodes; number++) {
      await server.until(async () => (await server.processes()).length === 0, 2 * LINGER_SECONDS * 1_000);
      encodeTunes.push(await tune(streamUrl(server, number)));
    }
    yield* rows("encode 1080p to 720p", encodeTunes, 1_600);
  },
};

function* rows(what: string, tunes: readonly Tune[], contentMsMax: number): Iterable<Row> {
  const bytes = tunes.map(({ firstByteMs }) => firstByteMs);
  const content = tunes.map(({ contentMs }) => contentMs);
  yield {
    what: `${what}: first byte, median`,
    value: median(bytes),
    unit: "ms",
    atMost: 50,
    beside: slowest(bytes),
  };
  yield {
    what: `${what}: first content frame, median`,
    value: median(content),
    unit: "ms",
    atMost: contentMsMax,
    beside: slowest(content),
  };
}

function slowest(values: readonly number[]): string {
  return `slowest of ${values.length}: ${Math.max(...values).toFixed(0)} ms`;
}
