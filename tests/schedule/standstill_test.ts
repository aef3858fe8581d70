import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { assertTiles } from "../../src/schedule/mod.ts";
import { movedTo, restOf } from "../../src/schedule/standstill.ts";
import { tiles } from "./tiles.ts";

Deno.test({
  name: "restOf() is what was still to air, the first of it from where it was",
  permissions: "none",
  fn() {
    const programmes = tiles([30, 20, 10]);
    const startMs = programmes[0]?.startMs ?? 0;
    fc.assert(fc.property(fc.nat(60 * 60_000 - 1), (offsetMs) => {
      const rest = restOf(programmes, startMs + offsetMs);
      assertTiles(rest);
      strictEqual(rest[0]?.startMs, startMs + offsetMs);
      strictEqual(rest.at(-1)?.stopMs, programmes.at(-1)?.stopMs);
      const whole = programmes.find(({ itemId }) => itemId === rest[0]?.itemId);
      strictEqual(rest[0]?.itemOffsetMs, startMs + offsetMs - (whole?.startMs ?? 0));
    }));
    deepStrictEqual(restOf(programmes, startMs + 60 * 60_000), []);
  },
});

Deno.test({
  name: "movedTo() moves programmes and the entries of the guide they make up, and names another channel",
  permissions: "none",
  fn() {
    const grouped = tiles([30, 20]).map((one) => ({ ...one, guideGroup: Math.floor(one.startMs / 1_000) }));
    const moved = movedTo(grouped, (grouped[0]?.startMs ?? 0) + 90_000, "six");
    assertTiles(moved);
    deepStrictEqual(
      moved.map(({ channelId, startMs, guideGroup }) => [channelId, startMs / 1_000 - (guideGroup ?? 0)]),
      [["six", 0], ["six", 0]],
    );
    deepStrictEqual(movedTo(grouped, grouped[0]?.startMs ?? 0), grouped);
    deepStrictEqual(movedTo([], 5), []);
  },
});
