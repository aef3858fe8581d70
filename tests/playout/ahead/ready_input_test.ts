import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type AccessUnit, Demuxer } from "../../../src/mpegts/mod.ts";
import type { Input, InputRequest } from "../../../src/playout/mod.ts";
import { denoReadyFiles, type ReadyFiles } from "../../../src/playout/ahead/ready_files.ts";
import { ReadyIndexer } from "../../../src/playout/ahead/ready_index.ts";
import { ReadyInput } from "../../../src/playout/ahead/ready_input.ts";
import type { ReadyEntry } from "../../../src/store/mod.ts";
import { MemoryReadyFiles } from "../../fakes/memory_ready_files.ts";
import { type BuildOptions, buildTs } from "../../fakes/ts_builder.ts";

const FRAME_MS = 100;
const FRAME_TICKS = 9_000;
const REQUEST: InputRequest = {
  isWatched: () => true,
  channelId: "c1",
  itemId: 1,
  offsetMs: 0,
  frames: 1_000,
  priority: "viewer",
  airsAtMs: 0,
  mayCopy: true,
};

/** 200 pictures at 10 a second, a key frame every 20; half a megabyte holds about 40 of them. */
const FILM: BuildOptions = {
  ...{ frames: 200, frameTicks: FRAME_TICKS, depth: 1, gop: 20, startPts: 126_000, audioOffset: 0 },
  pictureBytes: () => 12_000,
};

/** A film in a folder, and what was said of it. */
class World {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly entry: ReadyEntry;
  readonly corrupt: string[] = [];
  closed = 0;

  constructor(options: Partial<BuildOptions> = {}, readonly files: ReadyFiles = new MemoryReadyFiles()) {
    this.bytes = Uint8Array.from(built(options));
    const indexer = new ReadyIndexer(10);
    indexer.push(this.bytes);
    this.entry = {
      ...{ key: "film", itemId: 1, profile: "default", sizeBytes: this.bytes.length, usedMs: 0 },
      index: indexer.end(),
    };
    if (files instanceof MemoryReadyFiles) files.files.set("film", this.bytes);
  }

  open(request: Partial<InputRequest> = {}, hasAudio = true): Input {
    return new ReadyInput({
      ...{ files: this.files, entry: this.entry, frameRate: { num: 10, den: 1 }, hasAudio },
      onCorrupt: (reason) => this.corrupt.push(reason),
      onClose: () => this.closed += 1,
    }, { ...REQUEST, ...request });
  }

  /** All there is, as any demuxer sees it. */
  all(): AccessUnit[] {
    const demuxer = new Demuxer();
    return [...demuxer.push(this.bytes), ...demuxer.end(true)];
  }
}

const films = new Map<string, Uint8Array>();

/** Building a film takes longer than playing it, so each is built once. */
function built(options: Partial<BuildOptions>): Uint8Array {
  const key = JSON.stringify(options, (_, value) => typeof value === "function" ? String(value) : value);
  const bytes = films.get(key) ?? buildTs({ ...FILM, ...options }).bytes;
  films.set(key, bytes);
  return bytes;
}

/** Takes everything until the input comes to its end. */
async function drain(input: Input): Promise<AccessUnit[]> {
  const units: AccessUnit[] = [];
  while (input.state === "opening" || input.state === "ready") {
    const changed = input.changed(new AbortController().signal);
    units.push(...input.take(Infinity));
    await changed;
  }
  return [...units, ...input.take(Infinity)];
}

function pictures(units: readonly AccessUnit[]): AccessUnit[] {
  return units.filter(({ kind }) => kind === "video");
}

function outline(units: readonly AccessUnit[]): string[] {
  return units.map(({ kind, pts, dts, isKey, to, from }) => `${kind} ${pts} ${dts} ${isKey} ${to - from}`);
}

/** Frame of the film that a picture is. */
function frameOf({ pts }: AccessUnit): number {
  return Math.round((pts - FILM.startPts) / FRAME_TICKS);
}

