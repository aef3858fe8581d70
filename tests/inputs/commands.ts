import fc from "fast-check";
import { type Command, type Manner, POOL } from "./world.ts";

const MANNERS: readonly Manner[] = [
  "good",
  "mute",
  "refuses",
  "host_down",
  "freezes",
  "silent",
  "dies",
  "short",
  "full",
];

const id = fc.constantFrom(...POOL.map((input) => input.id));
// What shares a host is alone in the ladder often enough to be chosen, and fails together.
const FAMILIES = [["nas-1", "nas-2"], ["nas-1", "filler"], ["tv-1", "tv-2"], ["tv-1", "tv-2", "filler"], [
  "local",
]];
const ids = fc.oneof(fc.subarray(POOL.map((input) => input.id)), fc.constantFrom(...FAMILIES));
const scope = fc.constantFrom("item", "host");
const sticky = fc.constantFrom("until_failure", "until_boundary", "until_cleared");
const isIt = fc.boolean();
const moves = fc.option(id, { freq: 2 });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("wait"), ticks: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("wait"), ticks: fc.integer({ min: 500, max: 700 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("manner"), ids, manner: fc.constantFrom(...MANNERS) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("programme"), ids, warms: isIt }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("update"), ids, moves }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("switch"), id, sticky }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reset"), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("warm_failed"), id, scope }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("stale"),
      generation: fc.nat(50),
      what: fc.constantFrom("key", "progress", "packet"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("mood"), isStarving: isIt, isBlocked: isIt, isWatched: isIt }),
  },
);

/** A life: a first programme, and then anything. */
export const lives: fc.Arbitrary<readonly Command[]> = fc.tuple(
  fc.record({ kind: fc.constant("programme" as const), ids, warms: isIt }),
  fc.array(command, { minLength: 5, maxLength: 60, size: "max" }),
).map(([first, others]) => [first, ...others]);
