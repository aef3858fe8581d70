/** What an input may carry besides, or not carry at all: other sound tracks, data, no picture. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { outputStarts, programmes, rates } from "../fakes/random_programmes.ts";
import { Channel, PROGRAMME_IDS } from "../fakes/splice_channel.ts";
import { checkOutput } from "../fakes/splice_checks.ts";
import { FOREIGN_ID, type ForeignStream } from "../fakes/ts_builder.ts";

/** AAC, AC-3, MPEG sound, DVB subtitles and teletext, sections, metadata, SCTE 35, and what no table names. */
const TYPES = [0x0f, 0x81, 0x03, 0x06, 0x05, 0x15, 0x86, null] as const;

const foreign: fc.Arbitrary<ForeignStream[]> = fc.uniqueArray(
  fc.record({ pid: fc.integer({ min: 0x110, max: 0x1fff }), type: fc.constantFrom(...TYPES) }),
  { minLength: 1, maxLength: 5, selector: ({ pid }) => pid },
).filter((streams) => streams.every(({ pid }) => pid !== 0x1000));

Deno.test({
  name: "Other sound tracks, subtitles, data and stuffing change not one byte of the output",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, foreign, (programme, streams) => {
        const [plain, crowded] = [undefined, streams].map((foreign) => {
          const channel = new Channel();
          channel.air({ ...programme, killAt: 1, audioOffset: 0, ...(foreign && { foreign }) });
          return channel.run();
        });
        ok(plain !== undefined && crowded !== undefined);
        checkOutput(crowded);
        ok(crowded.read.units.every(({ id }) => id % PROGRAMME_IDS < FOREIGN_ID || id === 999_999));
        strictEqual(text(crowded.chunks), text(plain.chunks));
      }),
      { numRuns: 50 },
    );
  },
});

Deno.test({
  name:
    "An input without pictures sends nothing and holds little; the card after it airs as if it had not been",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, rates, outputStarts, (programme, rate, startTicks) => {
        const channel = new Channel({ rate, startTicks });
        channel.air({});
        const before = { ...channel.splicer.counters };
        channel.air({ ...programme, audioOffset: 0, hasVideo: false });
        const { joints, pictures, audioFrames, packets } = channel.splicer.counters;
        deepStrictEqual({ joints, pictures, audioFrames, packets }, {
          joints: before.joints,
          pictures: before.pictures,
          audioFrames: before.audioFrames,
          packets: before.packets,
        });
        channel.slate(20);
        channel.air({});
        checkOutput(channel.run());
      }),
      { numRuns: 40 },
    );
  },
});

Deno.test({
  name: "The SDT tells any channel's name, cut at a character's end when it is too long",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 150 }), (serviceName) => {
        const channel = new Channel({ serviceName });
        channel.air({ frames: 3 });
        const told = channel.run().read.serviceName;
        const wanted = serviceName.toWellFormed();
        ok(wanted.startsWith(told), `${told} is no beginning of ${wanted}`);
        const bytes = (text: string) => new TextEncoder().encode(text).length;
        if (told !== wanted) ok(bytes(told) > 116 && bytes(told) <= 120, `${bytes(told)} bytes`);
      }),
      { numRuns: 60 },
    );
  },
});

function text(chunks: readonly { readonly bytes: Uint8Array }[]): string {
  return chunks.map(({ bytes }) => bytes.toHex()).join("");
}
