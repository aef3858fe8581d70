import type { ReadyFiles, ReadyReader, ReadyWriter } from "../../src/playout/ahead/ready_files.ts";

/** A folder in memory, on a disk of any size. */
export class MemoryReadyFiles implements ReadyFiles {
  /** Everything in it, by name. */
  readonly files = new Map<string, Uint8Array>();
  /** Files that are open. */
  openCount = 0;
  /** Why the disk fails; null while it does not. */
  fault: string | null = null;

  /** An empty folder. */
  constructor(public diskBytes = 100_000_000_000) {}

  /** Bytes all files take. */
  get usedBytes(): number {
    return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  async freeBytes(): Promise<number> {
    await this.#work();
    return this.diskBytes - this.usedBytes;
  }

  async list(): Promise<string[]> {
    await this.#work();
    return [...this.files.keys()];
  }

  async has(name: string): Promise<boolean> {
    await this.#work();
    return this.files.has(name);
  }

  async create(name: string): Promise<ReadyWriter> {
    await this.#work();
    this.files.set(name, new Uint8Array());
    this.openCount += 1;
    return {
      write: async (bytes) => {
        await this.#work();
        const before = this.files.get(name) ?? new Uint8Array();
        const after = new Uint8Array(before.length + bytes.length);
        after.set(before);
        after.set(bytes, before.length);
        this.files.set(name, after);
      },
      [Symbol.asyncDispose]: () => this.#close(),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#work();
    const bytes = this.files.get(from);
    if (bytes === undefined) throw new Error(`there is no file ${from}`);
    this.files.delete(from);
    this.files.set(to, bytes);
  }

  async remove(name: string): Promise<void> {
    await this.#work();
    this.files.delete(name);
  }

  async open(name: string): Promise<ReadyReader> {
    await this.#work();
    const bytes = this.files.get(name);
    if (bytes === undefined) throw new Error(`there is no file ${name}`);
    this.openCount += 1;
    return {
      sizeBytes: bytes.length,
      read: async (at, into) => {
        await this.#work();
        const piece = bytes.subarray(at, at + into.length);
        into.set(piece);
        return piece.length;
      },
      [Symbol.asyncDispose]: () => this.#close(),
    };
  }

  /** Nothing a disk does is done at once. */
  async #work(): Promise<void> {
    await Promise.resolve();
    if (this.fault !== null) throw new Error(this.fault);
  }

  #close(): Promise<void> {
    this.openCount -= 1;
    return Promise.resolve();
  }
}
