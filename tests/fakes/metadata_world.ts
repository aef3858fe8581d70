import { createLogger } from "../../src/log.ts";
import { LookupTally, type MetadataOptions, MetadataRoom, type NfoReader } from "../../src/metadata/mod.ts";
import { seededRng } from "../../src/rng.ts";
import { type FoundMedia, openStore, type Store } from "../../src/store/mod.ts";
import { found, INFO } from "../store/samples.ts";
import { type FactWorld, factWorld } from "./fact_world.ts";
import { TMDB_BASE, TMDB_TOKEN } from "./fake_tmdb.ts";
import { TVDB_BASE, TVDB_KEY } from "./fake_tvdb.ts";
import { jpeg, MemoryImages } from "./memory_images.ts";

/** The metadata room on a real store, with everything else in memory. */
export interface MetadataWorld extends FactWorld, AsyncDisposable {
  readonly room: MetadataRoom;
  readonly store: Store;
  readonly images: MemoryImages;
  readonly logged: string[];
  /** Texts of NFO files by path. */
  readonly nfo: Map<string, string>;
  /** Names and amounts that were counted. */
  readonly counted: string[];
  /** Items that air soon. */
  readonly soon: number[];
  /** How often new titles were told of. */
  readonly told: () => number;
  /** How often it was told that an operator said something. */
  readonly overridden: () => number;
  readonly lookups: LookupTally;
  /** Puts an item on the shelf. */
  add(locator: string, more?: Partial<FoundMedia>): number;
  /** A new room on the same store. */
  reopen(options?: Partial<MetadataOptions>): MetadataRoom;
}

const OPTIONS: MetadataOptions = {
  isEnabled: true,
  languages: ["eng"],
  tvdb: { apiKey: TVDB_KEY, pin: null },
  tmdb: { apiKey: TMDB_TOKEN },
};

/** Opens a world; nothing is looked up before the room is started. */
export async function metadataWorld(
  options: Partial<MetadataOptions> = {},
  facts: FactWorld = factWorld(),
): Promise<MetadataWorld> {
  const folder = await Deno.makeTempDir();
  const store = await openStore({ path: `${folder}/x.db` });
  const images = new MemoryImages();
  const [logged, counted, soon]: [string[], string[], number[]] = [[], [], []];
  const nfo = new Map<string, string>();
  const lookups = new LookupTally();
  let [told, overridden] = [0, 0];
  const { clock, web } = facts;
  for (const host of ["artworks.thetvdb.com", "image.tmdb.org"]) {
    web.serve(host, () => new Response(jpeg(200)));
  }
  const rooms: MetadataRoom[] = [];
  const reopen = (more: Partial<MetadataOptions> = {}) => {
    const room = new MetadataRoom({
      ...{
        shelf: store.metadata,
        media: store.media,
        fetch: web.fetch,
        nfo: readerOf(nfo),
        images,
        clock,
        lookups,
      },
      transaction: (work) => store.transaction(work),
      endpoints: {
        tvdb: TVDB_BASE,
        tmdb: TMDB_BASE,
        images: ["https://artworks.thetvdb.com", "https://image.tmdb.org"],
      },
      rng: seededRng("room"),
      metrics: {
        count(name, ..._rest) {
          counted.push(name);
        },
      },
      log: createLogger({ level: "debug", format: "json", clock, write: (line) => logged.push(line) }),
      version: "test",
      agenda: () => Promise.resolve(soon),
      onOverridden: () => void overridden++,
      onRetitled: () => {
        told += 1;
        return Promise.resolve();
      },
    }, { ...OPTIONS, ...more });
    rooms.push(room);
    return room;
  };
  return {
    ...facts,
    ...{ store, images, logged, nfo, counted, soon, lookups, reopen, told: () => told },
    overridden: () => overridden,
    room: reopen(options),
    add: (locator, more = {}) => store.media.upsert(found(locator, more), INFO),
    async [Symbol.asyncDispose]() {
      for (const room of rooms) await room[Symbol.asyncDispose]();
      store[Symbol.dispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function readerOf(files: ReadonlyMap<string, string>): NfoReader {
  return {
    stat(path) {
      const text = files.get(path);
      return Promise.resolve(text === undefined ? null : { sizeBytes: text.length, modifiedMs: 0 });
    },
    read: (path) => Promise.resolve(new TextEncoder().encode(files.get(path))),
  };
}
