/** Timelines of every shape a schedule may give them, as fast-check makes them up. */
import fc from "fast-check";
import type { FillerKind, Programme } from "../../src/programme.ts";
import { plainProgramme } from "./plain_programme.ts";

/** A piece of a timeline before it has a place in time. */
type Piece = Partial<Programme> & { readonly lengthMs: number };

const FILLERS: readonly FillerKind[] = ["pre_roll", "mid_roll", "post_roll", "tail", "fallback"];

/** From slivers to films. */
const lengths = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 3_000, max: 120_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 120_000, max: 2_400_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(900_000, 899_999, 450_000) },
);

/** What the schedule says of an entry of the guide. */
const marks = fc.record({
  guideGroup: fc.constantFrom(null, null, null, 1, 2),
  guideTitle: fc.constantFrom(null, null, "Film night", "Item 12"),
});

const items = fc.record({
  lengthMs: lengths,
  itemId: fc.integer({ min: 1, max: 4 }),
  itemOffsetMs: fc.constantFrom(0, 0, 600_000, 1_200_000),
  title: fc.constantFrom("Alien", "Pilot", "Item 7", "Tom & Jerry"),
  show: fc.constantFrom(null, "The Show"),
  category: fc.constantFrom("movie", "episode", "other"),
});

const fillers = fc.record({
  lengthMs: lengths,
  itemId: fc.integer({ min: 100, max: 105 }),
  filler: fc.constantFrom(...FILLERS),
  title: fc.constantFrom("Bumper", "Soap", "A short film"),
});

const cards = fc.record({
  lengthMs: lengths,
  itemId: fc.constant(null),
  kind: fc.constantFrom("up_next", "up_next", "off_air", "getting_ready", "paused"),
  title: fc.constantFrom("Up next", "Off air", "Alien"),
});

const pieces: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(items, marks).map(([item, mark]) => ({ ...item, ...mark })) },
  { weight: 4, arbitrary: fc.tuple(fillers, marks).map(([filler, mark]) => ({ ...filler, ...mark })) },
  { weight: 2, arbitrary: cards },
);

/** Programmes of channel `five` that tile time from some instant on; none, too. */
export const randomTimelines: fc.Arbitrary<Programme[]> = fc.tuple(
  fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 0) + 10_000 }),
  fc.array(pieces, { maxLength: 40 }),
).map(([fromMs, made]) => {
  let stopMs = fromMs;
  return made.map(({ lengthMs, ...more }) => {
    const startMs = stopMs;
    stopMs += lengthMs;
    return plainProgramme({ channelId: "five", startMs, stopMs, ...more });
  });
});
