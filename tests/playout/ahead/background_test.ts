import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { EventBus } from "../../../src/events.ts";
import { type Background, openBackground } from "../../../src/playout/ahead/background.ts";
import type { IdleJob, IdleWork } from "../../../src/playout/mod.ts";
import type { Programme } from "../../../src/programme.ts";
import { contentOf } from "../../../src/content.ts";
import { NO_FILLER } from "../../../src/schedule_rule.ts";
import { programme } from "../../store/samples.ts";
import { channelOf, logInto, through } from "../samples.ts";
import { GB, HOUR, World } from "./ready_world.ts";

/** Everything that is done in idle time on a channel whose one item is to be encoded. */
class Idle implements AsyncDisposable {
  readonly events = new EventBus();
  readonly programmes: Programme[] = [];

  constructor(readonly world: World, readonly channel = channelOf("1")) {
    world.profiles.splice(0, 2, ...world.profiles.slice(0, 1));
  }

  /** The item airs in an hour. */
  plan(): void {
    const startMs = this.world.clock.wallMs() + HOUR;
    this.programmes.push({ ...programme("c1", startMs, startMs + 10_000), itemId: 1 });
  }

  open(isEnabled: boolean, others: readonly IdleWork[] = []): Promise<Background> {
    const { pool, clock, metrics, files, profiles, store, encoders, items } = this.world;
    return through(
      clock,
      openBackground(
        {
          ...{
            pool,
            clock,
            metrics,
            profiles,
            encoders,
            events: this.events,
            channels: () => [this.channel],
          },
          ...{ ready: store.ready, loudness: store.loudness, breaks: store.breaks, readyFiles: files },
          log: logInto(this.world.log, clock),
          findItem: (id) => items.get(id) ?? null,
          programmes: () => this.programmes,
        },
        { isEnabled, bytesMax: 20 * GB },
        others,
      ),
    );
  }

  /** What was done so far, in order. */
  get did(): string[] {
    return this.world.spawner.calls.flatMap(({ args }) =>
      args.includes("mpegts")
        ? "encode"
        : args.some((arg) => arg.includes("loudnorm"))
        ? "measure"
        : args.some((arg) => arg.includes("blackdetect"))
        ? "look"
        : []
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

Deno.test("Background work begins once started, and again as soon as there is a new timeline", async () => {
  await using idle = new Idle(await World.open());
  const { clock } = idle.world;
  const background = await idle.open(true);
  await clock.advance(10_000);
  background.worker.start();
  await clock.advance(10_000);
  idle.plan();
  await clock.advance(10_000);
  deepStrictEqual(idle.did, [], "it does not look all the time");
  idle.events.publish({ kind: "timeline_rebuilt", channelId: "c1", reason: "test" });
  await clock.advance(10_000);
  deepStrictEqual(idle.did, ["encode"]);
  strictEqual(background.cache === null, false);
  await through(clock, Promise.resolve(background[Symbol.asyncDispose]()));
  idle.events.publish({ kind: "timeline_rebuilt", channelId: "c1", reason: "test" });
  await clock.advance(120_000);
  deepStrictEqual(idle.did, ["encode"], "it is over");
});

Deno.test("Background work measures before it encodes, and does before both what they may need", async () => {
  await using idle = new Idle(await World.open());
  const { clock, profiles } = idle.world;
  profiles.splice(0, 1, ...profiles.map((profile) => ({ ...profile, loudnessLufs: -23 })));
  const item = idle.world.items.get(1);
  if (item?.info) idle.world.items.set(1, { ...item, info: { ...item.info, audio: SOUND } });
  idle.plan();
  const seen: string[][] = [];
  let isDone = false;
  const other: IdleWork = {
    next: ([airing]) =>
      Promise.resolve<IdleJob | null>(
        isDone || airing === undefined
          ? null
          : { ...airing, run: () => (isDone = true, seen.push(idle.did), Promise.resolve()) },
      ),
  };
  const background = await idle.open(true, [other]);
  background.worker.start();
  await clock.advance(30_000);
  deepStrictEqual([seen, idle.did], [[[]], ["measure", "encode"]]);
  await through(clock, Promise.resolve(background[Symbol.asyncDispose]()));
});

Deno.test("Background work looks for breaks where a schedule asks for them, before it encodes", async () => {
  const midRoll = { at: "breaks", spacingMs: 60_000, countMax: 9, break: [] } as const;
  const content = contentOf({ folder: "/media" });
  const filler = { ...NO_FILLER, midRoll };
  const schedule = { kind: "loop", seed: null, timezone: "UTC", content, filler } as const;
  await using idle = new Idle(await World.open(), channelOf("1", { schedule }));
  const { clock, items, store } = idle.world;
  const film = items.get(1);
  if (film?.info) {
    const info = { ...film.info, durationMs: 100_000 };
    items.set(1, { ...film, info });
    store.media.upsert(film, info);
  }
  idle.plan();
  const background = await idle.open(true);
  background.worker.start();
  await clock.advance(30_000);
  deepStrictEqual(idle.did, ["look", "encode"]);
  await through(clock, Promise.resolve(background[Symbol.asyncDispose]()));
});

Deno.test("Background work that is all off does nothing", async () => {
  await using idle = new Idle(await World.open());
  idle.plan();
  const background = await idle.open(false);
  background.worker.start();
  await idle.world.clock.advance(120_000);
  deepStrictEqual([idle.did, background.cache], [[], null]);
  await through(idle.world.clock, Promise.resolve(background[Symbol.asyncDispose]()));
});

const SOUND = [{
  ...{ index: 1, codec: "aac", profile: "LC", channels: 2, sampleRate: 48_000 },
  ...{ language: "eng", isDefault: true },
}];
