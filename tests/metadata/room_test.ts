import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { Fault } from "../../src/fault.ts";
import { artworkPath } from "../../src/metadata/mod.ts";
import { drive } from "../fakes/drive.ts";
import type { FakeClock } from "../fakes/fake_clock.ts";
import { type MetadataWorld, metadataWorld } from "../fakes/metadata_world.ts";

const EPISODE = { kind: "episode", title: "Episode 1", show: "harbour", season: 1, episode: 1 } as const;
const NO_KEYS = { tvdb: { apiKey: null, pin: null }, tmdb: { apiKey: null } };
const HOUR_MS = 3_600_000;

/** Lets the background work for so long. */
async function work(clock: FakeClock, forMs: number): Promise<void> {
  for (let at = 0; at < forMs; at += 500) {
    await setImmediate();
    await clock.advance(500);
  }
}

/** Lets it work until an item is known. */
async function until({ clock, room }: MetadataWorld, itemId: number): Promise<void> {
  for (let turns = 0; room.details(itemId) === null; turns++) {
    ok(turns < 1_000, "an item should have been looked up by now");
    await work(clock, 500);
  }
}

Deno.test("MetadataRoom looks an item up, keeps what it finds, and gives the item its title", async () => {
  await using world = await metadataWorld();
  const { room, store, clock, counted, lookups } = world;
  const id = world.add("/media/harbour/s01e01.mkv", EPISODE);
  strictEqual(room.details(id), null);
  room.start();
  await until(world, id);
  const details = room.details(id);
  deepStrictEqual([details?.title, details?.plot, details?.sources.plot], [
    { kind: "episode", title: "Low Tide", show: "Harbour", season: 1, episode: 1, year: 2008 },
    "The water goes.",
    "tvdb",
  ]);
  deepStrictEqual([details?.rating, details?.sources.rating, details?.sources.season], [
    8,
    "tmdb",
    "file_name",
  ]);
  const item = store.media.find(id);
  deepStrictEqual([item?.title, item?.show, item?.year], ["Low Tide", "Harbour", 2008]);
  strictEqual(store.media.named(id)?.title, "Episode 1", "what the file's name says stays known");
  deepStrictEqual(counted, ["metadata_lookup_success_total", "metadata_lookup_success_total"]);
  deepStrictEqual(lookups.take(), { successes: 2, failures: 0 });
  await work(clock, 2_000);
  ok(world.told() > 0);
});

Deno.test("MetadataRoom finds everything by NFO files and names where there is no network", async () => {
  await using world = await metadataWorld();
  const { room, web, clock, nfo, counted } = world;
  web.serve("tvdb.test", () => Promise.reject(new TypeError("network is unreachable")));
  web.serve("tmdb.test", () => Promise.reject(new TypeError("network is unreachable")));
  nfo.set("/media/harbour/tvshow.nfo", "<tvshow><title>Harbour</title><plot>A harbour.</plot></tvshow>");
  const ids = Array.from(
    { length: 30 },
    (_, at) => world.add(`/media/harbour/${at}.mkv`, { ...EPISODE, episode: at + 1 }),
  );
  room.start();
  for (const id of ids) await until(world, id);
  ok(ids.every((id) => room.details(id)?.plot === "A harbour."));
  const asked = web.seen.length;
  ok(asked < 30, `${asked} requests for 30 items: the circuit stays quiet`);
  strictEqual(counted.filter((name) => name.includes("failure")).length, 60);
  await work(clock, 30_000);
  ok(web.seen.length <= asked + 6, "and it stays quiet");
});

Deno.test("MetadataRoom asks again within the hour or so what could not be asked, and keeps what it knew", async () => {
  await using world = await metadataWorld();
  const { room, web, clock, tvdb } = world;
  const id = world.add("/media/harbour/s01e01.mkv", EPISODE);
  web.serve("tvdb.test", () => new Response("busy", { status: 503 }));
  room.start();
  await until(world, id);
  strictEqual(room.details(id)?.sources.plot, "tmdb");
  web.serve("tvdb.test", tvdb.answer);
  for (let at = 0; at < 90; at++) {
    await clock.advance(60_000);
    await work(clock, 500);
  }
  strictEqual(room.details(id)?.sources.plot, "tvdb");
  web.serve("tvdb.test", () => new Response("busy", { status: 503 }));
  world.shelf.kept.clear();
  for (let at = 0; at < 30; at++) {
    await clock.advance(HOUR_MS);
    await work(clock, 5_000);
  }
  strictEqual(room.details(id)?.sources.plot, "tvdb");
});

Deno.test("MetadataRoom looks up first what airs soonest, and gets its images", async () => {
  await using world = await metadataWorld(NO_KEYS);
  const { room, store, soon, clock, nfo } = world;
  const ids = Array.from({ length: 50 }, (_, at) => world.add(`/media/${at}.mkv`));
  soon.push(ids[40] ?? 0, ids[7] ?? 0);
  const order: number[] = [];
  const record = store.metadata.record.bind(store.metadata);
  store.metadata.record = (itemId, details) => {
    order.push(itemId);
    record(itemId, details);
  };
  nfo.set("/media/40.nfo", "<movie><title>Forty</title></movie>");
  room.start();
  await work(clock, 10_000);
  deepStrictEqual(order.slice(0, 3), [ids[40], ids[7], ids[0]]);
  strictEqual(new Set(order).size, 50);
});

