import { ok, strictEqual } from "node:assert/strict";
import type { EncoderName } from "../../../src/ffmpeg/mod.ts";
import type { MediaItem, VideoStream } from "../../../src/media.ts";
import type { Airing } from "../../../src/playout/ahead/agenda.ts";
import {
  type IdleJob,
  type InputRequest,
  ReadyCache,
  type ReadyCacheParts,
} from "../../../src/playout/mod.ts";
import { openStore, type Store } from "../../../src/store/mod.ts";
import type { Script, SpawnCall } from "../../fakes/fake_spawner.ts";
import { MemoryReadyFiles } from "../../fakes/memory_ready_files.ts";
import { buildTs } from "../../fakes/ts_builder.ts";
import { SmallPool } from "../../ffmpeg/small_pool.ts";
import { playable } from "../../schedule/samples.ts";
import { logInto, PROFILE, through } from "../samples.ts";

/** In milliseconds. */
export const HOUR = 3_600_000;
export const GB = 1_000_000_000;

/** What the encoder makes of every item: 12 s. */
export const FILM = Uint8Array.from(
  buildTs({
    ...{ frames: 120, frameTicks: 9_000, depth: 1, gop: 20, startPts: 126_000, audioOffset: null },
    pictureBytes: () => 1_000,
  }).bytes,
);

const ENCODES: Script = [{ waitMs: 1_000 }, { stdout: FILM }, { waitMs: 2_000 }];

const COPYABLE: VideoStream = {
  ...{ index: 0, codec: "h264", profile: "High", width: 320, height: 180, pixelFormat: "yuv420p" },
  ...{ sampleAspect: { num: 1, den: 1 }, frameRate: PROFILE.frameRate, averageFrameRate: PROFILE.frameRate },
  ...{ isInterlaced: false, isHdr: false, rotation: 0, bitRate: 400_000, colorMatrix: "bt709" },
};

export const REQUEST: InputRequest = {
  isWatched: () => true,
  channelId: "c1",
  itemId: 1,
  offsetMs: 0,
  airsAtMs: 0,
  frames: 100,
  priority: "viewer",
  mayCopy: true,
};

export function item(id: number, video: Partial<VideoStream> = {}): MediaItem {
  const plain = playable(id, 10_000);
  const stream = { ...COPYABLE, codec: "mpeg2video", ...video };
  return { ...plain, info: { ...plain.info, video: stream, keyFrameGapMaxMs: 2_000 } };
}

/** For whom nobody calls it off. */
export const NEVER = new AbortController().signal;

/** A cache over a real pool with fake processes, a real store and a folder in memory. */
export class World extends SmallPool implements AsyncDisposable {
  readonly files = new MemoryReadyFiles();
  readonly items = new Map<number, MediaItem>();
  /** What ffmpeg says of itself. */
  build = "ffmpeg version 5.1";
  /** The encoder in use; null until that is known. */
  encoder: EncoderName | null = "libx264";
  /** What ffmpeg does on hardware. */
  hardware: Script = ENCODES;
  /** Encodes that run on hardware and have shown something. */
  onHardware = 0;
  readonly encoders = choiceOf(this);
  readonly profiles = [PROFILE, { ...PROFILE, name: "wide", width: 640 }];
  constructor(readonly store: Store, readonly folder: string, script: Script = ENCODES) {
    const choose = ({ args }: SpawnCall): Script => {
      if (args.includes("-version")) return [{ stdout: this.build }];
      return args.includes("h264_nvenc") ? this.hardware : script;
    };
    super(choose, { maxProcesses: 4 });
    for (let id = 1; id <= 5; id++) this.items.set(id, item(id));
  }

  static async open(script: Script = ENCODES): Promise<World> {
    const folder = await Deno.makeTempDir();
    return new World(await openStore({ path: `${folder}/x.db` }), folder, script);
  }

  openCache(isEnabled = true, bytesMax = 20 * GB): Promise<ReadyCache | null> {
    const { pool, clock, metrics, files, profiles, store } = this;
    return through(
      clock,
      ReadyCache.open({
        ...{ pool, clock, metrics, files, profiles, log: logInto(this.log, clock) },
        ...{
          encoders: this.encoders,
          ready: store.ready,
          loudness: store.loudness,
          findItem: (id) => this.items.get(id) ?? null,
        },
      }, { isEnabled, bytesMax }),
    );
  }

  async cache(bytesMax = 20 * GB): Promise<ReadyCache> {
    const cache = await this.openCache(true, bytesMax);
    ok(cache !== null, this.log.join());
    return cache;
  }

  airing(itemId: number, inMs: number, profile = "default"): Airing {
    const startMs = this.clock.wallMs() + inMs;
    return { channelId: "c1", itemId, profile, startMs, stopMs: startMs + 10_000 };
  }

  /** Does a piece of work as the idle worker would. */
  async run(job: IdleJob | null, signal = new AbortController().signal): Promise<void> {
    ok(job !== null, "there is work to do");
    await through(this.clock, job.run({ signal, turn: () => Promise.resolve() }));
  }

  /** Processes that encoded something. */
  get encodes(): readonly SpawnCall[] {
    return this.spawner.calls.filter(({ args }) => args.includes("mpegts"));
  }

  said(words: string): number {
    return this.log.filter((line) => line.includes(words)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.checkEmpty();
    strictEqual(this.files.openCount, 0, "every file is closed");
    this.store[Symbol.dispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** The world's choice of an encoder, which a test may change at any moment. */
function choiceOf(world: World): ReadyCacheParts["encoders"] {
  return {
    get isSettled() {
      return world.encoder !== null;
    },
    settled: world.clock.sleep(5_000).then(() => void (world.encoder ??= "libx264")),
    applyTo: (profile) => ({ ...profile, encoder: world.encoder ?? "libx264" }),
    began() {
      world.onHardware += 1;
      return { [Symbol.dispose]: () => void (world.onHardware -= 1) };
    },
  };
}
