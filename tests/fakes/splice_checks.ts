/** What holds for every output, however its inputs were: one function per theme, and all of them together. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type OutputChunk } from "../../src/splice/mod.ts";
import { AUDIO, NAME, type Run, TURN } from "./splice_channel.ts";
import { SILENCE_ID } from "./ts_builder.ts";
import { readTs, type ReadUnit } from "./ts_reader.ts";

/** Everything below. */
export function checkOutput(run: Run, allowHoles = false): void {
  checkPackets(run);
  checkTimes(run);
  checkTables(run);
  checkPictures(run, allowHoles);
  checkSound(run);
  checkStarts(run);
  checkChunks(run, allowHoles);
}

/** The pictures of a run, in decoding order. */
export function picturesOf({ read }: Pick<Run, "read">): ReadUnit[] {
  return read.units.filter((unit) => unit.kind === "video");
}

/** The audio frames of a run. */
export function soundOf({ read }: Pick<Run, "read">): ReadUnit[] {
  return read.units.filter((unit) => unit.kind === "audio");
}

/** Whole packets with sync, counters that never skip, fields that fit, no PID but ours; the counts agree. */
export function checkPackets(run: Run): void {
  const { read, splicer } = run;
  deepStrictEqual(read.faults, []);
  const ours = [0, 0x11, 0x100, 0x101, 0x1000];
  deepStrictEqual([...read.pids.keys()].filter((pid) => !ours.includes(pid)), []);
  strictEqual(picturesOf(run).length, splicer.counters.pictures);
  strictEqual(soundOf(run).length, splicer.counters.audioFrames);
  strictEqual(run.chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0), splicer.counters.packets * 188);
}

/** DTS rises, no PTS before its DTS, the PCR rises by 40 ms at most, and nothing is to be decoded before it came. */
export function checkTimes({ read }: Pick<Run, "read">): void {
  const steps = read.pcrs.slice(1).map((pcr, index) => pcr - (read.pcrs[index] ?? 0));
  for (const step of steps) ok(step > 0 && step <= 0.04 * 90_000, `PCR step of ${step} ticks`);
  for (const kind of ["video", "audio"] as const) {
    const units = read.units.filter((unit) => unit.kind === kind);
    units.forEach((unit, index) => {
      ok(unit.pts >= unit.dts, `${kind} ${index}: PTS ${unit.pts} before DTS ${unit.dts}`);
      ok(
        unit.pcr !== null && unit.dts >= unit.pcr,
        `${kind} ${index}: decoded at ${unit.dts}, PCR ${unit.pcr}`,
      );
      ok(
        index === 0 || unit.dts > (units[index - 1]?.dts ?? Infinity),
        `${kind} ${index}: DTS does not rise`,
      );
    });
  }
}

/** PAT and PMT every 100 ms, SDT every 500 ms, and the channel's name in it. */
export function checkTables({ read }: Run): void {
  for (const [times, most] of [[read.patTimes, 9000], [read.sdtTimes, 45_000]] as const) {
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const gap of gaps) ok(gap <= most + 1, `tables ${gap} ticks apart`);
  }
  if (read.units.length > 0) strictEqual(read.serviceName, NAME);
}

/** Pictures one frame apart, both in decoding and on the screen, from position 0 on; holes only where allowed. */
export function checkPictures(run: Run, allowHoles = false): void {
  const { frameTicks, startTicks } = run;
  const video = picturesOf(run);
  video.slice(1).forEach((unit, index) => {
    const step = unit.dts - (video[index]?.dts ?? 0);
    if (allowHoles) ok(step > frameTicks / 2 - 1, `DTS step ${step}`);
    else ok(Math.abs(step - frameTicks) <= 1, `DTS step ${step} at picture ${index + 1}`);
  });
  if (allowHoles) return;
  const shown = video.map((unit) => unit.pts).sort((a, b) => a - b);
  const first = shown[0] ?? startTicks;
  ok((first - startTicks) % TURN === 0, `first picture at ${first}`);
  shown.forEach((pts, index) =>
    ok(Math.abs(pts - first - index * frameTicks) <= 1, `picture ${index} at ${pts}`)
  );
}

/** One frame of sound after the other without hole or overlap, from position 0 to the end of the picture. */
export function checkSound(run: Run): void {
  const { startTicks, splicer } = run;
  const audio = soundOf(run);
  if (picturesOf(run).length === 0) return strictEqual(audio.length, 0);
  audio.forEach((unit, index) => {
    const position = unit.pts - (audio[0]?.pts ?? 0);
    strictEqual(position, index * AUDIO, `audio frame ${index}`);
  });
  strictEqual(audio.filter((unit) => unit.id === SILENCE_ID).length, splicer.counters.silenceFrames);
  ok(((audio[0]?.pts ?? startTicks) - startTicks) % TURN === 0);
  const end = splicer.endTicks - audio.length * AUDIO;
  ok(Math.abs(end) <= AUDIO / 2, `sound ends ${end} ticks before the picture`);
}

/** Key pictures, and they alone, are marked as random access points, with PAT and PMT right before them. */
export function checkStarts(run: Run): void {
  picturesOf(run).forEach((unit, index) => {
    strictEqual(unit.hasRandomAccess, unit.isKey, `mark of picture ${index}`);
    ok(!unit.isKey || unit.followsTables, `key picture ${index} without tables in front`);
  });
  for (const unit of soundOf(run)) strictEqual(unit.hasRandomAccess, false);
}

/** Chunks join without a gap, and those marked as keys are where a viewer can begin. */
export function checkChunks({ chunks, frameTicks }: Run, allowHoles = false): void {
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
    strictEqual(chunk.isKey, pidAt(chunk, 0) === 0 && pidAt(chunk, 1) === 0x1000 && startsWithKey(chunk));
  }
}

function pidAt({ bytes }: OutputChunk, packet: number): number {
  return (((bytes[packet * 188 + 1] ?? 0) & 31) << 8) | (bytes[packet * 188 + 2] ?? 0);
}

/** True when the first picture of the chunk, read on its own, is a key: a viewer who starts here sees it. */
function startsWithKey(chunk: OutputChunk): boolean {
  return readTs(chunk.bytes).units.find((unit) => unit.kind === "video")?.isKey === true;
}