Deno.test("MetadataRoom serves images of its own, and knows the way to them", async () => {
  await using world = await metadataWorld();
  const { room, soon, images, clock, web } = world;
  const id = world.add("/media/harbour/s01e01.mkv", EPISODE);
  soon.push(id);
  strictEqual(await room.artwork(id, "poster"), null);
  room.start();
  await until(world, id);
  await work(clock, 5_000);
  strictEqual(images.files.size, 3, "what airs soon has its images got ahead");
  const asked = web.seen.length;
  strictEqual((await drive(clock, room.artwork(id, "poster")))?.type, "image/jpeg");
  strictEqual(web.seen.length, asked);
  strictEqual(artworkPath(id, "poster"), `/artwork/${id}/poster`);
});

Deno.test("MetadataRoom keeps nobody waiting for an image", async () => {
  await using world = await metadataWorld();
  const { room, web, clock } = world;
  const id = world.add("/media/harbour/s01e01.mkv", EPISODE);
  room.start();
  await until(world, id);
  await work(clock, 2_000);
  web.trouble("silent");
  const askedMs = clock.monotonicMs();
  strictEqual(await drive(clock, room.artwork(id, "fanart")), null);
  ok(clock.monotonicMs() - askedMs < 9_000);
  await work(clock, 30_000);
  const asked = web.seen.length;
  strictEqual((await drive(clock, room.artwork(id, "fanart")))?.type, "image/jpeg");
  strictEqual(web.seen.length, asked, "what came late is there for the next");
});

Deno.test("MetadataRoom.setOverride() counts above all and sticks", async () => {
  await using world = await metadataWorld();
  const { room, store, clock } = world;
  const id = world.add("/media/harbour/s01e01.mkv", EPISODE);
  const before = await room.setOverride(id, { title: "My Tide", genres: ["Mine"] });
  deepStrictEqual([before.details?.title.title, before.details?.genres], ["My Tide", ["Mine"]], "at once");
  strictEqual(store.media.find(id)?.title, "My Tide");
  strictEqual(world.told(), 1);
  room.start();
  await work(clock, 20_000);
  const { details, override } = room.view(id);
  deepStrictEqual([details?.title.title, details?.plot, override], [
    "My Tide",
    "The water goes.",
    { title: "My Tide", genres: ["Mine"] },
  ], "over a look-up");
  world.add("/media/harbour/s01e01.mkv", { ...EPISODE, sizeBytes: 7 });
  strictEqual(store.media.find(id)?.title, "My Tide", "over a scan that finds the file changed");
  const again = world.reopen();
  strictEqual(again.view(id).details?.title.title, "My Tide", "over a restart");
  const after = await room.setOverride(id, null);
  deepStrictEqual([after.details?.title.title, after.override], ["Low Tide", null]);
  strictEqual(store.media.find(id)?.title, "Low Tide");
  await rejects(
    room.setOverride(999, null),
    (thrown) => thrown instanceof Fault && thrown.code === "not_found",
  );
});

Deno.test("MetadataRoom.setOverride() is told of, whether it is a title or not", async () => {
  await using world = await metadataWorld({ isEnabled: false });
  const id = world.add("/media/Alien (1979).mkv");
  await world.room.setOverride(id, { plot: "Nobody hears it." });
  deepStrictEqual([world.told(), world.overridden()], [0, 1]);
  await world.room.setOverride(id, { title: "A Alien" });
  deepStrictEqual([world.told(), world.overridden()], [1, 2]);
});

Deno.test("MetadataRoom.setOverride() with a key leads to other facts", async () => {
  await using world = await metadataWorld();
  const { room, clock } = world;
  const id = world.add("/media/misnamed/s01e01.mkv", { ...EPISODE, show: "Misnamed" });
  room.start();
  await until(world, id);
  strictEqual(room.details(id)?.plot, null);
  await room.setOverride(id, { ids: { tvdb: 81_189 } });
  await work(clock, 20_000);
  deepStrictEqual([room.details(id)?.plot, room.details(id)?.title.show], ["The water goes.", "Harbour"]);
});

Deno.test("MetadataRoom asks nobody without keys, and reads nothing when it is off", async () => {
  for (const options of [NO_KEYS, { isEnabled: false }]) {
    await using world = await metadataWorld(options);
    const { room, web, nfo } = world;
    const id = world.add("/media/harbour/s01e01.mkv", EPISODE);
    nfo.set("/media/harbour/s01e01.nfo", "<episodedetails><title>Of the file</title></episodedetails>");
    room.start();
    await until(world, id);
    strictEqual(web.seen.length, 0);
    strictEqual(room.details(id)?.title.title, "isEnabled" in options ? "Episode 1" : "Of the file");
  }
});

Deno.test("MetadataRoom tells of no key, whatever goes wrong", async () => {
  await using world = await metadataWorld({
    tmdb: { apiKey: "f".repeat(32) },
    tvdb: { apiKey: "wrong-key-1", pin: "PIN9" },
  });
  const { room, logged, store } = world;
  const id = world.add("/media/harbour/s01e01.mkv", EPISODE);
  world.web.trouble("broken", "silent");
  room.start();
  await until(world, id);
  const all = JSON.stringify([logged, room.view(id), store.metadata.known(id)]);
  ok(logged.length > 0 && !/wrong-key|ffff|PIN9/.test(all));
});

Deno.test("MetadataRoom ends amid a look-up, and drops it", async () => {
  const world = await metadataWorld();
  const id = world.add("/media/harbour/s01e01.mkv", EPISODE);
  world.web.trouble("silent");
  world.room.start();
  await work(world.clock, 6_000);
  strictEqual(world.web.seen.length, 1);
  await drive(world.clock, world.room[Symbol.asyncDispose]());
  strictEqual(world.room.details(id), null);
  await world[Symbol.asyncDispose]();
});
