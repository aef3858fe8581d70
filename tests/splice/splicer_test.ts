import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { InvariantError } from "../../src/invariant.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import {
  type OutputChunk,
  silenceFrom,
  SlateLoop,
  type SpliceEvent,
  Splicer,
  type SpliceResult,
  type SplicerOptions,
} from "../../src/splice/mod.ts";
import { type BuildOptions, buildSilence, buildTs, SILENCE_ID } from "../fakes/ts_builder.ts";
import { type ReadTs, readTs, type ReadUnit } from "../fakes/ts_reader.ts";

const TURN = 2 ** 33;
const AUDIO = 1920;
const RATES = [
  { num: 30, den: 1 },
  { num: 25, den: 1 },
  { num: 24000, den: 1001 },
  { num: 60, den: 1 },
  { num: 15, den: 1 },
] as const;

const SILENCE = silenceFrom(new Demuxer().push(buildSilence()));

type Programme = Omit<BuildOptions, "frameTicks" | "firstId"> & {
  /** Where the input ends by a kill, as a share of its bytes; 1 for a clean end. */
  readonly killAt: number;
  /** Slate after it, in pictures. */
  readonly slatePictures: number;
  /** Bytes of one read. */
  readonly readBytes: number;
};

/** One output with everything that went into it. */
interface Run {
  readonly splicer: Splicer;
  readonly chunks: OutputChunk[];
  readonly events: SpliceEvent[];
  readonly read: ReadTs;
  readonly frameTicks: number;
  /** For each joint: where it lies and the first audio time its input could offer there. */
  readonly startTicks: number;
}

interface RunOptions extends Partial<SplicerOptions> {
  readonly rate?: { readonly num: number; readonly den: number };
}

class Channel {
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

const programmes: fc.Arbitrary<Programme> = fc.record({
  frames: fc.integer({ min: 1, max: 50 }),
  depth: fc.constantFrom(0, 1, 2, 3),
  gop: fc.integer({ min: 1, max: 30 }),
  startPts: fc.integer({ min: 0, max: TURN - 1 }),
  audioOffset: fc.option(fc.integer({ min: -6000, max: 6000 })),
  pictureBytes: fc.integer({ min: 0, max: 700 }).map((most) => (slot: number) => (slot * 7919) % (most + 1)),
  alwaysDts: fc.boolean(),
  hasLength: fc.boolean(),
  pcr: fc.constantFrom("all", "keys", "none"),
  isInterleaved: fc.boolean(),
  parameters: fc.integer({ min: 1, max: 2 }),
  killAt: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  slatePictures: fc.integer({ min: 0, max: 20 }),
  readBytes: fc.integer({ min: 1, max: 20_000 }),
});

/** What holds for every output, however its inputs were. */
function checkOutput(run: Run, allowHoles = false): void {
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

function checkClock(read: ReadTs, frameTicks: number): void {
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
    strictEqual(unit.hasRandomAccess, unit.isKey && unit.hasRandomAccess);
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

Deno.test({
  name: "Splicer joins any programmes, killed at any byte, slate between, without a flaw",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        fc.array(programmes, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...RATES),
        fc.constantFrom(900_000, TURN - 1, TURN - 45_000, TURN - 200_000),
        (list, rate, startTicks) => {
          const channel = new Channel({ rate, startTicks });
          for (const programme of list) {
            channel.air(programme);
            if (programme.slatePictures > 0) {
              channel.slate(programme.slatePictures, programme.depth > 1 ? 2 : 0);
            }
          }
          checkOutput(channel.run());
          strictEqual(channel.splicer.counters.holes, 0);
        },
      ),
      { numRuns: 120 },
    );
  },
});

Deno.test({
  name: "Splicer sends each picture once, in decoding order, and after a kill loses at most its last group",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, (programme) => {
        const channel = new Channel();
        channel.air({ ...programme, hasLength: true });
        const ids = channel.run().read.units.filter((unit) => unit.kind === "video").map((unit) =>
          unit.id % 1_000_000
        );
        const sent = buildTs({ ...programme, frameTicks: channel.frameTicks }).units
          .filter((unit) => unit.kind === "video").map((unit) => unit.slot);
        deepStrictEqual(ids, sent.slice(0, ids.length));
        if (programme.killAt === 1) strictEqual(ids.length, programme.frames);
        strictEqual(new Set(ids).size, ids.length);
      }),
      { numRuns: 80 },
    );
  },
});

