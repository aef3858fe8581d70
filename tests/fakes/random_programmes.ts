/** Programmes, and what befalls them, as fast-check makes them up. */
import fc from "fast-check";
import { Channel, type Programme, RATES, type RunOptions, TURN } from "./splice_channel.ts";

/** First PTS of an input: anywhere, but often at the clock's turn or where only 33 bits reach. */
export const sourceStarts: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: TURN - 1 }),
  fc.integer({ min: TURN - 200_000, max: TURN - 1 }),
  fc.integer({ min: 2 ** 32 - 100_000, max: 2 ** 32 + 100_000 }),
  fc.constantFrom(0, 1, 126_000, 95_000 * 90_000),
);

/** What position 0 of an output is on the wire: often right before the clock's turn. */
export const outputStarts: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 900_000, TURN - 1),
  fc.integer({ min: TURN - 250_000, max: TURN - 1 }),
);

/** Frame rates of channels. */
export const rates = fc.constantFrom(...RATES);

/** Mostly a few packets, now and then more than a continuity counter can count. */
const pictureBytesMax = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 700 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 6_000 }) },
);

/** A programme of any shape an encoder or a muxer may give it, with an end or a kill, and slate after it. */
export const programmes: fc.Arbitrary<Programme> = fc.record({
  frames: fc.integer({ min: 1, max: 50 }),
  depth: fc.constantFrom(0, 1, 2, 3),
  gop: fc.integer({ min: 1, max: 30 }),
  startPts: sourceStarts,
  audioOffset: fc.option(fc.integer({ min: -6000, max: 6000 })),
  pictureBytes: pictureBytesMax.map((most) => (slot: number) => (slot * 7919) % (most + 1)),
  alwaysDts: fc.boolean(),
  hasLength: fc.boolean(),
  pcr: fc.constantFrom("all", "keys", "none"),
  isInterleaved: fc.boolean(),
  parameters: fc.integer({ min: 1, max: 2 }),
  killAt: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  slatePictures: fc.integer({ min: 0, max: 20 }),
  readBytes: fc.integer({ min: 1, max: 20_000 }),
});

/** A day of a channel in small. */
export const evenings: fc.Arbitrary<Programme[]> = fc.array(programmes, { minLength: 1, maxLength: 5 });

/** Airs one programme after the other, each with its slate. */
export function airAll(list: readonly Programme[], options: RunOptions = {}): Channel {
  const channel = new Channel(options);
  for (const programme of list) {
    channel.air(programme);
    if (programme.slatePictures > 0) channel.slate(programme.slatePictures, programme.depth > 1 ? 2 : 0);
  }
  return channel;
}
