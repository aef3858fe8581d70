import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { InvariantError } from "../../src/invariant.ts";
import type { Programme } from "../../src/programme.ts";
import { card } from "../../src/schedule/cards.ts";
import { assertTiles, indexAt, nowPlaying } from "../../src/schedule/mod.ts";

const BROKEN: { name: string; spans: [number, number][]; says: RegExp }[] = [
  { name: "a gap", spans: [[0, 10], [11, 20]], says: /stops at 10 .*11 to 20/ },
  { name: "an overlap", spans: [[0, 10], [9, 20]], says: /stops at 10 .*9 to 20/ },
  { name: "no length", spans: [[0, 10], [10, 10]], says: /no length .*10 to 10/ },
  { name: "a negative length", spans: [[5, 4]], says: /no length .*5 to 4/ },
  { name: "a fraction", spans: [[0, 10.5]], says: /no integer .*0 to 10\.5/ },
  { name: "no number", spans: [[0, NaN]], says: /no integer/ },
];

Deno.test({
  name: "assertTiles()",
  permissions: "none",
  async fn(t) {
    for (const { name, spans, says } of BROKEN) {
      await t.step(`refuses ${name}`, () => {
        throws(() => assertTiles(programmes(spans)), (thrown) => {
          return thrown instanceof InvariantError && says.test(thrown.message);
        });
      });
    }
    await t.step("accepts what tiles, and nothing at all", () => {
      assertTiles(programmes([[0, 10], [10, 11], [11, 500]]));
      assertTiles([]);
    });
  },
});

Deno.test({
  name: "indexAt() and nowPlaying() name the programme that covers the instant, at every instant",
  permissions: "none",
  fn() {
    const lengths = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 12 });
    fc.assert(fc.property(lengths, (list) => {
      let endMs = 100;
      const all = programmes(list.map((length) => [endMs, endMs += length]));
      for (let atMs = 98; atMs <= endMs + 2; atMs++) {
        const want = all.findIndex(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
        strictEqual(indexAt(all, atMs), want);
        const programme = all[want];
        const expected = programme === undefined
          ? null
          : { programme, positionMs: atMs - programme.startMs, next: all[want + 1] ?? null };
        deepStrictEqual(nowPlaying(all, atMs), expected);
      }
    }));
  },
});

function programmes(spans: [number, number][]): Programme[] {
  return spans.map(([startMs, stopMs]) =>
    card(startMs, stopMs, { channelId: "five", kind: "off_air", title: "x" })
  );
}
