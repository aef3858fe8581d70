import { type Bench, median, type Row } from "./bench.ts";
import { COPYABLE, FILM, makeClips } from "./clips.ts";
import { startProgram, streamUrl } from "./program.ts";
import { type Tune, tune } from "./tune.ts";
import { pause } from "../real/real_server.ts";

/** After each tune, until its ffmpeg has read ahead and is quiet. */
const SETTLE_MS = 2_500;

/** How long it takes to tune in to a channel that stands still. */
export const coldBench: Bench = {
  name: "cold",
  about: "cold tune: GET of a channel nobody watched, each channel once",
  needs: [],
  async *run({ isQuick, folder }) {
    const lengthsSeconds = [60, 64];
    const copied = await makeClips(`${folder}/cold copy`, { ...COPYABLE, lengthsSeconds });
    const encoded = await makeClips(`${folder}/cold encode`, { ...FILM, lengthsSeconds });
    const count = isQuick ? 3 : 7;
    await using server = await startProgram({
      loops: [
        { folder: copied, lifecycle: "on_demand", count },
        { folder: encoded, lifecycle: "on_demand", count, first: count + 1 },
      ],
    });
    const tunes: Tune[] = [];
    for (let number = 1; number <= 2 * count; number++) {
      await pause(SETTLE_MS);
      tunes.push(await tune(streamUrl(server, number)));
    }
    yield* rows("copy", tunes.slice(0, count), 1_000);
    yield* rows("encode 1080p to 720p", tunes.slice(count), 1_600);
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
