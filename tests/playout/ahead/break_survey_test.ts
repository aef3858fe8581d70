import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Channel } from "../../../src/channel.ts";
import { LIMITS } from "../../../src/limits.ts";
import type { MediaInfo, VideoStream } from "../../../src/media.ts";
import { type Airing, asksForBreaks, BreakSurvey, type IdleJob } from "../../../src/playout/mod.ts";
import { contentOf } from "../../../src/content.ts";
import {
  type FillerRules,
  type Instruction,
  type MidRoll,
  NO_FILLER,
  type PlayPart,
  type Schedule,
  type Slot,
} from "../../../src/schedule_rule.ts";
import { openStore, type Store } from "../../../src/store/mod.ts";
import type { Script } from "../../fakes/fake_spawner.ts";
import { metricOf } from "../../fakes/metric_of.ts";
import { SmallPool } from "../../ffmpeg/small_pool.ts";
import { found, INFO } from "../../store/samples.ts";
import { channelOf, logInto, through } from "../samples.ts";

const HOUR = 3_600_000;
const CONTENT = contentOf({ folder: "/media" });
const COMMON = { seed: null, timezone: "UTC", filler: NO_FILLER };
const AT_BREAKS: MidRoll = { at: "breaks", spacingMs: 300_000, countMax: 3, break: [] };
const FILLER: FillerRules = { ...NO_FILLER, midRoll: AT_BREAKS };
const LOOP: Schedule = { ...COMMON, kind: "loop", content: CONTENT, filler: FILLER };

const VIDEO: VideoStream = {
  ...{ index: 0, codec: "h264", profile: "High", width: 320, height: 180, pixelFormat: "yuv420p" },
  ...{
    sampleAspect: { num: 1, den: 1 },
    frameRate: { num: 25, den: 1 },
    averageFrameRate: { num: 25, den: 1 },
  },
  ...{ isInterlaced: false, isHdr: false, rotation: 0, bitRate: null, colorMatrix: null },
};
const SOUND = { ...INFO.audio[0], index: 1, isDefault: false };
const FILM: MediaInfo = { ...INFO, durationMs: 600_000, video: VIDEO };
const CHAPTERS = [
  { startMs: 0, stopMs: 200_000, title: null },
  { startMs: 200_000, stopMs: 600_000, title: null },
];

function report(fromS: number): string {
  return `[silencedetect @ 0x5] silence_start: ${fromS}\n` +
    `[silencedetect @ 0x5] silence_end: ${fromS + 1} | silence_duration: 1\n` +
    `[blackdetect @ 0x5] black_start:${fromS} black_end:${fromS + 1} black_duration:1\n`;
}

class World extends SmallPool implements AsyncDisposable {
  readonly survey: BreakSurvey;

  constructor(readonly store: Store, readonly folder: string, script: Script, channels: readonly Channel[]) {
    super(() => script, { maxProcesses: 4 });
    const { pool, clock, metrics } = this;
    this.survey = new BreakSurvey({
      ...{
        pool,
        clock,
        metrics,
        channels: () => channels,
        breaks: store.breaks,
        log: logInto(this.log, clock),
      },
      findItem: (itemId) => store.media.find(itemId),
    });
  }

  /** A world with the films 1 to 3. */
  static async open(
    script: Script = [{ waitMs: 500 }, { stderr: report(100) }],
    channels: readonly Channel[] = [channelOf("1", { schedule: LOOP }), channelOf("2")],
  ): Promise<World> {
    const folder = await Deno.makeTempDir();
    const world = new World(await openStore({ path: `${folder}/x.db` }), folder, script, channels);
    for (const name of ["a", "b", "c"]) world.put(name);
    return world;
  }

  put(name: string, info: Partial<MediaInfo> = {}): void {
    this.store.media.upsert(found(`/media/${name}.mkv`), { ...FILM, ...info });
  }

  airing(itemId: number, inMs: number, channelId = "c1"): Airing {
    const startMs = this.clock.wallMs() + inMs;
    return { channelId, itemId, profile: "default", startMs, stopMs: startMs + 60_000 };
  }

  next(...agenda: Airing[]): Promise<IdleJob | null> {
    return through(this.clock, this.survey.next(agenda));
  }

  async run(job: IdleJob | null, signal = new AbortController().signal): Promise<void> {
    ok(job !== null, "there is work to do");
    await through(this.clock, job.run({ signal, turn: () => Promise.resolve() }));
  }

  /** What the processes so far looked at, in order. */
  get seen(): (string | undefined)[] {
    return this.spawner.calls.map(({ args }) => args.find((arg) => arg.startsWith("file:")));
  }

