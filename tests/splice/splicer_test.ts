import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { InvariantError } from "../../src/invariant.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { AUDIO, Channel } from "../fakes/splice_channel.ts";
import { checkOutput } from "../fakes/splice_checks.ts";
import { type BuildOptions, buildTs } from "../fakes/ts_builder.ts";

Deno.test({ name: "Splicer, one case after the other", permissions: "none" }, async (t) => {
  await t.step("tells each joint and whether the parameter sets changed, and bumps the PMT only then", () => {
    const channel = new Channel();
    for (const parameters of [1, 1, 2, 2, 1]) channel.air({ parameters });
    const { read } = channel.run();
    const joints = channel.events.filter((event) => event.kind === "joint");
    deepStrictEqual(joints.map(({ parametersChanged }) => parametersChanged), [
      false,
      false,
      true,
      false,
      true,
    ]);
    deepStrictEqual(joints.map(({ atTicks }) => atTicks), [0, 1, 2, 3, 4].map((index) => index * 30 * 3000));
    deepStrictEqual([...new Set(read.pmtVersions)], [0, 1, 2]);
    deepStrictEqual(read.flagged, [0x1000, 0x1000]);
    strictEqual(channel.splicer.counters.parameterChanges, 2);
    checkOutput(channel.run());
  });

  await t.step("lands a joint on the first key with parameter sets and drops what came before", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs({ ...BASE, gop: 10 }).bytes);
    const late = units.slice(units.findIndex((unit) => unit.isKey) + 1);
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    strictEqual(channel.splicer.isJoined, false);
    channel.take(channel.splicer.push(late));
    channel.take(channel.splicer.cut());
    const video = channel.run().read.units.filter((unit) => unit.kind === "video");
    strictEqual(video[0]?.isKey, true);
    strictEqual(video.length, 20);
    strictEqual(channel.splicer.counters.droppedPictures, 9);
    checkOutput(channel.run());
  });

  await t.step("sends nothing of an input that never shows a key", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs(BASE).bytes).filter((unit) => !unit.isKey);
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    const { chunks } = channel.splicer.push(units);
    deepStrictEqual([chunks, channel.splicer.cut().chunks, channel.splicer.endTicks], [[], [], 0]);
  });

  await t.step("stops before the stop: no picture at or after it, sound up to the picture's end", () => {
    for (const stopFrame of [1, 7, 8, 9, 20]) {
      const channel = new Channel();
      channel.air({ depth: 2 }, stopFrame * 3000);
      strictEqual(channel.splicer.endTicks <= stopFrame * 3000, true);
      ok(channel.splicer.endTicks > (stopFrame - 4) * 3000, `ends at ${channel.splicer.endTicks / 3000}`);
      strictEqual(channel.splicer.counters.silenceFrames, 0, `stop after ${stopFrame}`);
      channel.air({});
      checkOutput(channel.run());
    }
  });

  await t.step("is full once stopped, also without sound, and at once when the stop has passed", () => {
    for (const audioOffset of [-AUDIO, null]) {
      const channel = new Channel();
      const units = new Demuxer().push(buildTs({ ...BASE, audioOffset }).bytes);
      channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: 30_000 });
      strictEqual(channel.splicer.isFull, false);
      channel.take(channel.splicer.push(units));
      strictEqual(channel.splicer.isFull, true);
      channel.take(channel.splicer.cut());
      strictEqual(channel.splicer.isFull, false);
      channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: 30_000 });
      strictEqual(channel.splicer.isFull, true);
    }
  });

  await t.step("fills missing sound by the deadline, so that it never comes behind the PCR", () => {
    const channel = new Channel();
    channel.air({ frames: 90, lostAudio: () => true });
    checkOutput(channel.run());
    strictEqual(channel.splicer.counters.silenceFrames, channel.splicer.counters.audioFrames);
  });

  await t.step("waits no longer for sound than the deadline says", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs({ ...BASE, frames: 60, depth: 0 }).bytes).filter(isVideo);
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    for (const unit of units) {
      channel.take(channel.splicer.push([unit]));
      const lag = channel.splicer.endTicks - channel.splicer.counters.audioFrames * AUDIO;
      ok(lag <= 0.6 * 18_000 + 4 * 3000, `${lag} ticks without sound`);
    }
  });

  await t.step("never sends sound beyond the released picture", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs({ ...BASE, depth: 3 }).bytes);
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    for (const unit of [...units.filter((unit) => !isVideo(unit)), ...units.filter(isVideo)]) {
      channel.take(channel.splicer.push([unit]));
      ok(channel.splicer.counters.audioFrames * AUDIO < channel.splicer.endTicks + AUDIO / 2 + 1e-6);
    }
    ok(channel.splicer.counters.audioFrames > 30);
    strictEqual(channel.splicer.counters.silenceFrames, 0);
  });

  await t.step("snaps times that a container blurred to milliseconds back onto the frame grid", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs({ ...BASE, depth: 2 }).bytes)
      .map((unit) => ({ ...unit, pts: Math.round(unit.pts / 90) * 90 + (unit.pts % 7 - 3) * 90 }));
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    channel.take(channel.splicer.push(units));
    channel.take(channel.splicer.cut());
    checkOutput(channel.run());
    strictEqual(channel.splicer.counters.pictures, 30);
  });

  await t.step(
    "goes on after a lost picture, within the reorder depth, and says how long the hole is",
    () => {
      const channel = new Channel();
      channel.air({ frames: 60, gop: 60, depth: 2, lostVideo: (slot) => slot === 6 || slot === 11 });
      const { counters, endTicks } = channel.splicer;
      deepStrictEqual([counters.holes, counters.holeTicks, counters.pictures], [2, 6000, 58]);
      strictEqual(endTicks, 60 * 3000);
      checkOutput(channel.run(), true);
    },
  );

  await t.step("takes pictures at another rate than the channel's by their own frame duration", () => {
    const channel = new Channel({ rate: { num: 30, den: 1 } });
    channel.air({});
    channel.splicer.begin({ frameRate: { num: 25, den: 1 }, hasAudio: true, stopTicks: null });
    channel.take(channel.splicer.push(new Demuxer().push(buildTs({ ...BASE, frameTicks: 3600 }).bytes)));
    channel.take(channel.splicer.cut());
    channel.air({});
    strictEqual(channel.splicer.counters.holes, 0);
    strictEqual(channel.splicer.counters.pictures, 90);
    ok(Math.abs(channel.splicer.endTicks - 30 * (3000 + 3600 + 3000)) < 1e-6);
    checkOutput(channel.run(), true);
  });

  await t.step("joins an input to itself when its clock jumps", () => {
    for (const jump of [90_000 * 60, 90_000 * 5, -90_000 * 5, -90_000 * 60]) {
      const channel = new Channel();
      const first = new Demuxer().push(buildTs({ ...BASE, frames: 31, gop: 31, audioOffset: 0 }).bytes);
      const second = new Demuxer().push(buildTs({ ...BASE, gop: 30, firstId: 700 }).bytes)
        .map((unit) => ({ ...unit, pts: unit.pts + jump, dts: unit.dts + jump }));
      channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
      channel.take(channel.splicer.push([...first, ...second]));
      channel.take(channel.splicer.cut());
      strictEqual(channel.splicer.counters.jumps, 1);
      strictEqual(channel.splicer.counters.pictures, 61);
      ok(
        channel.splicer.counters.silenceFrames <= 2,
        `${channel.splicer.counters.silenceFrames} frames of silence`,
      );
      checkOutput(channel.run());
    }
  });

  await t.step("joins an input to itself at a key frame that a damaged time before it overtook", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs({ ...BASE, gop: 10 }).bytes)
      .map((unit) =>
        isVideo(unit) && unit.pts === 126_000 + 9 * 3000 ? { ...unit, pts: unit.pts + 7500 } : unit
      );
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    channel.take(channel.splicer.push(units));
    channel.take(channel.splicer.cut());
    strictEqual(channel.splicer.counters.jumps, 1);
    checkOutput(channel.run(), true);
  });

  await t.step("never holds more than the depth allows back when the rate it was told is wrong", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs({ ...BASE, frames: 150, frameTicks: 3600, gop: 150 }).bytes);
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    let pushed = 0;
    for (const unit of units) {
      channel.take(channel.splicer.push([unit]));
      pushed += unit.kind === "video" ? 1 : 0;
      ok(pushed - channel.splicer.counters.pictures - channel.splicer.counters.droppedPictures <= 18);
    }
    channel.take(channel.splicer.cut());
    checkOutput(channel.run(), true);
  });

  await t.step("makes one chunk per GOP part and one buffer per push, nearly full", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs({ ...BASE, frames: 60, gop: 15 }).bytes);
    channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
    const { chunks } = channel.splicer.push(units);
    deepStrictEqual(chunks.map(({ isKey }) => isKey), [true, true, true, true]);
    strictEqual(new Set(chunks.map(({ bytes }) => bytes.buffer)).size, 1);
    const sum = chunks.reduce((bytes, chunk) => bytes + chunk.bytes.length, 0);
    ok(sum >= 0.75 * (chunks[0]?.bytes.buffer.byteLength ?? 0));
  });

  await t.step("refuses a second input before the first was cut, and units without an input", () => {
    const { splicer, rate } = new Channel();
    throws(() => splicer.push([]), InvariantError);
    splicer.begin({ frameRate: rate, hasAudio: true, stopTicks: null });
    throws(() => splicer.begin({ frameRate: rate, hasAudio: true, stopTicks: null }), InvariantError);
    splicer.cut();
    deepStrictEqual(splicer.cut(), { chunks: [], events: [] });
  });

  await t.step("gives the same bytes whatever the sizes of the reads", () => {
    const outputs = [1, 100, 4096, 1_000_000].map((readBytes) => {
      const channel = new Channel();
      channel.air({ readBytes, isInterleaved: true, hasLength: false });
      return channel.chunks.flatMap((chunk) => [...chunk.bytes]);
    });
    for (const output of outputs.slice(1)) deepStrictEqual(output, outputs[0]);
  });
});

const BASE: BuildOptions = {
  frames: 30,
  frameTicks: 3000,
  depth: 0,
  gop: 30,
  startPts: 126_000,
  audioOffset: -AUDIO,
};

function isVideo(unit: AccessUnit): boolean {
  return unit.kind === "video";
}
