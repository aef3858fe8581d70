import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Demuxer } from "../../src/mpegts/mod.ts";
import {
  type OutputChunk,
  silenceFrom,
  SlateLoop,
  type SpliceEvent,
  Splicer,
  type SpliceResult,
  type SplicerOptions,
} from "../../src/splice/mod.ts";
import { type BuildOptions, buildSilence, buildTs, SILENCE_ID } from "./ts_builder.ts";
import { type ReadTs, readTs, type ReadUnit } from "./ts_reader.ts";

/** Ticks of one turn of the clock. */
export const TURN = 2 ** 33;
/** Ticks of one audio frame. */
export const AUDIO = 1920;
/** Frame rates a channel may have. */
export const RATES = [
  { num: 30, den: 1 },
  { num: 25, den: 1 },
  { num: 24000, den: 1001 },
  { num: 60, den: 1 },
  { num: 15, den: 1 },
] as const;

const SILENCE = silenceFrom(new Demuxer().push(buildSilence()));

/** A programme and what happens to it. */
export type Programme = Omit<BuildOptions, "frameTicks" | "firstId"> & {
  /** Where the input ends by a kill, as a share of its bytes; 1 for a clean end. */
  readonly killAt: number;
  /** Slate after it, in pictures. */
  readonly slatePictures: number;
  /** Bytes of one read. */
  readonly readBytes: number;
};

/** One output with everything that went into it. */
export interface Run {
  readonly splicer: Splicer;
  readonly chunks: OutputChunk[];
  readonly events: SpliceEvent[];
  readonly read: ReadTs;
  readonly frameTicks: number;
  /** What position 0 is on the wire. */
  readonly startTicks: number;
}

/** How a channel differs from the usual. */
export interface RunOptions extends Partial<SplicerOptions> {
  readonly rate?: { readonly num: number; readonly den: number };
}

/** A splicer with everything that comes out of it. */
export class Channel {
  readonly chunks: OutputChunk[] = [];
  readonly events: SpliceEvent[] = [];
  readonly splicer: Splicer;
  readonly frameTicks: number;
  readonly startTicks: number;
  readonly rate: { readonly num: number; readonly den: number };
  #programmes = 0;

  constructor(options: RunOptions = {}) {
    const { rate = RATES[0], ...rest } = options;
    this.rate = rate;
    this.frameTicks = 90_000 * rate.den / rate.num;
    this.startTicks = options.startTicks ?? 900_000;
    this.splicer = new Splicer({
      frameRate: rate,
      sampleRate: 48000,
      serviceName: "Kanal 1 試験",
      silence: SILENCE,
      ...rest,
    });
  }

  take({ chunks, events }: SpliceResult): void {
    this.chunks.push(...chunks);
    this.events.push(...events);
  }

  /** Airs a programme from its first byte to its end or kill. */
  air(programme: Partial<Programme>, stopTicks: number | null = null): void {
    const options = this.#buildOptions(programme);
    const built = buildTs(options);
    const isKilled = (programme.killAt ?? 1) < 1;
    const bytes = built.bytes.subarray(0, Math.floor(built.bytes.length * (programme.killAt ?? 1)));
    const demuxer = new Demuxer({ blockBytes: 8192 });
    this.splicer.begin({ frameRate: this.rate, hasAudio: options.audioOffset !== null, stopTicks });
    const readBytes = programme.readBytes ?? 5000;
    for (let at = 0; at < bytes.length && !this.splicer.isFull; at += readBytes) {
      this.take(this.splicer.push(demuxer.push(bytes.subarray(at, at + readBytes))));
    }
    this.take(this.splicer.push(demuxer.end(!isKilled)));
    this.take(this.splicer.cut());
  }