Deno.test("A whole film comes out of its file as it was written", async () => {
  const world = new World();
  const input = world.open();
  const units = await drain(input);
  deepStrictEqual(outline(units), outline(world.all()));
  deepStrictEqual([input.state, input.fault, world.corrupt, world.closed], ["ended", null, [], 1]);
  await input[Symbol.asyncDispose]();
});

Deno.test("An input begins with the key frame nearest to where it is wanted", async (t) => {
  const CASES: [offsetMs: number, frame: number][] = [
    [0, 0],
    [999, 0],
    [1_000, 0],
    [1_001, 20],
    [2_000, 20],
    [11_500, 120],
    [18_500, 180],
    [19_900, 180],
  ];
  for (const [offsetMs, frame] of CASES) {
    await t.step(`${offsetMs} ms: frame ${frame}`, async () => {
      const world = new World();
      const input = world.open({ offsetMs, frames: 5 });
      const [first] = pictures(await drain(input));
      ok(first !== undefined && first.isKey && first.parameters !== 0);
      strictEqual(frameOf(first), frame);
      ok(Math.abs(frame * FRAME_MS - offsetMs) <= 1_000 || offsetMs > 19_000);
      await input[Symbol.asyncDispose]();
    });
  }
});

Deno.test("An input ends after the pictures wanted, with what they need and their sound, and nothing else", async () => {
  const wish = fc.record({
    depth: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
    gop: fc.integer({ min: 5, max: 25 }),
    offsetMs: fc.nat(19_900),
    frames: fc.integer({ min: 1, max: 80 }),
  });
  await fc.assert(
    fc.asyncProperty(wish, async ({ depth, gop, offsetMs, frames }) => {
      const world = new World({ depth, gop, pictureBytes: () => 400 });
      const input = world.open({ offsetMs, frames });
      const units = await drain(input);
      const shown = pictures(units);
      const first = frameOf(known(shown[0]));
      const stop = Math.min(200, first + frames);
      const wanted = shown.map(frameOf).filter((frame) => frame < stop).sort((one, other) => one - other);
      deepStrictEqual(wanted, Array.from({ length: stop - first }, (_, index) => first + index));
      ok(shown.length - wanted.length <= 2 ** depth, `${shown.length - wanted.length} pictures too many`);
      // Whatever a picture refers to comes before it, so nothing may be left out in between.
      const all = pictures(world.all());
      const from = all.findIndex((unit) => frameOf(unit) === first);
      deepStrictEqual(outline(shown), outline(all.slice(from, from + shown.length)));
      const [fromPts, stopPts] = [FILM.startPts + first * FRAME_TICKS, FILM.startPts + stop * FRAME_TICKS];
      const sound = units.filter(({ kind }) => kind === "audio").map(({ pts }) => pts);
      const due = world.all().filter(({ kind, pts }) =>
        kind === "audio" && pts >= fromPts && pts < stopPts - 4_500
      );
      for (const { pts } of due) ok(sound.includes(pts), `sound at ${pts} is missing`);
      ok(sound.every((pts) => pts < stopPts), "sound behind the end");
      strictEqual(input.state, "ended");
      await input[Symbol.asyncDispose]();
    }),
    { numRuns: 60 },
  );
});

Deno.test("An input nobody takes from stops reading, and goes on when it is taken from", async () => {
  const world = new World();
  const input = world.open();
  await settle();
  const waiting = input.waiting;
  ok(waiting >= 20 && waiting < 40, `${waiting} pictures wait`);
  await settle();
  deepStrictEqual([input.state, input.waiting], ["ready", waiting]);
  strictEqual(pictures(input.take(3)).length, 3);
  strictEqual(input.waiting, waiting - 3);
  strictEqual((await drain(input)).filter(({ kind }) => kind === "video").length, 197);
  await input[Symbol.asyncDispose]();
});

