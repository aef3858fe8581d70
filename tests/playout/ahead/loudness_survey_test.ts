import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { MediaItem } from "../../../src/media.ts";
import { type Airing, type IdleJob, LoudnessSurvey } from "../../../src/playout/mod.ts";
import type { MeasuredTrack, SoundTrack } from "../../../src/store/mod.ts";
import type { Script } from "../../fakes/fake_spawner.ts";
import { metricOf } from "../../fakes/metric_of.ts";
import { SmallPool } from "../../ffmpeg/small_pool.ts";
import { playable } from "../../schedule/samples.ts";
import { INFO } from "../../store/samples.ts";
import { logInto, PROFILE, through } from "../samples.ts";

const HOUR = 3_600_000;

function report(integrated: string): string {
  return `[Parsed_loudnorm_2 @ 0x55] \n{\n"input_i" : "${integrated}",\n"input_tp" : "-18.00",\n` +
    `"input_lra" : "2.50",\n"input_thresh" : "-50.10"\n}\n`;
}

const LOUD = { loudness: { integratedLufs: -40, truePeakDbtp: -18, rangeLu: 2.5, thresholdLufs: -50.1 } };

class World extends SmallPool {
  readonly items = new Map<number, MediaItem>();
  readonly known = new Map<string, MeasuredTrack>();
  readonly survey: LoudnessSurvey;

  constructor(script: Script = [{ waitMs: 500 }, { stderr: report("-40.00") }]) {
    super(() => script, { maxProcesses: 4 });
    const audio = INFO.audio.map((track) => ({ ...track, index: 2 }));
    for (let id = 1; id <= 3; id++) {
      const item = playable(id, 60_000);
      this.items.set(id, { ...item, info: { ...item.info, audio } });
    }
    const { pool, clock, metrics } = this;
    this.survey = new LoudnessSurvey({
      ...{ pool, clock, metrics, log: logInto(this.log, clock) },
      profiles: [PROFILE, { ...PROFILE, name: "level", loudnessLufs: -23 }],
      findItem: (id) => this.items.get(id) ?? null,
      loudness: {
        find: (track) => this.known.get(keyOf(track)) ?? null,
        record: (track, measured) => void this.known.set(keyOf(track), measured),
      },
    });
  }

  airing(itemId: number, inMs: number, profile = "level"): Airing {
    const startMs = this.clock.wallMs() + inMs;
    return { channelId: "c1", itemId, profile, startMs, stopMs: startMs + 60_000 };
  }

  async run(job: IdleJob | null, signal = new AbortController().signal): Promise<void> {
    ok(job !== null, "there is work to do");
    await through(this.clock, job.run({ signal, turn: () => Promise.resolve() }));
  }
}

function keyOf({ itemId, audioIndex, sizeBytes, modifiedMs }: SoundTrack): string {
  return [itemId, audioIndex, sizeBytes, modifiedMs].join(" ");
}

Deno.test("The survey measures what airs soonest where the profile wants it, each track once", async () => {
  const world = new World();
  const agenda = [world.airing(3, HOUR / 2, "default"), world.airing(1, HOUR), world.airing(2, 2 * HOUR)];
  const job = await world.survey.next(agenda);
  strictEqual(job?.startMs, world.clock.wallMs() + HOUR);
  await world.run(job);
  deepStrictEqual([...world.known], [["1 2 1000 0", LOUD]]);
  const args = world.spawner.calls[0]?.args ?? [];
  ok(args.includes("file:/media/Clips/clip 1.mkv") && args.includes("0:2"));
  await world.run(await world.survey.next(agenda));
  deepStrictEqual([...world.known.keys()], ["1 2 1000 0", "2 2 1000 0"]);
  strictEqual(await world.survey.next(agenda), null);
  strictEqual(await metricOf(world.metrics, 'loudness_measured_total{result="done"}'), 2);
  await world.checkEmpty();
});

Deno.test("The survey remembers silence, and measures a file anew that changed", async () => {
  const world = new World([{ stderr: report("-inf") }]);
  await world.run(await world.survey.next([world.airing(1, HOUR)]));
  deepStrictEqual([...world.known.values()], [{ loudness: null }]);
  strictEqual(await world.survey.next([world.airing(1, HOUR)]), null);
  strictEqual(await metricOf(world.metrics, 'loudness_measured_total{result="silent"}'), 1);
  world.items.set(1, { ...playable(1, 60_000), ...world.items.get(1), modifiedMs: 9 });
  ok(await world.survey.next([world.airing(1, HOUR)]) !== null);
});

Deno.test("The survey passes over what has no sound or cannot air", async () => {
  const world = new World();
  world.items.set(1, playable(1, 60_000));
  world.items.delete(2);
  world.items.set(3, { ...playable(3, 60_000), state: "broken", fault: "no", info: null });
  strictEqual(await world.survey.next([1, 2, 3].map((id) => world.airing(id, HOUR))), null);
});

Deno.test("What cannot be measured is tried three times, then others are", async () => {
  const world = new World([{ stderr: report("-40.00") }, { exit: 255 }]);
  const agenda = [world.airing(1, HOUR), world.airing(2, 2 * HOUR)];
  const tried: (number | undefined)[] = [];
  for (let round = 0; round < 7; round++) {
    const job = await world.survey.next(agenda);
    tried.push(job === null ? undefined : job.startMs === agenda[0]?.startMs ? 1 : 2);
    if (job !== null) await world.run(job);
    await world.clock.advance(HOUR);
  }
  deepStrictEqual(tried, [1, 1, 1, 2, 2, 2, undefined]);
  strictEqual(await metricOf(world.metrics, 'loudness_measured_total{result="failed"}'), 6);
  strictEqual(world.known.size, 0);
});

Deno.test("A measurement that is put off ends its ffmpeg, and is no failure", async () => {
  const world = new World([{ hang: true }]);
  const stop = new AbortController();
  const job = await world.survey.next([world.airing(1, HOUR)]);
  const done = world.run(job, stop.signal);
  await world.clock.advance(2_000);
  strictEqual(world.spawner.alive.length, 1);
  stop.abort();
  await done;
  await world.checkEmpty();
  ok(await world.survey.next([world.airing(1, HOUR)]) !== null);
  strictEqual(await metricOf(world.metrics, 'loudness_measured_total{result="failed"}'), NaN);
});
