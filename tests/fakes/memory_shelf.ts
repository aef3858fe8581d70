import type { MediaInfo, MediaItem } from "../../src/media.ts";
import type { MediaShelf } from "../../src/source/mod.ts";

/** What a scan knows of a file. */
type ShelfItem = Pick<
  MediaItem,
  "id" | "locator" | "folder" | "sizeBytes" | "modifiedMs" | "state" | "fault"
>;

/** A shelf in memory. */
export class MemoryShelf implements MediaShelf {
  /** Everything on it, by path. */
  readonly items = new Map<string, ShelfItem>();

  known(folder: string): ShelfItem[] {
    return [...this.items.values()].filter((item) => item.folder === folder);
  }

  upsert(found: Parameters<MediaShelf["upsert"]>[0], outcome: MediaInfo | string): number {
    const { locator, folder, sizeBytes, modifiedMs } = found;
    const id = this.items.get(locator)?.id ?? this.items.size + 1;
    const verdict = typeof outcome === "string"
      ? { state: "broken" as const, fault: outcome }
      : { state: "playable" as const, fault: null };
    this.items.set(locator, { id, locator, folder, sizeBytes, modifiedMs, ...verdict });
    return id;
  }

  markMissing(ids: readonly number[], fault: string): void {
    for (const [path, item] of this.items) {
      if (ids.includes(item.id)) this.items.set(path, { ...item, state: "missing", fault });
    }
  }
}
