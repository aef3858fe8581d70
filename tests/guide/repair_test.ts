import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { GuideEntry } from "../../src/guide/entries.ts";
import { normalize } from "../../src/guide/normalize.ts";
import { repair } from "../../src/guide/repair.ts";
import type { Repair } from "../../src/guide/repairs.ts";
import { loopChannel } from "../schedule/samples.ts";
import { entry, NOON_S } from "./pieces.ts";

const CHANNEL = loopChannel("five", {}, { number: "5", name: "Bars", guideId: "five.x" });

Deno.test("repair()", { permissions: "none" }, async (t) => {
  const cases: { name: string; entries: GuideEntry[]; mended: string[]; repairs: string[] }[] = [
    {
      name: "leaves what is right",
      entries: [entry(0, 60), entry(60, 90)],
      mended: ["0-60 News", "60-90 News"],
      repairs: [],
    },
    {
      name: "tells that it is off air where nothing is told",
      entries: [entry(0, 60), entry(75, 90)],
      mended: ["0-60 News", "60-75 Off air", "75-90 News"],
      repairs: ["gap: nothing was told until 1767614475"],
    },
    {
      name: "cuts what runs into the next, because the next will air",
      entries: [entry(0, 80), entry(60, 90, { title: "Film" })],
      mended: ["0-60 News", "60-90 Film"],
      repairs: ["overlap: News ran into Film and is cut"],
    },
    {
      name: "leaves out what the next covers from its start",
      entries: [entry(0, 80), entry(0, 90, { title: "Film" })],
      mended: ["0-90 Film"],
      repairs: ["overlap: News ran into Film and is cut"],
    },
    {
      name: "does not go on after one that stood within another: playout does not either",
      entries: [entry(0, 600), entry(60, 90, { title: "Film" }), entry(600, 700)],
      mended: ["0-60 News", "60-90 Film", "90-600 Off air", "600-700 News"],
      repairs: ["overlap: News ran into Film and is cut", "gap: nothing was told until 1767615000"],
    },
    {
      name: "names what has no name",
      entries: [entry(0, 60, { title: "Item 12" }), entry(60, 90, { title: "", subTitle: "Item 7" })],
      mended: ["0-60 Bars — 2026-01-05 12:00 UTC", "60-90 Bars — 2026-01-05 12:01 UTC"],
      repairs: [
        'title: "Item 12" is now called Bars — 2026-01-05 12:00 UTC',
        'title: "" is now called Bars — 2026-01-05 12:01 UTC',
        'title: the sub-title "Item 7" is left out',
      ],
    },
    {
      name: "brings back what stands on another channel",
      entries: [entry(0, 60, { channel: "six.x" })],
      mended: ["0-60 News"],
      repairs: ["channel: News stood on six.x"],
    },
  ];
  for (const { name, entries, mended, repairs } of cases) {
    await t.step(name, () => {
      const done: Repair[] = [];
      const told = repair(CHANNEL, entries, (one) => done.push(one));
      deepStrictEqual(
        told.map(({ startS, stopS, title, subTitle }) =>
          `${startS - NOON_S}-${stopS - NOON_S} ${title}${subTitle === null ? "" : `: ${subTitle}`}`
        ),
        mended,
      );
      deepStrictEqual(done.map(({ kind, detail }) => `${kind}: ${detail}`), repairs);
      deepStrictEqual(told.map(({ channel }) => channel), mended.map(() => "five.x"));
    });
  }
});

Deno.test("normalize() and repair() make entries of any kind tile time, and change nothing a second time", () => {
  const entries = fc.array(
    fc.record({
      from: fc.integer({ min: -10, max: 1_000 }),
      length: fc.integer({ min: -5, max: 200 }),
      title: fc.constantFrom("News", "", "Item 5"),
    }),
    { maxLength: 30 },
  );
  fc.assert(fc.property(entries, (all) => {
    const nobody = () => {};
    const found = all.map(({ from, length, title }) => entry(from, from + length, { title }));
    const mended = repair(CHANNEL, normalize(found, nobody), nobody);
    for (const [at, one] of mended.entries()) {
      deepStrictEqual(one.startS, mended[at - 1]?.stopS ?? one.startS);
      deepStrictEqual(one.startS < one.stopS, true);
    }
    const again: Repair[] = [];
    const report = (one: Repair) => again.push(one);
    deepStrictEqual(repair(CHANNEL, normalize(mended, report), report), mended);
    deepStrictEqual(again, []);
  }));
});
