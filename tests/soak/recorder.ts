/** A viewer that stays connected and writes down what it gets, and when. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";

/** Bytes of one packet. */
const PACKET = 188;

/** Watches one stream until it is told to leave. */
export class Recorder implements AsyncDisposable {
  /** Bytes so far. */
  bytes = 0;
  /** Longest time between two reads, but for the wait for the first, in milliseconds. */
  longestStallMs = 0;
  /** Why the stream ended although nobody left; null while it goes on. */
  ended: string | null = null;
  readonly #leave = new AbortController();
  #isLeaving = false;
  #work: Promise<void> = Promise.resolve();

  private constructor(readonly path: string) {}

  /** Begins to watch. */
  static async start(url: string, path: string): Promise<Recorder> {
    const recorder = new Recorder(path);
    const response = await fetch(url, { signal: recorder.#leave.signal });
    strictEqual(response.status, 200, url);
    recorder.#work = recorder.#record(response.body ?? new ReadableStream());
    return recorder;
  }

  /** Leaves, and cuts the recording where no picture or frame of sound is open: before its last PAT. */
  async stop(): Promise<void> {
    this.#isLeaving = true;
    this.#leave.abort();
    await this.#work;
    deepStrictEqual(this.ended, null, "the viewer was disconnected");
    using file = await Deno.open(this.path, { read: true, write: true });
    const tail = new Uint8Array(PACKET * 20_000);
    const whole = this.bytes - this.bytes % PACKET;
    const from = Math.max(0, whole - tail.length);
    await file.seek(from, Deno.SeekMode.Start);
    let filled = 0;
    for (let read = await file.read(tail); read !== null; read = await file.read(tail.subarray(filled))) {
      filled += read;
      if (filled === tail.length) break;
    }
    let at = Math.min(filled, whole - from) - PACKET;
    while (at > 0 && !(tail[at] === 0x47 && tail[at + 1] === 0x40 && tail[at + 2] === 0)) at -= PACKET;
    await file.truncate(from + at);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isLeaving = true;
    this.#leave.abort();
    await this.#work;
  }

  async #record(body: ReadableStream<Uint8Array>): Promise<void> {
    using file = await Deno.open(this.path, { create: true, write: true, truncate: true });
    try {
      let lastMs: number | null = null;
      for await (const chunk of body) {
        const nowMs = performance.now();
        if (lastMs !== null) this.longestStallMs = Math.max(this.longestStallMs, nowMs - lastMs);
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
