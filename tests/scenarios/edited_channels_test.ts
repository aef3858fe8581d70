import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { parseConfig } from "../../src/config/mod.ts";
import { createLogger } from "../../src/log.ts";
import { seededRng } from "../../src/rng.ts";
import { createServer, type Server } from "../../src/server.ts";
import { type DocumentChange, openStore } from "../../src/store/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";
import { FakeSpawner } from "../fakes/fake_spawner.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { interfaces } from "../hdhomerun/home.ts";
import { found, INFO } from "../store/samples.ts";

/** A second of picture and sound, which fake ffmpegs deliver over and over. */
const CARD = buildTs({
  ...{ frames: 25, frameTicks: 3_600, depth: 0, gop: 5, startPts: 90_000, audioOffset: 0 },
  pictureBytes: () => 10,
});

const FILE = `
libraries: { local: { paths: [/media] } }
channels: [{ number: 1, name: First, lifecycle: on_demand, schedule: { kind: loop, collection: { show: harbour } } }]
`;

/** Whatever JSON holds: tests look into it as it comes. */
type Answer = ReturnType<typeof JSON.parse>;

interface Asking {
  readonly method?: string;
  readonly body?: unknown;
  readonly version?: number;
}

/** The whole program in memory, but for its database, with a clock that stands still. */
class World implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  #token = "";

  private constructor(readonly data: string, readonly server: Server, clock: FakeClock, log: string[]) {
    this.clock = clock;
    this.log = log;
  }

  static async open(text: string, stored: readonly DocumentChange[] = []): Promise<World> {
    const data = await Deno.makeTempDir();
    {
      using store = await openStore({ path: join(data, "exstreamtv.db") });
      store.documents.write(stored);
      for (const [folder, show] of [["a", "Harbour"], ["b", "Moon Bakery"]] as const) {
        for (const episode of [1, 2, 3]) {
          const title = { kind: "episode", title: `${show} ${episode}`, show, season: 1, episode } as const;
          store.media.upsert(found(`/media/${folder}/${episode}.mkv`, title), {
            ...INFO,
            durationMs: 600_000,
          });
        }
      }
    }
    const [clock, log]: [FakeClock, string[]] = [new FakeClock(), []];
    const { config, documents } = parseConfig({ text, name: "config.yaml", environment: {} });
    const server = await World.#through(
      clock,
      createServer(config, {
        ...{ documents, mayRead: () => true, mayAsk: () => true, clock, lowerPriority: () => {} },
        ...{ rng: seededRng("edits"), version: "0.0.0", lanAddress: () => null },
        openSolver: null,
        sockets: { ...new FakeNetwork(), interfaces },
        // Cards are rendered; nothing else can be played, so that cards air.
        spawner: new FakeSpawner(
          clock,
          ({ args }) => args.includes("lavfi") ? [{ stdout: Uint8Array.from(CARD.bytes) }] : [{ exit: 1 }],
        ),
        log: createLogger({ level: "info", format: "json", clock, write: (line) => log.push(line) }),
        paths: { home: data, data, ffmpeg: "/usr/bin/ffmpeg", ffprobe: "/usr/bin/ffprobe" },
      }),
    );
    const world = new World(data, server, clock, log);
    world.#token = (await Deno.readTextFile(join(data, "admin-token"))).trim();
    server.start();
    await world.pass(2_000);
    return world;
  }

  /** Lets time go on until something is done. */
  static async #through<Result>(clock: FakeClock, work: Promise<Result>): Promise<Result> {
    let isDone = false;
    void work.finally(() => isDone = true).catch(() => {});
    for (let step = 0; !isDone && step < 2_000; step++) await World.#turn(clock, 10);
    return await work;
  }

  /** Lets time go on, and what waits for the disk run. */
  static async #turn(clock: FakeClock, durationMs: number): Promise<void> {
    await clock.advance(durationMs);
    await new Promise((resolve) => setTimeout(resolve));
  }

  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 250) await World.#turn(this.clock, 250);
  }

  async fetch(path: string, { method = "GET", body, version }: Asking = {}): Promise<Response> {
    const headers = {
      host: "127.0.0.1:8411",
      authorization: `Bearer ${this.#token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(version === undefined ? {} : { "if-match": `"${version}"` }),
    };
    const request = new Request(`http://127.0.0.1:8411${path}`, {
      ...{ method, headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const work = this.server.fetch(request, { remoteAddr: { hostname: "127.0.0.1" } });
    return await World.#through(this.clock, work);
  }

  async ask(path: string, asking: Asking = {}): Promise<{ status: number; body: Answer }> {
    const response = await this.fetch(`/api/v1${path}`, asking);
    return { status: response.status, body: response.status === 204 ? null : await response.json() };
  }

  async channels(): Promise<string[]> {
    const { body } = await this.ask("/channels");
    return body.items.map(({ number, name }: { number: string; name: string }) => `${number} ${name}`);
  }

  /** Titles that a channel airs now and next. */
  async airing(id: string): Promise<[now: string, next: string]> {
    const { body } = await this.ask(`/channels/${id}/now-playing`);
    return [body.now.title, body.next.title];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await World.#through(this.clock, Promise.resolve(this.server[Symbol.asyncDispose]()));
    await Deno.remove(this.data, { recursive: true });
  }
}

/** Reads a stream in the background. */
class Watcher {
  bytes = 0;
  isOver = false;

  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(response: Response) {
    strictEqual(response.status, 200);
    this.#reader = response.body?.getReader();
    void this.#read();
  }

  /** Hangs up. */
  async leave(): Promise<void> {
    await this.#reader?.cancel();
  }

  async #read(): Promise<void> {
    for (
      let piece = await this.#reader?.read();
      piece?.value !== undefined;
      piece = await this.#reader?.read()
    ) {
      this.bytes += piece.value.length;
    }
    this.isOver = true;
  }
}

