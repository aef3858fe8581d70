import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import type { Logger } from "../log.ts";
import { type ImageFiles, UNFINISHED } from "./image_files.ts";
import { type ImageType, imageTypeOf } from "./image_type.ts";
import type { PoliteClient } from "./polite_client.ts";

/** An image, to be served. */
export interface Image {
  /** Its bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What they are. */
  readonly type: ImageType;
  /** Changes with the image; quoted, as HTTP wants it. */
  readonly etag: string;
}

/** What a cache of images works with. */
export interface ImageCacheParts {
  /** Where they are kept. */
  readonly files: ImageFiles;
  /** Gets them. */
  readonly client: Pick<PoliteClient, "ask">;
  /** Time. */
  readonly clock: Clock;
  /** Says when the disk does not take them. */
  readonly log: Logger;
  /** `https://host` of whom images may come from. */
  readonly origins: readonly string[];
}

/** How much is kept. */
export interface ImageCacheBounds {
  /** Bytes in all. */
  readonly bytesMax: number;
  /** Images in all. */
  readonly imagesMax: number;
  /** Bytes of one; a larger one is not kept. */
  readonly imageBytesMax: number;
}

/** What images may take of the disk: some 8,000 posters. */
export const IMAGE_BOUNDS: ImageCacheBounds = {
  bytesMax: 500_000_000,
  imagesMax: 10_000,
  imageBytesMax: 5_000_000,
};

/** One that could not be had is not asked for again until then. */
const FAILED_MS = 3_600_000;
const FAILED_MAX = 10_000;
/** Images on their way at the same time; whoever asks for one more gets none now. */
const ASKED_MAX = 32;

interface Kept {
  readonly sizeBytes: number;
  usedMs: number;
}

/**
 * Images of databases on our own disk, so that clients ask us and nobody else. Within bounds: the image that was not
 * looked at for longest goes first.
 */
export class ImageCache {
  readonly #kept = new Map<string, Kept>();
  readonly #failed = new Map<string, number>();
  readonly #asked = new Map<string, Promise<Image | null>>();
  #bytes = 0;

  #opened: Promise<void> | null = null;

  /** Opens its folder when it is first asked for something: there may be thousands of files to look at. */
  constructor(
    private readonly parts: ImageCacheParts,
    private readonly bounds: ImageCacheBounds = IMAGE_BOUNDS,
  ) {}

  /** Bytes and images kept now. */
  usage(): { readonly bytes: number; readonly images: number } {
    return { bytes: this.#bytes, images: this.#kept.size };
  }

  /**
   * An image, from the disk or else from its database.
   *
   * @param url Where the database has it.
   * @param signal Gives up asking the database.
   * @returns Null if it cannot be had now. Never rejects.
   */
  async get(url: string, signal: AbortSignal): Promise<Image | null> {
    await (this.#opened ??= this.#open());
    const name = createHash("sha256").update(url).digest("hex").slice(0, 32);
    const kept = await this.#read(name);
    if (kept !== null) return kept;
    if (!this.#mayAsk(url, name)) return null;
    const asked = this.#asked.get(name) ??
      this.#ask(url, name, signal).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asked);
    return await asked;
  }

  /** Looks what is there; what was left half-written goes. */
  async #open(): Promise<void> {
    const { files, log } = this.parts;
    try {
      for (const { name, sizeBytes, modifiedMs } of await files.list()) {
        if (name.endsWith(UNFINISHED)) await files.remove(name);
        else this.#add(name, { sizeBytes, usedMs: modifiedMs });
      }
      await this.#makeRoom();
    } catch (thrown) {
      log.warn("Images: their folder cannot be read", { reason: messageOf(thrown) });
    }
  }

  async #read(name: string): Promise<Image | null> {
    const kept = this.#kept.get(name);
    if (kept === undefined) return null;
    try {
      const bytes = await this.parts.files.read(name);
      const type = bytes && imageTypeOf(bytes);
      if (bytes !== null && type !== null) {
        kept.usedMs = this.parts.clock.wallMs();
        return { bytes, type, etag: `"${name}"` };
      }
    } catch (thrown) {
      this.parts.log.warn("Images: one cannot be read", { reason: messageOf(thrown) });
    }
    // Somebody took it away, or the disk spoilt it: it is got anew.
    this.#forget(name);
    return null;
  }

  #mayAsk(url: string, name: string): boolean {
    if (this.#asked.has(name)) return true;
    if (!URL.canParse(url) || !this.parts.origins.includes(new URL(url).origin)) return false;
    const failedMs = this.#failed.get(name);
    if (failedMs !== undefined && this.parts.clock.monotonicMs() - failedMs < FAILED_MS) return false;
    return this.#asked.size < ASKED_MAX;
  }

  async #ask(url: string, name: string, signal: AbortSignal): Promise<Image | null> {
    const { client, files, clock, log } = this.parts;
    const reply = await client.ask({ url, bytesMax: this.bounds.imageBytesMax }, signal);
    const type = reply.kind === "ok" ? imageTypeOf(reply.bytes) : null;
    if (reply.kind !== "ok" || type === null) {
      if (!signal.aborted) this.#noteFailure(name);
      return null;
    }
    const { bytes } = reply;
    try {
      await files.write(name, bytes);
      this.#add(name, { sizeBytes: bytes.length, usedMs: clock.wallMs() });
      await this.#makeRoom();
    } catch (thrown) {
      // A full disk keeps nobody from the image.
      this.#noteFailure(name);
      log.warn("Images: one cannot be kept", { reason: messageOf(thrown) });
    }
    return { bytes, type, etag: `"${name}"` };
  }

  #add(name: string, kept: Kept): void {
    this.#forget(name);
    this.#kept.set(name, kept);
    this.#bytes += kept.sizeBytes;
  }

  #forget(name: string): void {
    this.#bytes -= this.#kept.get(name)?.sizeBytes ?? 0;
    this.#kept.delete(name);
  }

  async #makeRoom(): Promise<void> {
    const { bytesMax, imagesMax } = this.bounds;
    if (this.#bytes <= bytesMax && this.#kept.size <= imagesMax) return;
    const oldestFirst = [...this.#kept].sort(([, one], [, other]) => one.usedMs - other.usedMs);
    for (const [name] of oldestFirst) {
      if (this.#bytes <= bytesMax && this.#kept.size <= imagesMax) break;
      this.#forget(name);
      await this.parts.files.remove(name);
    }
  }

  #noteFailure(name: string): void {
    this.#failed.delete(name);
    this.#failed.set(name, this.parts.clock.monotonicMs());
    const [oldest] = this.#failed.keys();
    if (this.#failed.size > FAILED_MAX && oldest !== undefined) this.#failed.delete(oldest);
  }
}
