import type { Channel } from "../../src/channel.ts";
import type { ScheduleItem } from "../../src/media.ts";
import type { Programme } from "../../src/programme.ts";
import { assertTiles, BroadcastScheduleAuthority } from "../../src/schedule/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeTimelineStore } from "../fakes/fake_timeline_store.ts";
import { loopChannel, playable } from "./samples.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** The folder of every clip, and of every channel but those of {@link FILMS}. */
export const CLIPS = "/media/Clips";
/** A folder beside it. */
export const FILMS = "/media/Films";

/** One channel, `five`, with everything an authority needs. */
export class World {
  readonly store: FakeTimelineStore;
  readonly clock: FakeClock;
  readonly authority: BroadcastScheduleAuthority;
  readonly rebuilt: string[] = [];
  readonly failed: string[] = [];
  readonly leftOut: unknown[] = [];
  /** What the operator was told. */
  readonly remarks: string[] = [];
  /** Channels somebody watches. */
  readonly watched = new Set<string>();
  /** Channels that are none now and may come back. */
  readonly setAside = new Set<string>();
  /** How the library was read. */
  readonly reads: string[] = [];
  channels: readonly Channel[];
  #seen: readonly ScheduleItem[] = [];
  #changes = 0;

  constructor(
    public items: readonly ScheduleItem[],
    schedule: Parameters<typeof loopChannel>[1] = {},
    readonly from: { daysAhead?: number; store?: FakeTimelineStore; clock?: FakeClock } = {},
  ) {
    this.store = from.store ?? new FakeTimelineStore();
    this.clock = from.clock ?? new FakeClock();
    this.channels = [loopChannel("five", schedule)];
    this.authority = new BroadcastScheduleAuthority({
      store: this.store,
      clock: this.clock,
      library: {
        version: () => this.#version(),
        playable: (collection, piece) => {
          if ("show" in collection) throw new Error(collection.show);
          const isFilms = "folder" in collection && collection.folder === FILMS;
          const items = this.items.filter(({ folder }) => isFilms === (folder === FILMS));
          this.reads.push(piece === undefined ? "all" : "a piece");
          const next = [...items].sort((one, other) => one.locator < other.locator ? -1 : 1)
            .filter(({ locator }) => locator > (piece?.after ?? ""));
          return next.slice(0, piece?.limit ?? next.length);
        },
      },
      channels: () => this.channels,
      onRebuilt: (id, reason) => this.rebuilt.push(`${id}: ${reason}`),
      onFailed: (id, thrown) =>
        this.failed.push(`${id}: ${thrown instanceof Error ? thrown.message : thrown}`),
      onLeftOut: (_, leftOut) => this.leftOut.push(leftOut),
      onRemarks: (id, remarks) => this.remarks.push(...remarks.map(({ detail }) => `${id}: ${detail}`)),
      isWatched: (id) => this.watched.has(id),
      mayReturn: (id) => this.setAside.has(id),
    }, { daysAhead: from.daysAhead ?? 2, daysBehind: 1 });
  }

  /** Rises whenever a test replaced the items. */
  #version(): number {
    if (this.items !== this.#seen) this.#changes++;
    this.#seen = this.items;
    return this.#changes;
  }

  get nowMs(): number {
    return this.clock.wallMs();
  }

  /** The same store and clock under a new authority, as after a restart of the program. */
  restart(): World {
    const world = new World(this.items, {}, { ...this.from, store: this.store, clock: this.clock });
    world.channels = this.channels;
    return world;
  }

  extendAll(): Promise<void> {
    return this.settled(this.authority.extendAll());
  }

  /** Awaits work that yields by sleeping 0 ms. */
  async settled<Result>(work: Promise<Result>): Promise<Result> {
    await this.clock.advance(0);
    return await work;
  }

  timeline(): Programme[] {
    return this.authority.getTimeline("five", 0, Number.MAX_SAFE_INTEGER);
  }

  endMs(): number {
    return this.store.endMs("five") ?? 0;
  }

  checkTiles(): void {
    assertTiles(this.timeline());
  }
}

/** An item of so many minutes. */
export function clip(id: number, minutes: number): ScheduleItem {
  return playable(id, minutes * MINUTE_MS);
}