const HARBOUR = { kind: "loop", collection: { show: "harbour" } };
const BAKERY = { kind: "loop", collection: { show: "moon bakery" } };

Deno.test("A channel is made, edited while it is watched, reverted and deleted while the program runs", async (t) => {
  await using world = await World.open(FILE);
  let id = "";
  let watcher: Watcher | null = null;

  await t.step("made: it is in every list and airs at once", async () => {
    const made = await world.ask("/channels", {
      method: "POST",
      body: { number: "7", name: "Made Here", lifecycle: "on_demand", schedule: HARBOUR },
    });
    deepStrictEqual([made.status, made.body.version, made.body.managed_by], [201, 1, "api"]);
    id = made.body.name;
    ok(id.startsWith("made-here-"));
    deepStrictEqual(await world.channels(), ["1 First", "7 Made Here"]);
    deepStrictEqual(await world.airing(id), ["Harbour 1", "Harbour 2"]);
    const m3u = await (await world.fetch("/iptv/channels.m3u")).text();
    ok(m3u.includes('tvg-chno="7"') && m3u.includes("Made Here"));
    const lineup = await (await world.fetch("/lineup.json")).json();
    deepStrictEqual(lineup.map(({ GuideNumber }: { GuideNumber: string }) => GuideNumber), ["1", "7"]);
    await world.pass(3_000);
    ok((await (await world.fetch("/iptv/xmltv.xml")).text()).includes("Made Here"));
  });

  await t.step("watched", async () => {
    watcher = new Watcher(await world.fetch("/iptv/channel/7.ts"));
    await world.pass(2_000);
    ok(watcher.bytes > 0);
  });

  await t.step(
    "edited: the item on air stays, another one follows, and the viewer stays connected",
    async () => {
      const document = { number: "8", name: "Renamed", lifecycle: "on_demand", schedule: BAKERY };
      const preview = await world.ask("/schedules/preview", {
        method: "POST",
        body: { channel_id: id, document },
      });
      const [change] = preview.body.changes;
      deepStrictEqual([change.was.title, change.will.title, change.start], [
        "Harbour 2",
        "Moon Bakery 1",
        preview.body.cut_at,
      ]);
      deepStrictEqual(await world.airing(id), ["Harbour 1", "Harbour 2"], "nothing was saved");
      const sessions = (await world.ask("/sessions")).body.items;

      const edited = await world.ask(`/channels/${id}`, { method: "PUT", body: document, version: 1 });
      deepStrictEqual([edited.status, edited.body.version], [200, 2]);
      deepStrictEqual(await world.airing(id), ["Harbour 1", "Moon Bakery 1"]);
      deepStrictEqual(await world.channels(), ["1 First", "8 Renamed"]);
      const before = watcher?.bytes ?? 0;
      await world.pass(3_000);
      ok((watcher?.bytes ?? 0) > before && watcher?.isOver === false);
      const now = (await world.ask("/sessions")).body.items;
      deepStrictEqual(
        now.map((one: { id: string }) => one.id),
        sessions.map((one: { id: string }) => one.id),
      );
      strictEqual((await world.fetch("/iptv/channel/7.ts")).status, 404);
      const again = await world.ask(`/channels/${id}`, { method: "PUT", body: document, version: 1 });
      deepStrictEqual([again.status, again.body.code], [412, "version_conflict"]);
    },
  );

  await t.step("reverted: it airs what it did, under its old number and the same guide id", async () => {
    const guideId = (await world.ask(`/channels/${id}`)).body.guide_id;
    const reverted = await world.ask(`/channels/${id}/history/1/revert`, { method: "POST", version: 2 });
    deepStrictEqual([reverted.status, reverted.body.version, reverted.body.document.number], [200, 3, "7"]);
    deepStrictEqual((await world.airing(id))[1].slice(0, 7), "Harbour");
    strictEqual((await world.ask(`/channels/${id}`)).body.guide_id, guideId);
    const { items } = (await world.ask(`/channels/${id}/history`)).body;
    deepStrictEqual(items.map((one: { version: number; note: string }) => [one.version, one.note]), [
      [3, "revert to version 1"],
      [2, ""],
      [1, ""],
    ]);
  });

  await t.step("deleted: its viewers' streams end, and nothing of it is left", async () => {
    const deleted = await world.ask(`/channels/${id}`, { method: "DELETE", version: 3 });
    strictEqual(deleted.status, 204);
    await world.pass(1_000);
    strictEqual(watcher?.isOver, true);
    deepStrictEqual((await world.ask("/sessions")).body.items, []);
    deepStrictEqual(await world.channels(), ["1 First"]);
    strictEqual((await world.ask(`/channels/${id}/document`)).status, 404);
    await world.pass(3_000);
    ok(!(await (await world.fetch("/iptv/xmltv.xml")).text()).includes("Made Here"));
  });

  await t.step("brought back from its history", async () => {
    const back = await world.ask(`/channels/${id}/history/1/revert`, { method: "POST" });
    deepStrictEqual([back.status, back.body.version], [200, 5]);
    deepStrictEqual(await world.channels(), ["1 First", "7 Made Here"]);
  });

  await t.step("without an error in the log", () => {
    deepStrictEqual(world.log.filter((line) => line.includes('"level":"error"')), []);
  });
});

