import { pause } from "../real/real_server.ts";
import type { Bench, BenchRun, Row } from "./bench.ts";
import { COPYABLE, makeClips } from "./clips.ts";
import { Crowd } from "./crowd.ts";
import { startIcecast } from "./icecast.ts";
import { startNginx } from "./nginx.ts";
import { processorTime } from "./processor.ts";
import { startProgram, streamUrl, untilLive } from "./program.ts";
import type { Rival } from "./rival.ts";
import { text } from "./table.ts";

/** A good 1080p broadcast. */
const KBPS = 8_000;
const BYTES_PER_SECOND = KBPS * 1_000 / 8;
const CROWDS = [1, 50, 200] as const;
/** Until every viewer has its reserve. */
const SETTLE_SECONDS = 2;
const GIGABYTE = 1e9;

/** Processor time per gigabyte, for each of {@link CROWDS}. */
type Figures = readonly number[];

/**
 * What it costs to give the same bytes to many viewers.
 *
 * All three send in real time, nginx by its `limit_rate`: whoever sends a file as fast as it is taken wakes up a hundred
 * times less often; that figure stands beside. Ours also makes the stream it sends: reading from ffmpeg, joining and
 * stamping count as well, which is nearly all of it for a single viewer. What viewers spend is not counted.
 */
export const fanoutBench: Bench = {
  name: "fanout",
  about: `processor time for one gigabyte delivered, ${KBPS / 1_000} Mbit/s to each viewer`,
  needs: ["nginx", "icecast2"],
  async *run(run) {
    const seconds = run.isQuick ? 3 : 5;
    const { figures: ours, bytes } = await measureOurs(run, seconds);
    const icecast = await measureIcecast(run, bytes, seconds);
    const nginx = await measureNginx(run, bytes, seconds);
    const unpaced = await measureUnpacedNginx(run, bytes);
    for (const [at, viewers] of CROWDS.entries()) {
      yield* rows(viewers, {
        ours: ours[at] ?? NaN,
        icecast: icecast[at] ?? NaN,
        nginx: nginx[at] ?? NaN,
        unpaced,
      });
    }
  },
};

function* rows(
  viewers: number,
  { ours, icecast, nginx, unpaced }: Record<"ours" | "icecast" | "nginx" | "unpaced", number>,
): Iterable<Row> {
  const per = { what: `${viewers} viewers: processor time per GB`, value: ours, unit: "s" };
  if (viewers === 1) {
    // So little that nginx spends less than can be measured.
    yield { ...per, what: "1 viewer: processor time per GB", beside: `icecast2 ${text(icecast, "s")}` };
    return;
  }
  const isFull = viewers === Math.max(...CROWDS);
  const fast = isFull ? ` (${text(unpaced, "s")} as fast as it is taken)` : "";
  yield { ...per, beside: `icecast2 ${text(icecast, "s")}, nginx ${text(nginx, "s")}${fast}` };
  yield {
    what: `${viewers} viewers: ours to icecast2's`,
    value: ours / icecast,
    unit: "×",
    ...(isFull ? { atMost: 0.25 } : {}),
  };
  yield {
    what: `${viewers} viewers: ours to nginx's`,
    value: ours / nginx,
    unit: "×",
    ...(isFull ? { atMost: 3.5 } : {}),
  };
}

async function measureOurs(
  { folder }: BenchRun,
  seconds: number,
): Promise<{ figures: Figures; bytes: Uint8Array }> {
  const clips = await makeClips(`${folder}/fanout`, { ...COPYABLE, kbps: KBPS, lengthsSeconds: [60, 64] });
  await using server = await startProgram({
    loops: [{ folder: clips, lifecycle: "continuous", count: 1 }],
    sections: `profiles: { default: { video_kbps: ${KBPS} } }`,
  });
  await untilLive(server, 1);
  const url = new URL(streamUrl(server, 1));
  const bytes = await record(url, 10 * BYTES_PER_SECOND);
  return { figures: await inRealTime({ pid: await server.mainPid(), url }, seconds), bytes };
}

async function measureIcecast({ folder }: BenchRun, bytes: Uint8Array, seconds: number): Promise<Figures> {
  await using rival = await startIcecast(`${folder}/icecast`, { bytes, bytesPerSecond: BYTES_PER_SECOND });
  await pause(1_000);
  return await inRealTime(rival, seconds);
}

async function measureNginx({ folder }: BenchRun, bytes: Uint8Array, seconds: number): Promise<Figures> {
  const rounds = Math.ceil((SETTLE_SECONDS + seconds + 5) * BYTES_PER_SECOND / bytes.length);
  const file = new Uint8Array(bytes.length * rounds);
  for (let round = 0; round < rounds; round++) file.set(bytes, round * bytes.length);
  await using rival = await startNginx(`${folder}/nginx`, { bytes: file, bytesPerSecond: BYTES_PER_SECOND });
  return await inRealTime(rival, seconds);
}

/** Processor time per gigabyte while a stream runs. */
async function inRealTime({ pid, url }: Pick<Rival, "pid" | "url">, seconds: number): Promise<Figures> {
  const figures: number[] = [];
  for (const viewers of CROWDS) {
    await using crowd = new Crowd(url);
    await crowd.join(viewers);
    await pause(SETTLE_SECONDS * 1_000);
    const [before, bytesBefore] = [await processorTime(pid), crowd.bytes];
    await pause(seconds * 1_000);
    const [after, bytesAfter] = [await processorTime(pid), crowd.bytes];
    crowd.mustBeWhole();
    figures.push((after.own - before.own) / (bytesAfter - bytesBefore) * GIGABYTE);
  }
  return figures;
}

/** The largest crowd takes a gigabyte and more, as fast as it can. */
async function measureUnpacedNginx({ folder }: BenchRun, bytes: Uint8Array): Promise<number> {
  await using rival = await startNginx(`${folder}/nginx-unpaced`, { bytes });
  await using crowd = new Crowd(rival.url);
  await crowd.join(Math.max(...CROWDS));
  await crowd.end();
  return (await processorTime(rival.pid)).own / crowd.bytes * GIGABYTE;
}

/** The beginning of the stream, for the others to serve. */
async function record(url: URL, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  const response = await fetch(url);
  for await (const chunk of response.body ?? []) {
    const part = chunk.subarray(0, length - at);
    bytes.set(part, at);
    at += part.length;
    if (at === length) break;
  }
  return bytes;
}
