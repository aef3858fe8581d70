import type { Rng } from "../../src/rng.ts";
import type { RealServer } from "../real/real_server.ts";
import type { Library } from "./library.ts";
import type { Remote } from "./remote.ts";

/** What a storm may break. */
export interface World {
  /** The program. */
  readonly server: RealServer;
  /** The media it airs. */
  readonly library: Library;
  /** What another machine has of it. */
  readonly remote: Remote;
  /** Chance, from the run's seed. */
  readonly rng: Rng;
  /** The folder the program writes to, if it lies on a disk of its own that may be filled. */
  readonly smallDisk: string | null;
}

/** Something that goes wrong, and is mended again before its promise resolves. */
export interface Storm {
  /** What it is called on the command line and in the report. */
  readonly name: string;
  /** What it does, in one line. */
  readonly about: string;
  /** What it breaks; of one ground there is one storm at a time. */
  readonly ground: "processes" | "files" | "disk" | "network";
  /** Whether it can happen here; it always can when absent. */
  readonly canHappen?: (world: World) => boolean;
  /** Lets it happen. @returns What it struck, or null when there was nothing to strike. */
  readonly strike: (world: World) => Promise<string | null>;
}

/** One of some things, by chance; undefined when there is none. */
export function pick<Item>(items: readonly Item[], rng: Rng): Item | undefined {
  return items[Math.floor(rng() * items.length)];
}

/** A number between two others, by chance. */
export function between(least: number, most: number, rng: Rng): number {
  return least + rng() * (most - least);
}
