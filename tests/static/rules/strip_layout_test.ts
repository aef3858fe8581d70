import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { isFiller } from "../../../static/base/programme_text.js";
import { mergeEntries } from "../../../static/rules/strip_layout.js";
import { parseProgramme } from "../../../static/server/parse.js";

interface Bit {
  readonly minutes: number;
  readonly title: string;
  readonly filler?: string;
  readonly "guide_title"?: string;
  readonly kind?: string;
}

function programmes(...bits: readonly Bit[]) {
  let startMs = 0;
  return bits.map(({ minutes, ...rest }) => {
    const start = new Date(startMs).toISOString();
    startMs += minutes * 60_000;
    return parseProgramme({ kind: "item", ...rest, start, stop: new Date(startMs).toISOString() });
  });
}

/** Each entry as `title: minutes`, filler in brackets. */
function told(...bits: readonly Bit[]) {
  return mergeEntries(programmes(...bits)).map(({ toldAs, pieces }) => {
    const lengths = pieces.map(({ startMs, stopMs, isFiller }) => {
      const minutes = (stopMs - startMs) / 60_000;
      return isFiller ? `(${minutes})` : `${minutes}`;
    });
    return `${toldAs.title}: ${lengths.join(" ")}`;
  });
}

const pre = { minutes: 1, title: "Bumper", filler: "pre_roll" };
const mid = { minutes: 2, title: "Ad", filler: "mid_roll" };
const post = { minutes: 3, title: "Trailer", filler: "post_roll" };
const film = { minutes: 90, title: "Film" };

Deno.test(
  { name: "mergeEntries() puts together what the guide shows as one", permissions: "none" },
  async (t) => {
    const cases: readonly (readonly [string, readonly Bit[], readonly string[]])[] = [
      ["filler with its programmes", [pre, film, post, pre, { ...film, title: "Other" }, post], [
        "Film: (1) 90 (3)",
        "Other: (1) 90 (3)",
      ]],
      ["the parts of one film", [{ ...film, minutes: 40 }, mid, mid, { ...film, minutes: 50 }], [
        "Film: 40 (4) 50",
      ]],
      ["not a film that airs twice", [film, post, film], ["Film: 90 (3)", "Film: 90"]],
      ["neighbours with one title in the guide", [
        { ...film, guide_title: "Film night" },
        post,
        { ...film, title: "Other", guide_title: "Film night" },
        film,
      ], ["Film: 90 (3) 90", "Film: 90"]],
      ["not filler that takes long", [film, { ...post, minutes: 20 }, film], [
        "Film: 90",
        "Trailer: (20)",
        "Film: 90",
      ]],
      ["a card that says what is next", [film, { minutes: 1, title: "Next: Other", kind: "up_next" }, film], [
        "Film: 90 (1)",
        "Film: 90",
      ]],
      ["not what is off air with filler behind it", [
        { minutes: 60, title: "Off", kind: "off_air" },
        post,
        film,
      ], [
        "Off: 60",
        "Film: (3) 90",
      ]],
      ["filler that nothing follows", [pre], ["Bumper: (1)"]],
      ["nothing", [], []],
    ];
    for (const [name, bits, want] of cases) {
      await t.step(name, () => deepStrictEqual(told(...bits), want));
    }
  },
);

Deno.test(
  { name: "mergeEntries() loses no instant, and knows filler from the rest", permissions: "none" },
  () => {
    const bit = fc.record({
      minutes: fc.integer({ min: 1, max: 40 }),
      title: fc.constantFrom("A", "B"),
      filler: fc.constantFrom(undefined, "pre_roll", "mid_roll", "post_roll", "tail", "fallback"),
      kind: fc.constantFrom("item", "off_air", "up_next"),
      guide_title: fc.constantFrom(undefined, "Night"),
    });
    fc.assert(fc.property(fc.array(bit), (bits) => {
      const given = programmes(...bits as Bit[]);
      const entries = mergeEntries(given);
      const pieces = entries.flatMap((entry) => entry.pieces);
      let atMs = 0;
      for (const { startMs, stopMs } of pieces) {
        strictEqual(startMs, atMs);
        atMs = stopMs;
      }
      strictEqual(atMs, given.at(-1)?.stopMs ?? 0);
      const fillerMs = given.filter(isFiller).reduce((sum, { startMs, stopMs }) => sum + stopMs - startMs, 0);
      const told = pieces.filter((piece) => piece.isFiller);
      strictEqual(told.reduce((sum, { startMs, stopMs }) => sum + stopMs - startMs, 0), fillerMs);
      for (const entry of entries) {
        deepStrictEqual([entry.startMs, entry.stopMs], [
          entry.pieces[0]?.startMs,
          entry.pieces.at(-1)?.stopMs,
        ]);
      }
    }));
  },
);
