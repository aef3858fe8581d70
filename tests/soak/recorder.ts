/** A viewer that stays connected and writes down what it gets, and when. */
import { strictEqual } from "node:assert/strict";
import { lastKeyAt, PACKET } from "../real/last_key.ts";

/** More than any stretch from key to key has. */
const TAIL_PACKETS = 40_000;

/** Watches one stream until it is told to leave. */
export class Recorder implements AsyncDisposable {
  /** Bytes so far. */
  bytes = 0;
  /** Times between two reads, but for the wait for the first, in milliseconds. */
  readonly stallsMs: number[] = [];
  /** Why the stream ended although nobody left; null while it goes on. */
  ended: string | null = null;
  #isLeaving = false;
  readonly #work: Promise<void>;

  private constructor(
    readonly path: string,
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
  ) {
    this.#work = this.#record();
  }

  /** Begins to watch. */
  static async start(url: string, path: string): Promise<Recorder> {
    const { status, body } = await fetch(url);
    strictEqual(status, 200, url);
    return new Recorder(path, (body ?? new ReadableStream()).getReader());
  }

  /** The longest time without a byte, and one that only a thousandth of the waits exceed. */
  get stalls(): { readonly longestMs: number; readonly usualMs: number } {
    const sorted = this.stallsMs.toSorted((a, b) => b - a).map(Math.round);
    return { longestMs: sorted[0] ?? 0, usualMs: sorted[Math.floor(sorted.length / 1_000)] ?? 0 };
  }

  /** Leaves, and cuts the recording where nothing is open: before the tables of its last key picture. */
  async stop(): Promise<void> {
    await this[Symbol.asyncDispose]();
    strictEqual(this.ended, null, "the viewer was disconnected");
    const file = await Deno.open(this.path);
    const from = Math.max(0, this.bytes - this.bytes % PACKET - TAIL_PACKETS * PACKET);
    await file.seek(from, Deno.SeekMode.Start);
    // The file is closed when its stream ends.
    await Deno.truncate(this.path, from + lastKeyAt(await new Response(file.readable).bytes()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLeaving = true;
    await this.reader.cancel().catch((thrown) => this.ended ??= String(thrown));
    await this.#work;
  }

  async #record(): Promise<void> {
    using file = await Deno.open(this.path, { create: true, write: true, truncate: true });
    try {
      let lastMs: number | null = null;
      for (let next = await this.reader.read(); !next.done; next = await this.reader.read()) {
        const chunk = next.value;
        const nowMs = performance.now();
        if (lastMs !== null) this.stallsMs.push(nowMs - lastMs);
        lastMs = nowMs;
        for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
        this.bytes += chunk.length;
      }
      if (!this.#isLeaving) this.ended = "the server ended the stream";
    } catch (thrown) {
      if (!this.#isLeaving) this.ended = String(thrown);
    }
  }
}
