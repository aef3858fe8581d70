import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { MediaProcess } from "../../src/ffmpeg/mod.ts";
import { LIMITS } from "../../src/limits.ts";
import { readSlateClip } from "../../src/playout/slate_clip.ts";
import type { Child, ChildExit } from "../../src/spawner.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { buildTs } from "../fakes/ts_builder.ts";

const CLIP = buildTs({
  ...{ frames: 20, frameTicks: 9_000, depth: 1, gop: 5, startPts: 90_000, audioOffset: 0 },
  pictureBytes: () => 100,
});

/** A child that writes as much as is read, until it has written all or is told to end. */
class Writer implements Child {
  readonly pid = 1;
  readonly #exit = Promise.withResolvers<ChildExit>();
  readonly exit = this.#exit.promise;
  readonly stderr = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.close(),
  });
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  written = 0;

  constructor(pieces: Iterator<Uint8Array<ArrayBuffer>>) {
    this.stdout = new ReadableStream({
      pull: (controller) => {
        const { done, value } = pieces.next();
        if (done || value === undefined) {
          controller.close();
          this.#exit.resolve({ code: 0, signal: null });
          return;
        }
        this.written += value.length;
        controller.enqueue(value);
      },
    });
  }

  kill(): void {
    this.#exit.resolve({ code: 255, signal: null });
  }
}

function* inPieces(bytes: Uint8Array<ArrayBuffer>, length: number): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
}

Deno.test("readSlateClip() reads the same clip however it comes, into one block of just its size", async () => {
  const bytes = Uint8Array.from(CLIP.bytes);
  for (const length of [1, 187, 4_096, bytes.length]) {
    const clock = new FakeClock();
    const { units } = await readSlateClip(
      new MediaProcess(new Writer(inPieces(bytes, length)), clock),
      clock,
    );
    ok(units !== null);
    strictEqual(units.filter(({ kind }) => kind === "video").length, 20);
    deepStrictEqual([...new Set(units.map(({ block }) => block.buffer.byteLength))], [bytes.length]);
  }
});

Deno.test("readSlateClip() takes no more than a card may be, and ends what would go on", async () => {
  const clock = new FakeClock();
  const endless = function* () {
    for (;;) yield new Uint8Array(1_000_000);
  };
  const writer = new Writer(endless());
  const result = await readSlateClip(new MediaProcess(writer, clock), clock);
  deepStrictEqual(result, { units: null, reason: `more than ${LIMITS.slateBytesMax} bytes`, hasHung: false });
  ok(writer.written <= LIMITS.slateBytesMax + 3_000_000);
});