  slate(pictures: number, depth: 0 | 2 = 0): void {
    const clip = new Demuxer().push(buildTs({ ...this.#buildOptions({ frames: 16, gop: 8, depth }) }).bytes);
    const loop = new SlateLoop({ units: clip, frameRate: this.rate });
    this.splicer.begin({ frameRate: this.rate, hasAudio: false, stopTicks: null });
    this.take(this.splicer.push(loop.next(pictures * this.frameTicks)));
    this.take(this.splicer.cut());
  }

  run(): Run {
    const bytes = Uint8Array.from(this.chunks.flatMap((chunk) => [...chunk.bytes]));
    return { ...this, read: readTs(bytes) };
  }

  #buildOptions(programme: Partial<Programme>): BuildOptions {
    return {
      frames: 30,
      depth: 2,
      gop: 12,
      startPts: 126_000,
      audioOffset: -AUDIO,
      ...programme,
      frameTicks: this.frameTicks,
      firstId: 1_000_000 * ++this.#programmes,
    };
  }
}

/** What holds for every output, however its inputs were. */
export function checkOutput(run: Run, allowHoles = false): void {
  const { read, frameTicks, splicer } = run;
  deepStrictEqual(read.faults, []);
  const video = read.units.filter((unit) => unit.kind === "video");
  const audio = read.units.filter((unit) => unit.kind === "audio");
  strictEqual(video.length, splicer.counters.pictures);
  strictEqual(audio.length, splicer.counters.audioFrames);
  strictEqual(audio.filter((unit) => unit.id === SILENCE_ID).length, splicer.counters.silenceFrames);
  strictEqual(run.chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0), splicer.counters.packets * 188);
  if (video.length === 0) return;
  strictEqual(read.serviceName, "Kanal 1 試験");
  checkClock(read, frameTicks);
  checkVideo(video, run, allowHoles);
  checkAudio(audio, video, run);
  checkChunks(run, allowHoles);
}

/** PCR, tables, and nothing decoded before its time. */
export function checkClock(read: ReadTs, frameTicks: number): void {
  const steps = read.pcrs.slice(1).map((pcr, index) => pcr - (read.pcrs[index] ?? 0));
  for (const step of steps) ok(step > 0 && step <= 0.04 * 90_000, `PCR step of ${step} ticks`);
  for (const [times, most] of [[read.patTimes, 9000], [read.sdtTimes, 45_000]] as const) {
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const gap of gaps) ok(gap <= most + 1, `tables ${gap} ticks apart at ${frameTicks} a frame`);
  }
  for (const unit of read.units) {
    ok(unit.pcr !== null && unit.dts >= unit.pcr, `unit at ${unit.dts} decoded before PCR ${unit.pcr}`);
  }
}

function checkVideo(video: readonly ReadUnit[], { frameTicks, startTicks }: Run, allowHoles: boolean): void {
  video.forEach((unit, index) => {
    ok(unit.pts >= unit.dts, `picture ${index}: PTS ${unit.pts} before DTS ${unit.dts}`);
    strictEqual(unit.hasRandomAccess, unit.isKey);
    ok(!unit.isKey || unit.followsTables, `key picture ${index} without tables in front`);
    const before = video[index - 1];
    if (before === undefined) return;
    const step = unit.dts - before.dts;
    if (allowHoles) ok(step > frameTicks / 2 - 1, `DTS step ${step}`);
    else ok(Math.abs(step - frameTicks) <= 1, `DTS step ${step} at picture ${index}`);
  });
  if (allowHoles) return;
  const shown = video.map((unit) => unit.pts).sort((a, b) => a - b);
  const first = shown[0] ?? 0;
  ok((first - startTicks) % TURN === 0, `first picture at ${first}`);
  shown.forEach((pts, index) =>
    ok(Math.abs(pts - first - index * frameTicks) <= 1, `picture ${index} at ${pts}`)
  );
}

function checkAudio(
  audio: readonly ReadUnit[],
  video: readonly ReadUnit[],
  { startTicks, splicer }: Run,
): void {
  audio.forEach((unit, index) => {
    const position = unit.pts - (audio[0]?.pts ?? 0);
    strictEqual(position, index * AUDIO, `audio frame ${index}`);
    strictEqual(unit.hasRandomAccess, false);
  });
  ok(((audio[0]?.pts ?? startTicks) - startTicks) % TURN === 0);
  const end = splicer.endTicks - audio.length * AUDIO;
  ok(Math.abs(end) <= AUDIO / 2, `sound ends ${end} ticks before the picture after ${video.length} pictures`);
}

function checkChunks({ chunks, frameTicks }: Run, allowHoles: boolean): void {
  let endTicks = 0;
  for (const chunk of chunks) {
    strictEqual(chunk.bytes.length % 188, 0);
    ok(chunk.bytes.length > 0);
    const gap = chunk.startTicks - endTicks;
    ok(
      allowHoles ? gap > -1e-3 : Math.abs(gap) < 1e-3,
      `chunk starts at ${chunk.startTicks}, not ${endTicks}`,
    );
    ok(chunk.endTicks >= chunk.startTicks);
    ok(!chunk.isKey || chunk.endTicks >= chunk.startTicks + frameTicks - 1e-6);
    endTicks = chunk.endTicks;
    const pids = [0, 1].map((index) =>
      (((chunk.bytes[index * 188 + 1] ?? 0) & 31) << 8) | (chunk.bytes[index * 188 + 2] ?? 0)
    );
    strictEqual(chunk.isKey, pids[0] === 0 && pids[1] === 0x1000 && startsWithKey(chunk));
  }
}

/** True when the first picture of the chunk, read on its own, is a key: a viewer who starts here sees it. */
function startsWithKey(chunk: OutputChunk): boolean {
  return readTs(chunk.bytes).units.find((unit) => unit.kind === "video")?.isKey === true;
}
