import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Demuxer } from "../../src/mpegts/mod.ts";
import { known } from "../../src/invariant.ts";
import { type Group, PictureGroups } from "../../src/splice/picture_groups.ts";
import { buildSilence } from "../fakes/ts_builder.ts";

const UNIT = known(new Demuxer().push(buildSilence())[0], "a unit");

/** Offers slots one after the other; answers with what went out after each, refused slots in brackets. */
function offer(slots: readonly number[], depth = 4): string[] {
  const groups = new PictureGroups(depth);
  return slots.map((slot) => {
    if (!groups.isOpen(slot)) return "refused";
    groups.add({ unit: UNIT, slot, ticks: slot * 3000 });
    const out: Group[] = [];
    for (let group = groups.take(false); group !== null; group = groups.take(false)) out.push(group);
    return out.map(({ pictures, missing }) =>
      pictures.map((picture) => picture.slot).join(",") + (missing > 0 ? ` -${missing}` : "")
    ).join("; ");
  });
}

Deno.test({ name: "PictureGroups", permissions: "none" }, async (t) => {
  const cases = [
    { name: "lets pictures without reordering go at once", slots: [0, 1, 2], want: ["0", "1", "2"] },
    { name: "waits for the B-pictures", slots: [0, 3, 1, 2, 4], want: ["0", "", "", "3,1,2", "4"] },
    {
      name: "waits for a pyramid of seven",
      slots: [0, 8, 4, 2, 1, 3, 6, 5, 7],
      want: ["0", "", "", "", "", "", "", "", "8,4,2,1,3,6,5,7"],
    },
    {
      name: "gives a lost picture up once it could no longer be decoded in time",
      slots: [0, 4, 1, 3, 8, 6, 5, 7],
      want: ["0", "", "", "", "", "", "4,1,3 -1", "8,6,5,7"],
    },
    {
      name: "gives only the lost one up, not those to come",
      slots: [0, 8, 4, 1, 3, 6, 5, 7],
      want: ["0", "", "", "", "", "", "", "8,4,1,3,6,5,7 -1"],
    },
    {
      name: "refuses what comes twice or too late",
      slots: [0, 1, 1, 0, 3, 3],
      want: ["0", "1", "refused", "refused", "", "refused"],
    },
    { name: "has no patience without depth", slots: [0, 2, 1], want: ["0", "", "2,1"], depth: 1 },
    {
      name: "refuses what would be decoded after it is shown",
      slots: [0, 3, 2, 1],
      want: ["0", "", "3,2 -1", "refused"],
      depth: 1,
    },
  ];
  for (const { name, slots, want, depth } of cases) {
    await t.step(name, () => deepStrictEqual(offer(slots, depth), want));
  }

  await t.step("closes with its hole when nothing older can follow, and skips", () => {
    const groups = new PictureGroups(4);
    for (const slot of [0, 4, 2]) groups.add({ unit: UNIT, slot, ticks: 0 });
    strictEqual(groups.take(false)?.pictures.length, 1);
    strictEqual(groups.take(false), null);
    deepStrictEqual(groups.take(true)?.missing, 2);
    deepStrictEqual([groups.nextSlot, groups.skipTo(9), groups.nextSlot, groups.skipTo(3)], [5, 4, 9, 0]);
  });
});