  origins(): (string | null | undefined)[] {
    return [1, 2, 3].map((id) => this.store.breaks.find(id)?.origin);
  }

  count(result: string): Promise<number> {
    return metricOf(this.metrics, `breaks_searched_total{result="${result}"}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.checkEmpty();
    this.store[Symbol.dispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("The survey looks first at what airs soonest on channels that ask for it, each item once", async () => {
  await using world = await World.open();
  const agenda = [world.airing(3, HOUR / 2, "c2"), world.airing(2, HOUR), world.airing(2, 2 * HOUR)];
  const job = await world.next(...agenda);
  deepStrictEqual([job?.startMs, job?.stopMs], [agenda[1]?.startMs, agenda[1]?.stopMs]);
  await world.run(job);
  deepStrictEqual(world.seen, ["file:/media/b.mkv"]);
  deepStrictEqual(world.store.breaks.find(2), {
    origin: "detected",
    points: [{ atMs: 100_500, resumeMs: 100_500 }],
  });
  strictEqual(await world.count("detected"), 1);
});

Deno.test("The survey then looks at everything such a channel may air one day, after all other work", async () => {
  await using world = await World.open();
  for (let job = await world.next(); job !== null; job = await world.next()) {
    ok(job.startMs > world.clock.wallMs() + 24 * HOUR && job.stopMs === Infinity);
    await world.run(job);
  }
  deepStrictEqual(world.seen, ["a", "b", "c"].map((name) => `file:/media/${name}.mkv`));
  deepStrictEqual(world.origins(), ["detected", "detected", "detected"]);
});

Deno.test("The survey does nothing for channels that do not ask for it", async () => {
  const schedule: Schedule = { ...LOOP, filler: { ...FILLER, midRoll: { ...AT_BREAKS, at: 600_000 } } };
  const off = channelOf("2", { schedule: LOOP, isEnabled: false });
  await using world = await World.open([], [channelOf("1", { schedule }), off]);
  strictEqual(await world.next(world.airing(1, HOUR), world.airing(2, HOUR, "c2")), null);
});

Deno.test("The survey looks for no breaks where they are told, have no room, or have no picture", async () => {
  await using world = await World.open();
  world.put("a", { chapters: CHAPTERS });
  world.put("b", { video: null });
  world.put("c", { durationMs: 59_000 });
  const before = world.store.media.version();
  strictEqual(await world.next(...[1, 1, 2, 3].map((id) => world.airing(id, HOUR))), null);
  deepStrictEqual(world.origins(), ["chapters", "none", null]);
  strictEqual(world.store.media.version(), before + 1, "only the chapters are news");
  deepStrictEqual([await world.count("chapters"), await world.count("none")], [1, 1]);
});

Deno.test("The survey remembers where nothing was found, until the file changes", async () => {
  await using world = await World.open([{ stderr: "[blackdetect @ 0x5] black_start:9 black_end:10 x\n" }]);
  await world.run(await world.next(world.airing(1, HOUR)));
  deepStrictEqual(world.store.breaks.find(1), { origin: "none", points: [] });
  const job = await world.next(world.airing(1, HOUR));
  ok(job !== null && job.stopMs === Infinity, "another one is next");
  world.store.media.upsert(found("/media/a.mkv", { modifiedMs: 9 }), FILM);
  const airing = world.airing(1, HOUR);
  strictEqual((await world.next(airing))?.startMs, airing.startMs);
});

Deno.test("The survey listens to the track players choose; a file without sound is silent", async () => {
  await using world = await World.open();
  const audio = [SOUND, { ...SOUND, index: 2, isDefault: true }] as MediaInfo["audio"];
  world.put("a", { audio });
  world.put("b", { audio: audio.slice(0, 1) });
  world.put("c", { audio: [] });
  for (const id of [1, 2, 3]) await world.run(await world.next(world.airing(id, HOUR)));
  const maps = world.spawner.calls.map(({ args }) => args.filter((_, n) => args[n - 1] === "-map"));
  deepStrictEqual(maps, [["0:0", "0:2"], ["0:0", "0:1"], ["0:0"]]);
});

Deno.test("What cannot be looked through is tried three times, then others are", async () => {
  await using world = await World.open([{ stderr: report(100) }, { exit: 255 }]);
  const tried = new Map<string | undefined, number>();
  for (let round = 0; round < 12; round++) {
    const job = await world.next(world.airing(2, HOUR));
    if (job !== null) await world.run(job);
    await world.clock.advance(HOUR);
  }
  for (const path of world.seen) tried.set(path, (tried.get(path) ?? 0) + 1);
  deepStrictEqual([...tried], [["file:/media/b.mkv", 3], ["file:/media/a.mkv", 3], ["file:/media/c.mkv", 3]]);
  strictEqual(await world.count("failed"), 9);
  deepStrictEqual(world.origins(), [null, null, null]);
});

Deno.test("A look that takes too long has failed", async () => {
  await using world = await World.open([{ stderr: report(100) }, { hang: true }]);
  const job = await world.next(world.airing(1, HOUR));
  const done = job?.run({ signal: new AbortController().signal, turn: () => Promise.resolve() });
  await world.clock.advance(LIMITS.breakDetectionTimeoutMs + 5_000);
  await done;
  deepStrictEqual([await world.count("failed"), world.origins()], [1, [null, null, null]]);
});

Deno.test("A look that is put off ends its ffmpeg, and is no failure", async () => {
  await using world = await World.open([{ hang: true }]);
  const stop = new AbortController();
  const done = world.run(await world.next(world.airing(1, HOUR)), stop.signal);
  await world.clock.advance(2_000);
  strictEqual(world.spawner.alive.length, 1);
  stop.abort();
  await done;
  await world.checkEmpty();
  ok(await world.next(world.airing(1, HOUR)) !== null);
  strictEqual(await world.count("failed"), NaN);
});

Deno.test("The survey does not undo what was told while it looked", async () => {
  await using world = await World.open();
  const job = await world.next(world.airing(1, HOUR));
  const points = [{ atMs: 300_000, resumeMs: 360_000 }];
  world.store.breaks.recordTold({ itemId: 1, sizeBytes: 1_000, modifiedMs: 5_000 }, {
    ...{ origin: "edl", points, edl: "1 2" },
  });
  await world.run(job);
  deepStrictEqual(world.store.breaks.find(1), { origin: "edl", points });
});

Deno.test("asksForBreaks() finds the wish wherever a schedule may have it", async (t) => {
  const part = (filler: FillerRules | null): PlayPart => ({
    ...{ content: CONTENT, mode: { flood: true }, title: null, filler },
  });
  const slot = (filler: FillerRules | null): Slot => ({
    ...{ days: { weekdays: [], dates: null }, atMs: 0, durationMs: null, overrun: "cut" },
    parts: [part(null), part(filler)],
  });
  const { days } = slot(null);
  const step: Instruction = { do: "mid_roll", midRoll: AT_BREAKS };
  const sequence: Schedule = { ...COMMON, kind: "sequence", contents: {}, sequences: {}, playout: [] };
  const CASES: { name: string; schedule: Schedule | null; want: boolean }[] = [
    { name: "no schedule", schedule: null, want: false },
    { name: "a loop", schedule: LOOP, want: true },
    { name: "a loop without filler", schedule: { ...LOOP, filler: NO_FILLER }, want: false },
    {
      name: "a channel whose time stands still",
      schedule: { ...COMMON, kind: "paused_when_unwatched", content: CONTENT, filler: FILLER },
      want: true,
    },
    { name: "a part of a slot", schedule: { ...COMMON, kind: "slots", slots: [slot(FILLER)] }, want: true },
    { name: "slots without", schedule: { ...COMMON, kind: "slots", slots: [slot(NO_FILLER)] }, want: false },
    {
      name: "a random slot",
      schedule: {
        ...{ ...COMMON, kind: "random_slots", padToMs: null },
        slots: [{ part: part(FILLER), weight: 1, cooldownMs: 0 }],
      },
      want: true,
    },
    {
      name: "a block of a template",
      schedule: { ...COMMON, kind: "blocks", templates: [{ days, slots: [slot(FILLER)] }] },
      want: true,
    },
    { name: "a sequence without", schedule: sequence, want: false },
    { name: "a step", schedule: { ...sequence, playout: [{ do: "repeat", times: null }, step] }, want: true },
    { name: "a step of a part", schedule: { ...sequence, sequences: { late: [step] } }, want: true },
    {
      name: "a step that ends it",
      schedule: { ...sequence, playout: [{ do: "mid_roll", midRoll: null }] },
      want: false,
    },
    {
      name: "another channel's mirror",
      schedule: { ...COMMON, kind: "mirror", channelId: "c2", offsetMs: 0, filler: FILLER },
      want: false,
    },
  ];
  for (const { name, schedule, want } of CASES) {
    await t.step(name, () => strictEqual(asksForBreaks(channelOf("1", { schedule })), want));
  }
  await t.step(
    "not of a disabled channel",
    () => strictEqual(asksForBreaks(channelOf("1", { schedule: LOOP, isEnabled: false })), false),
  );
});
