import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { type InputRequest, ReadyCache } from "../../../src/playout/mod.ts";
import type { Script } from "../../fakes/fake_spawner.ts";
import type { MemoryReadyFiles } from "../../fakes/memory_ready_files.ts";
import { metricOf } from "../../fakes/metric_of.ts";
import { FILM, GB, HOUR, item, NEVER, REQUEST, World } from "./ready_world.ts";
import { logInto, PROFILE, through } from "../samples.ts";

Deno.test("What airs soon is encoded ahead, and airing it then starts no ffmpeg", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  strictEqual(await cache.openInput(REQUEST, PROFILE, NEVER), null);
  const job = await cache.next([world.airing(1, HOUR), world.airing(2, 2 * HOUR)]);
  strictEqual(job?.startMs, world.clock.wallMs() + HOUR);
  await world.run(job);
  const [name] = world.files.files.keys();
  match(name ?? "", /^[0-9a-f]{64}$/);
  deepStrictEqual(world.files.files.get(name ?? ""), FILM);
  deepStrictEqual([world.encodes.length, world.encodes[0]?.args.includes("file:/media/Clips/clip 1.mkv")], [
    1,
    true,
  ]);
  strictEqual(
    (await cache.next([world.airing(1, HOUR), world.airing(2, 2 * HOUR)]))?.startMs,
    world.clock.wallMs() + 2 * HOUR,
  );

  const input = await cache.openInput({ ...REQUEST, offsetMs: 4_000 }, PROFILE, NEVER);
  ok(input !== null);
  while (input.state === "opening") await input.changed(new AbortController().signal);
  strictEqual(input.state, "ready");
  await input[Symbol.asyncDispose]();
  strictEqual(world.encodes.length, 1);
  const { metrics } = world;
  deepStrictEqual(
    await Promise.all(
      ["hits_total", "misses_total", "entries", "bytes", "corrupt_total", 'encoded_total{result="done"}']
        .map((metric) => metricOf(metrics, `ready_cache_${metric}`)),
    ),
    [1, 1, 1, FILM.length, 0, 1],
  );
});

Deno.test("A file is played only for the item, its version and the profile it was made for", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  await world.run(await cache.next([world.airing(1, HOUR)]));
  const [wide = PROFILE] = world.profiles.slice(1);
  const opens = async (request: Partial<InputRequest>, profile = PROFILE): Promise<boolean> => {
    const input = await cache.openInput({ ...REQUEST, ...request }, profile, NEVER);
    await input?.[Symbol.asyncDispose]();
    return input !== null;
  };
  strictEqual(await opens({}), true);
  strictEqual(await opens({ itemId: 2 }), false, "another item");
  strictEqual(await opens({}, wide), false, "another profile");
  strictEqual(await opens({}, { ...PROFILE, videoKbps: 501 }), false, "another bitrate");
  strictEqual(await opens({ mayCopy: false }), false, "a retry");
  strictEqual(await opens({ offsetMs: 12_000 }), false, "a passage behind its end");
  world.items.set(1, { ...item(1), modifiedMs: 1 });
  strictEqual(await opens({}), false, "a file that changed");
  world.items.delete(1);
  strictEqual(await opens({}), false, "an item that is gone");
});

Deno.test("What is encoded ahead is encoded by the encoder in use, which is known only after a while", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  world.encoder = null;
  strictEqual(await cache.next([world.airing(1, HOUR)]), null);
  const stop = new AbortController();
  const calledOff = cache.openInput(REQUEST, PROFILE, stop.signal);
  stop.abort();
  strictEqual(await calledOff, null);
  world.encoder = "h264_nvenc";
  const job = world.run(await cache.next([world.airing(1, HOUR)]));
  let most = 0;
  using _watch = world.clock.every(100, () => void (most = Math.max(most, world.onHardware)));
  await job;
  deepStrictEqual([most, world.onHardware], [1, 0], "hardware is known to be at work");
  deepStrictEqual(world.encodes.map(({ args }) => args.includes("h264_nvenc")), [true]);
  const input = await cache.openInput(REQUEST, PROFILE, NEVER);
  ok(input !== null);
  await input[Symbol.asyncDispose]();
  world.encoder = "libx264";
  strictEqual(await cache.openInput(REQUEST, PROFILE, NEVER), null, "software writes other headers");
});

