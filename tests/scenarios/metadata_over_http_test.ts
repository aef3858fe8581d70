import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { parseConfig } from "../../src/config/mod.ts";
import { createLogger } from "../../src/log.ts";
import { openStore } from "../../src/store/mod.ts";
import { seededRng } from "../../src/rng.ts";
import { createServer } from "../../src/server.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";
import { FakeSpawner } from "../fakes/fake_spawner.ts";
import { FakeTmdb, TMDB_TOKEN } from "../fakes/fake_tmdb.ts";
import { FakeTvdb, TVDB_KEY } from "../fakes/fake_tvdb.ts";
import { jpeg } from "../fakes/memory_images.ts";
import { interfaces } from "../hdhomerun/home.ts";
import { found, INFO } from "../store/samples.ts";

/** Both databases and their images on one port of this machine. */
function serveDatabases(): { readonly base: string } & AsyncDisposable {
  const [tvdb, tmdb] = [new FakeTvdb(), new FakeTmdb()];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/v4/")) return tvdb.answer(request);
    return pathname.startsWith("/3/") ? tmdb.answer(request) : new Response(jpeg(300));
  });
  return { base: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("the whole program asks databases over real HTTP, and serves what it found under its own addresses", async () => {
  const data = await Deno.makeTempDir();
  await using databases = serveDatabases();
  const images = ["https://artworks.thetvdb.com", "https://image.tmdb.org"];
  const log: string[] = [];
  try {
    {
      using store = await openStore({ path: join(data, "exstreamtv.db") });
      const locator = "/media/Harbour {tvdb-81189}/S01E01.mkv";
      store.media.upsert(
        found(locator, { kind: "episode", title: "Episode 1", show: "Harbour", season: 1, episode: 1 }),
        INFO,
      );
    }
    const { config, documents } = parseConfig({
      text: `metadata: {tvdb: {api_key: "${TVDB_KEY}"}, tmdb: {api_key: "${TMDB_TOKEN}"}}
libraries: {local: {paths: [/media]}}
channels: [{number: 5, name: Five, schedule: {kind: loop, collection: {show: harbour}}}]`,
      ...{ name: "config.yaml", environment: {} },
    });
    const server = await createServer(config, {
      ...{ documents, mayRead: () => true, mayAsk: () => true, openSolver: null },
      ...{ clock: systemClock, rng: seededRng("server"), version: "0.0.0", lanAddress: () => null },
      sockets: { ...new FakeNetwork(), interfaces },
      spawner: new FakeSpawner(systemClock, () => null),
      lowerPriority: () => {},
      log: createLogger({
        level: "info",
        format: "json",
        clock: systemClock,
        write: (line) => log.push(line),
      }),
      paths: { home: data, data, ffmpeg: "/usr/bin/ffmpeg", ffprobe: "/usr/bin/ffprobe" },
      databases: {
        // Images are asked for by their real names; here they are next door.
        fetch: (url, init) => {
          const { origin, pathname } = new URL(url);
          return fetch(images.includes(origin) ? databases.base + pathname : url, init);
        },
        endpoints: { tvdb: `${databases.base}/v4`, tmdb: `${databases.base}/3`, images },
      },
    });
    const token = (await Deno.readTextFile(join(data, "admin-token"))).trim();
    const ask = (path: string, init: RequestInit = {}) =>
      server.fetch(
        new Request(`http://127.0.0.1:8411${path}`, {
          ...init,
          headers: { host: "127.0.0.1:8411", ...init.headers },
        }),
        { remoteAddr: { hostname: "127.0.0.1" } },
      );
    // A look-up is brought about by an operator's word, so that nothing need wait for the background's first look.
    const put = await ask("/api/v1/media/1/metadata", {
      method: "PUT",
      body: '{"genres":["Mine"]}',
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    strictEqual(put.status, 200);
    server.start();
    let view = await (await ask("/api/v1/media/1/metadata")).json();
    const endMs = performance.now() + 30_000;
    while (view.details.plot === null && performance.now() < endMs) {
      await systemClock.sleep(50);
      view = await (await ask("/api/v1/media/1/metadata")).json();
    }
    deepStrictEqual(
      [view.details.title, view.details.plot, view.details.rating, view.details.genres, view.override],
      ["Low Tide", "The water goes.", 8, ["Mine"], { genres: ["Mine"] }],
    );
    const image = await ask("/artwork/1/poster");
    deepStrictEqual([image.status, image.headers.get("content-type")], [200, "image/jpeg"]);
    await image.body?.cancel();
    const metrics = await (await ask("/metrics")).text();
    ok(metrics.includes("exstreamtv_metadata_lookup_success_total 2"));
    await server[Symbol.asyncDispose]();
    const secrets = [TVDB_KEY, TMDB_TOKEN, "token-1.secret"];
    deepStrictEqual(secrets.filter((secret) => log.join().includes(secret)), []);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});