Deno.test("Time that stands still while nobody watches goes on with the first viewer, from where it stopped", async (t) => {
  await using world = await World.open(FILE);
  const schedule = { kind: "paused_when_unwatched", collection: { show: "harbour" } };
  const made = await world.ask("/channels", {
    method: "POST",
    body: { id: "still", number: "9", name: "Still", schedule },
  });
  strictEqual(made.status, 201);
  const airing = async () => {
    const { body: { now, position_ms: positionMs } } = await world.ask("/channels/still/now-playing");
    return {
      kind: now.kind,
      title: now.title,
      positionMs,
      lengthMs: Date.parse(now.stop) - Date.parse(now.start),
    };
  };
  let watchedMs = 0;

  await t.step("before anybody watched it, it says what waits", async () => {
    strictEqual((await airing()).kind, "paused");
  });

  await t.step("the first viewer finds the item at its beginning", async () => {
    const watcher = new Watcher(await world.fetch("/iptv/channel/9.ts"));
    const first = await airing();
    deepStrictEqual([first.kind, first.title], ["item", "Harbour 1"]);
    ok(first.positionMs < 1_000);
    await world.pass(60_000);
    ok(watcher.bytes > 0);
    watchedMs = (await airing()).positionMs;
    await watcher.leave();
    await world.pass(10_000);
    strictEqual((await airing()).kind, "item", "it lingers");
    await world.pass(10_000);
    strictEqual((await airing()).kind, "paused");
  });

  await t.step("whoever comes an hour later goes on from there", async () => {
    await world.pass(60_000);
    await world.clock.advance(3_600_000);
    strictEqual((await airing()).kind, "paused");
    const watcher = new Watcher(await world.fetch("/iptv/channel/9.ts"));
    const { kind, title, lengthMs } = await airing();
    deepStrictEqual([kind, title], ["item", "Harbour 1"]);
    const leftMs = 600_000 - watchedMs;
    ok(Math.abs(lengthMs - leftMs) < 1_000, `${lengthMs} of ${leftMs}: what nobody saw is not lost`);
    await watcher.leave();
  });
});