Deno.test("What hardware cannot encode ahead, software does, and that is played", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  world.encoder = "h264_nvenc";
  world.hardware = [{ stderr: "out of memory\n" }, { exit: 1 }];
  for (let round = 0; round < 2; round++) await world.run(await cache.next([world.airing(1, HOUR)]));
  deepStrictEqual(world.encodes.map(({ args }) => args.includes("h264_nvenc")), [true, false]);
  strictEqual(await cache.next([world.airing(1, HOUR)]), null);
  const input = await cache.openInput(REQUEST, PROFILE, NEVER);
  ok(input !== null);
  await input[Symbol.asyncDispose]();
});

Deno.test("A file another build of ffmpeg made is not played: its headers may be others", async () => {
  await using world = await World.open();
  {
    using cache = await world.cache();
    await world.run(await cache.next([world.airing(1, HOUR)]));
  }
  world.build = "ffmpeg version 8.0";
  using cache = await world.cache();
  strictEqual(await cache.openInput(REQUEST, PROFILE, NEVER), null);
  ok(await cache.next([world.airing(1, HOUR)]) !== null);
});

Deno.test("A list that cannot be read keeps nothing from being played live", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  world.items.get = () => {
    throw new Error("the database is locked");
  };
  strictEqual(await cache.openInput(REQUEST, PROFILE, NEVER), null);
  strictEqual(world.said("cannot be looked into"), 1);
});

Deno.test("What is copied needs no file, and counts neither as hit nor as miss", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  world.items.set(1, item(1, { codec: "h264" }));
  strictEqual(await cache.next([world.airing(1, HOUR)]), null);
  strictEqual(await cache.openInput(REQUEST, PROFILE, NEVER), null);
  strictEqual(await metricOf(world.metrics, "ready_cache_misses_total"), 0);
});

Deno.test("A watermark that comes and goes by the clock cannot be encoded ahead", async () => {
  await using world = await World.open();
  const schedule = { showMs: 10_000, everyMs: 600_000 };
  const watermark = {
    ...{
      image: "/media/mark.png",
      position: "top_left",
      marginPercent: 5,
      widthPercent: 10,
      opacity: 1,
    } as const,
  };
  for (const [timing, canBe] of [[null, true], [schedule, false]] as const) {
    world.profiles[0] = { ...PROFILE, watermark: { ...watermark, schedule: timing } };
    const { pool, clock, metrics, files, profiles, store } = world;
    using cache = await through(
      clock,
      ReadyCache.open({
        ...{ pool, clock, metrics, files, profiles, log: logInto(world.log, clock), ready: store.ready },
        encoders: world.encoders,
        ...{ loudness: store.loudness, findItem: (id) => world.items.get(id) ?? null },
        extrasFor: () => Promise.resolve({ burn: null, watermarkPath: "/data/mark.png", canToneMap: true }),
      }, { isEnabled: true, bytesMax: GB }),
    );
    strictEqual(await cache?.next([world.airing(1, HOUR)]) !== null, canBe);
  }
});

Deno.test("Encoding takes its turns, so that viewers come first", async () => {
  await using world = await World.open([{ stdout: FILM }, { again: true }]);
  using cache = await world.cache();
  const job = await cache.next([world.airing(1, HOUR)]);
  const gate = Promise.withResolvers<void>();
  const stop = new AbortController();
  const done = job?.run({ signal: stop.signal, turn: () => gate.promise });
  await world.clock.advance(HOUR);
  strictEqual(world.spawner.alive.length, 1, "its ffmpeg waits");
  ok(world.files.usedBytes < 200_000, "and nothing is written");
  stop.abort();
  gate.resolve();
  await through(world.clock, done ?? Promise.reject());
  deepStrictEqual([...world.files.files.keys()], []);
  strictEqual(world.said("put off"), 1);
  ok(await cache.next([world.airing(1, HOUR)]) !== null, "it is done another time");
});