Deno.test("A file that is not what it was fails before anything wrong of it is shown", async (t) => {
  const CASES: [
    name: string,
    alter: (world: World, files: MemoryReadyFiles) => void,
    shown: number,
    reason: RegExp,
  ][] = [
    ["gone", (_, { files }) => files.delete("film"), 0, /^there is no file film$/],
    ["cut", ({ bytes }, { files }) => files.set("film", bytes.slice(0, -188)), 0, /bytes instead of/],
    [
      "longer",
      ({ bytes }, { files }) => files.set("film", new Uint8Array([...bytes, 0])),
      0,
      /bytes instead of/,
    ],
    ["empty", (_, { files }) => files.set("film", new Uint8Array()), 0, /has 0 bytes instead of/],
    ["altered in its first block", ({ bytes }) => flip(bytes, 1_000), 0, /damaged around byte 0$/],
    ["altered further on", ({ bytes }) => flip(bytes, 1_200_000), 60, /damaged around byte 1048576$/],
    ["altered in its last byte", ({ bytes }) => flip(bytes, bytes.length - 1), 160, /damaged around byte/],
    ["unreadable", (_, files) => files.fault = "input/output error", 0, /^input\/output error$/],
  ];
  for (const [name, alter, shown, reason] of CASES) {
    await t.step(name, async () => {
      const files = new MemoryReadyFiles();
      const world = new World({}, files);
      const whole = outline(world.all());
      alter(world, files);
      const input = world.open();
      const units = await drain(input);
      strictEqual(input.state, "failed");
      match(input.fault?.message ?? "", /^Cannot play from the ready-cache: /);
      match(world.corrupt.join(), reason);
      ok(pictures(units).length >= shown && pictures(units).length < 200);
      if (shown === 0) strictEqual(units.length, 0);
      deepStrictEqual(outline(units), whole.slice(0, units.length));
      deepStrictEqual([world.closed, files.openCount], [1, 0]);
      await input[Symbol.asyncDispose]();
    });
  }
});

Deno.test("A file that is damaged elsewhere plays all the same", async () => {
  const world = new World();
  flip(world.bytes, world.bytes.length - 1);
  const input = world.open({ frames: 30 });
  strictEqual(pictures(await drain(input)).filter((unit) => frameOf(unit) < 30).length, 30);
  deepStrictEqual([input.state, world.corrupt], ["ended", []]);
  await input[Symbol.asyncDispose]();
});

Deno.test("A file of a real disk that is removed while it plays is played to its end", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const world = new World({}, denoReadyFiles(folder));
    await Deno.writeFile(`${folder}/film`, world.bytes);
    const input = world.open();
    while (input.waiting < 20) await input.changed(new AbortController().signal);
    await Deno.remove(`${folder}/film`);
    strictEqual(pictures(await drain(input)).length, 200);
    strictEqual(input.state, "ended");
    await input[Symbol.asyncDispose]();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("An input that is disposed of closes its file at once, whatever it is doing", async () => {
  for (let turns = 0; turns < 120; turns++) {
    const files = new MemoryReadyFiles();
    const world = new World({ frames: 60, pictureBytes: () => 3_000 }, files);
    const input = world.open();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await input[Symbol.asyncDispose]();
    await input[Symbol.asyncDispose]();
    deepStrictEqual([files.openCount, world.closed, world.corrupt], [0, 1, []]);
  }
});

Deno.test("An input without sound delivers none, and does not wait for it", async () => {
  const world = new World({ audioOffset: null });
  const input = world.open({ frames: 20 }, false);
  const units = await drain(input);
  deepStrictEqual([input.hasAudio, input.state, units.length], [false, "ended", pictures(units).length]);
  ok(units.length >= 20 && units.length <= 22);
  await input[Symbol.asyncDispose]();
});

function flip(bytes: Uint8Array, at: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("there is nothing");
  return value;
}

/** Lets a reader that does not wait for anything real do all it can. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 500; turn++) await Promise.resolve();
}
