import type { ImageFile, ImageFiles } from "../../src/metadata/mod.ts";

/** A folder of images in memory. */
export class MemoryImages implements ImageFiles {
  readonly files = new Map<string, { bytes: Uint8Array<ArrayBuffer>; modifiedMs: number }>();
  /** What the disk says to every write; null for nothing. */
  writeFault: string | null = null;

  list(): Promise<ImageFile[]> {
    return Promise.resolve(
      [...this.files].map(([name, { bytes, modifiedMs }]) => ({ name, sizeBytes: bytes.length, modifiedMs })),
    );
  }

  read(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return Promise.resolve(this.files.get(name)?.bytes ?? null);
  }

  write(name: string, bytes: Uint8Array): Promise<void> {
    if (this.writeFault !== null) return Promise.reject(new Error(this.writeFault));
    this.files.set(name, { bytes: Uint8Array.from(bytes), modifiedMs: this.files.size });
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }
}

/** A JPEG as far as its first bytes tell, of a length. */
export function jpeg(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}