Deno.test("Encoding that is put off leaves no trace, at whatever moment", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  for (const afterMs of [0, 100, 500, 1_000, 1_500, 2_500]) {
    const job = await cache.next([world.airing(1, HOUR)]);
    const stop = new AbortController();
    const done = world.run(job, stop.signal);
    void world.clock.sleep(afterMs).then(() => stop.abort());
    await done;
    deepStrictEqual([...world.files.files.keys()], [], `after ${afterMs} ms`);
    await world.checkEmpty();
  }
});

Deno.test("What cannot be encoded is tried three times, and leaves nothing behind", async (t) => {
  const CASES: [name: string, script: Script, reason: RegExp][] = [
    [
      "ffmpeg fails",
      [{ stdout: FILM }, { stderr: "moov atom not found\n" }, { exit: 1 }],
      /ended with 1: moov atom/,
    ],
    ["it makes nothing", [{ exit: 0 }], /does not begin with a key frame/],
    ["what it makes is cut", [{ stdout: FILM.slice(0, -100) }], /damaged/],
    ["it makes too much", [{ stdout: FILM }, { again: true }], /takes more than \d+ bytes/],
  ];
  for (const [name, script, reason] of CASES) {
    await t.step(name, async () => {
      await using world = await World.open(script);
      using cache = await world.cache();
      const tries: boolean[] = [];
      for (let round = 0; round < 5; round++) {
        const job = await cache.next([world.airing(1, HOUR)]);
        tries.push(job !== null);
        if (job !== null) await world.run(job);
        await world.clock.advance(HOUR);
      }
      deepStrictEqual(tries, [true, true, true, false, false]);
      match(world.log.filter((line) => line.includes("encoding failed"))[0] ?? "", reason);
      deepStrictEqual([...world.files.files.keys()], []);
      strictEqual(await metricOf(world.metrics, 'ready_cache_encoded_total{result="failed"}'), 3);
    });
  }
  await t.step("the disk fails", async () => {
    await using world = await World.open();
    using cache = await world.cache();
    const job = await cache.next([world.airing(1, HOUR)]);
    world.files.fault = "no space left on device";
    await world.run(job);
    world.files.fault = null;
    strictEqual(world.said("no space left on device"), 1);
  });
});

Deno.test("A pool that cannot be used now is no failure of what was to be encoded", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  const job = await cache.next([world.airing(1, HOUR)]);
  const stop = new AbortController();
  const leases = await through(
    world.clock,
    Promise.all(
      [1, 2, 3, 4].map(() =>
        world.pool.acquireProcess({ ...REQUEST, kind: "ffmpeg", args: [], isEncode: false })
      ),
    ),
  );
  const done = world.run(job, stop.signal);
  await world.clock.advance(30_000);
  strictEqual(world.encodes.length, 0, "it waits for room");
  stop.abort();
  await done;
  for (const lease of leases) await lease[Symbol.asyncDispose]();
  strictEqual(world.said("failed"), 0);
});

Deno.test("Room is made by what airs latest, never by what is being played", async () => {
  await using world = await World.open();
  const { bytesMax } = await budgetOfOne(world);
  using cache = await world.cache(FILM.length + bytesMax);
  await world.run(await cache.next([world.airing(1, 3 * HOUR)]));
  await world.run(await cache.next([world.airing(2, 2 * HOUR), world.airing(1, 3 * HOUR)]));
  const agenda = [world.airing(3, HOUR), world.airing(2, 2 * HOUR), world.airing(1, 3 * HOUR)];
  const input = await cache.openInput(REQUEST, PROFILE, NEVER);
  await world.run(await cache.next(agenda));
  const kept = () => world.store.ready.list().map(({ itemId }) => itemId).sort();
  deepStrictEqual(kept(), [1, 3], "item 1 airs later, but is being played");
  await input?.[Symbol.asyncDispose]();
  await world.run(await cache.next([world.airing(4, HOUR / 2), ...agenda]));
  deepStrictEqual(kept(), [3, 4]);
  deepStrictEqual(world.files.files.size, 2);
});