Deno.test({
  name: "Splicer keeps sound within half a frame of its picture at every joint, and never lets it creep",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 40 }), fc.integer({ min: -1920, max: 1919 })), {
          minLength: 2,
          maxLength: 6,
        }),
        fc.constantFrom(...RATES),
        (list, rate) => {
          const channel = new Channel({ rate });
          for (const [frames, audioOffset] of list) channel.air({ frames, audioOffset });
          const { units } = channel.run().read;
          list.forEach(([, audioOffset], index) => {
            const isHere = (unit: ReadUnit) =>
              Math.floor(unit.id / 1_000_000) === index + 1 && unit.id !== SILENCE_ID;
            const key = units.find((unit) => isHere(unit) && unit.kind === "video" && unit.isKey);
            for (const unit of units.filter((unit) => isHere(unit) && unit.kind === "audio")) {
              const frame = unit.id % 1_000_000 - 500_000;
              const error = unit.pts - (key?.pts ?? 0) - audioOffset - frame * AUDIO;
              ok(Math.abs(error) <= AUDIO / 2 + 2, `${error} ticks off in programme ${index}`);
            }
          });
          checkOutput(channel.run());
        },
      ),
      { numRuns: 50 },
    );
  },
});

Deno.test({
  name: "Splicer stays valid when pictures and sound are missing in the input",
  permissions: "none",
  fn() {
    const lost = fc.uniqueArray(fc.integer({ min: 1, max: 49 }), { maxLength: 12 });
    fc.assert(
      fc.property(programmes, lost, lost, fc.constantFrom(...RATES), (programme, pictures, frames, rate) => {
        const channel = new Channel({ rate });
        channel.air({
          ...programme,
          lostVideo: (slot) => pictures.includes(slot),
          lostAudio: (frame) => frames.some((start) => frame >= start * 2 && frame < start * 2 + 3),
        });
        channel.slate(5);
        channel.air({});
        checkOutput(channel.run(), true);
      }),
      { numRuns: 120 },
    );
  },
});

Deno.test({
  name: "Splicer writes valid packets whatever damaged bytes the demuxer was given",
  permissions: "none",
  fn() {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 30 });
    fc.assert(
      fc.property(programmes, flips, (programme, list) => {
        const channel = new Channel();
        const bytes = Uint8Array.from(buildTs({ ...programme, frameTicks: 3000 }).bytes);
        for (const [at, value] of list) bytes[at % bytes.length] = value;
        const demuxer = new Demuxer();
        channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
        channel.take(channel.splicer.push([...demuxer.push(bytes), ...demuxer.end(true)]));
        channel.take(channel.splicer.cut());
        channel.air({});
        const { read } = channel.run();
        // A flipped byte inside a unit is not ours to mend; everything around it is.
        deepStrictEqual(read.faults, []);
        checkClock(read, 3000);
        const video = read.units.filter((unit) => unit.kind === "video");
        for (const unit of video) ok(unit.pts >= unit.dts);
        video.slice(1).forEach((unit, index) => ok(unit.dts > (video[index]?.dts ?? 0)));
      }),
      { numRuns: 120 },
    );
  },
});

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
    for (const jump of [90_000 * 60, -90_000 * 60]) {
      const channel = new Channel();
      const first = new Demuxer().push(buildTs({ ...BASE, gop: 30 }).bytes);
      const second = new Demuxer().push(buildTs({ ...BASE, gop: 30, firstId: 700 }).bytes)
        .map((unit) => ({ ...unit, pts: unit.pts + jump, dts: unit.dts + jump }));
      channel.splicer.begin({ frameRate: channel.rate, hasAudio: true, stopTicks: null });
      channel.take(channel.splicer.push([...first, ...second]));
      channel.take(channel.splicer.cut());
      strictEqual(channel.splicer.counters.jumps, 1);
      strictEqual(channel.splicer.counters.pictures, 60);
      checkOutput(channel.run());
    }
  });

  await t.step("joins an input to itself at a key frame that a damaged time before it overtook", () => {
    const channel = new Channel();
    const units = new Demuxer().push(buildTs({ ...BASE, gop: 10 }).bytes)
      .map((unit) => isVideo(unit) && unit.pts === 126_000 + 9 * 3000 ? { ...unit, pts: unit.pts + 7500 } : unit);
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