Deno.test("A channel made before a filler of the file was renamed stays on air, and says so", async () => {
  const document = {
    ...{ id: "own", number: "7", name: "Made Here", lifecycle: "on_demand", schedule: HARBOUR },
    fillers: { tail: "ads" },
  };
  await using world = await World.open(FILE, [{
    ...{ kind: "channel", name: "own", document, atMs: 0, note: "" },
  }]);
  deepStrictEqual(await world.channels(), ["1 First", "7 Made Here"]);
  const { now } = (await world.ask("/channels/own/now-playing")).body;
  deepStrictEqual([now.kind, now.title], ["off_air", "Its schedule cannot be read"]);
  const { fault } = (await world.ask("/channels/own/document")).body;
  ok(fault.startsWith('fillers.tail: found "ads"'), fault);
  strictEqual((await world.ask("/channels/own")).body.fault, fault);
  await world.pass(3_000);
  ok((await (await world.fetch("/iptv/xmltv.xml")).text()).includes("Its schedule cannot be read"));
  const watcher = new Watcher(await world.fetch("/iptv/channel/7.ts"));
  await world.pass(2_000);
  ok(watcher.bytes > 0 && !watcher.isOver);

  const ads = { collection: { search: "ad" }, count: 1 };
  strictEqual((await world.ask("/fillers/ads", { method: "PUT", body: ads })).status, 200);
  await world.pass(1_000);
  strictEqual((await world.airing("own"))[0], "Harbour 1");
  deepStrictEqual([(await world.ask("/channels/own/document")).body.fault, watcher.isOver], [null, false]);
  strictEqual(world.log.filter((line) => line.includes("cannot be read in full")).length, 1);
  await watcher.leave();
});

Deno.test("Lists are never empty: the information channel comes with the last channel's end, the demo's go with the first", async (t) => {
  const document = { id: "own", number: "3", name: "Own", lifecycle: "on_demand", schedule: HARBOUR };

  await t.step("without channels in the file", async () => {
    await using world = await World.open("libraries: { local: { paths: [/media] } }");
    deepStrictEqual(await world.channels(), ["1 EXStreamTV"]);
    await world.ask("/channels", { method: "POST", body: document });
    deepStrictEqual(await world.channels(), ["3 Own"]);
    await world.ask("/channels/own", { method: "PUT", version: 1, body: { ...document, enabled: false } });
    deepStrictEqual(await world.channels(), ["1 EXStreamTV"]);
    await world.ask("/channels/own", { method: "DELETE", version: 2 });
    deepStrictEqual(await world.channels(), ["1 EXStreamTV"]);
  });

  await t.step("without anything in the file", async () => {
    await using world = await World.open("");
    deepStrictEqual((await world.channels()).length, 3);
    const folder = join(world.data, "demo");
    const made = await world.ask("/channels", {
      method: "POST",
      body: { ...document, schedule: { kind: "loop", collection: { folder } } },
    });
    strictEqual(made.status, 201);
    deepStrictEqual(await world.channels(), ["3 Own"]);
    await world.ask("/channels/own", { method: "DELETE", version: 1 });
    deepStrictEqual((await world.channels()).length, 3);
  });
});