Deno.test("A file that came into use meanwhile is not dropped", async () => {
  await using world = await World.open();
  const { bytesMax } = await budgetOfOne(world);
  using cache = await world.cache(bytesMax + 1);
  await world.run(await cache.next([world.airing(1, 3 * HOUR)]));
  const job = await cache.next([world.airing(2, HOUR), world.airing(1, 3 * HOUR)]);
  const input = await cache.openInput(REQUEST, PROFILE, NEVER);
  await world.run(job);
  deepStrictEqual(world.store.ready.list().map(({ itemId }) => itemId), [1]);
  await input?.[Symbol.asyncDispose]();
});

Deno.test("A file that turns out to be unusable is removed, counted, and made again", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  await world.run(await cache.next([world.airing(1, HOUR)]));
  const [bytes = FILM] = world.files.files.values();
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  const input = await cache.openInput(REQUEST, PROFILE, NEVER);
  ok(input !== null);
  while (input.state === "opening") await input.changed(new AbortController().signal);
  strictEqual(input.state, "failed");
  await input[Symbol.asyncDispose]();
  await world.clock.settle();
  deepStrictEqual([world.store.ready.list(), world.files.files.size], [[], 0]);
  strictEqual(await metricOf(world.metrics, "ready_cache_corrupt_total"), 1);
  strictEqual(await cache.openInput(REQUEST, PROFILE, NEVER), null);
  ok(await cache.next([world.airing(1, HOUR)]) !== null);
});

Deno.test("After a start the list and the folder agree, and what is not ours stays", async () => {
  await using world = await World.open();
  {
    using cache = await world.cache();
    await world.run(await cache.next([world.airing(1, HOUR)]));
    await world.run(await cache.next([world.airing(2, HOUR)]));
  }
  const [first = "", second = ""] = world.files.files.keys();
  world.files.files.delete(first);
  world.files.files.set("a".repeat(64), FILM);
  world.files.files.set(`${"b".repeat(64)}.part`, FILM);
  world.files.files.set("notes.txt", FILM);
  using _cache = await world.cache();
  deepStrictEqual([...world.files.files.keys()], [second, "notes.txt"]);
  deepStrictEqual(world.store.ready.list().map(({ key }) => key), [second]);
  world.files.files.delete("notes.txt");
});

Deno.test("A cache that is off gives its disk back", async () => {
  await using world = await World.open();
  {
    using cache = await world.cache();
    await world.run(await cache.next([world.airing(1, HOUR)]));
  }
  strictEqual(await world.openCache(false), null);
  deepStrictEqual([world.files.files.size, world.store.ready.list()], [0, []]);
  strictEqual(world.said("warn"), 0);
});

Deno.test("A cache stays off, with one warning, where the disk is too small or cannot be used", async (t) => {
  const CASES: [name: string, alter: (files: MemoryReadyFiles) => void, warning: RegExp][] = [
    [
      "too small",
      (files) => files.diskBytes = 2_900_000_000,
      /stays off, the disk is too small.*"roomMb":900/,
    ],
    [
      "not to be used",
      (files) => files.fault = "read-only file system",
      /what it needs cannot be used.*read-only/,
    ],
  ];
  for (const [name, alter, warning] of CASES) {
    await t.step(name, async () => {
      await using world = await World.open();
      alter(world.files);
      strictEqual(await world.openCache(), null);
      strictEqual(world.log.length, 1);
      match(world.log[0] ?? "", warning);
    });
  }
});

Deno.test("A disk that others fill makes the cache smaller", async () => {
  await using world = await World.open();
  using cache = await world.cache();
  await world.run(await cache.next([world.airing(1, HOUR)]));
  await world.run(await cache.next([world.airing(2, 2 * HOUR)]));
  world.files.diskBytes = 2 * GB + FILM.length + 1_000;
  strictEqual(
    await cache.next([world.airing(1, HOUR), world.airing(2, 2 * HOUR), world.airing(3, 3 * HOUR)]),
    null,
  );
  deepStrictEqual(world.store.ready.list().map(({ itemId }) => itemId), [1]);
});

/** What one file may take, found out in a world of its own making. */
async function budgetOfOne(world: World): Promise<{ readonly bytesMax: number }> {
  using cache = await world.cache();
  const job = await cache.next([world.airing(1, HOUR)]);
  ok(job !== null && "bytesMax" in job && typeof job.bytesMax === "number");
  return { bytesMax: job.bytesMax };
}
