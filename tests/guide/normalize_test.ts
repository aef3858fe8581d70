import { deepStrictEqual } from "node:assert/strict";
import type { GuideEntry } from "../../src/guide/entries.ts";
import { normalize } from "../../src/guide/normalize.ts";
import type { RepairKind } from "../../src/guide/repairs.ts";
import { entry } from "./pieces.ts";

Deno.test("normalize()", { permissions: "none" }, async (t) => {
  const [first, second] = [entry(0, 60), entry(60, 180, { title: "Film", subTitle: "Part 1" })];
  const cases: { name: string; entries: GuideEntry[]; normal: GuideEntry[]; repairs: RepairKind[] }[] = [
    { name: "leaves what is in order", entries: [first, second], normal: [first, second], repairs: [] },
    { name: "sorts by start", entries: [second, first], normal: [first, second], repairs: ["order"] },
    {
      name: "keeps one of two that are the same",
      entries: [first, first, second],
      normal: [first, second],
      repairs: ["doubled"],
    },
    {
      name: "floors instants",
      entries: [{ ...first, stopS: first.stopS + 0.7 }],
      normal: [first],
      repairs: ["fraction"],
    },
    {
      name: "leaves out what has no length",
      entries: [first, entry(60, 60)],
      normal: [first],
      repairs: ["no_length"],
    },
    {
      name: "leaves out what ends before it starts",
      entries: [entry(60, 0), first],
      normal: [first],
      repairs: ["no_length"],
    },
    {
      name: "leaves out what has no instant",
      entries: [{ ...first, startS: NaN }, second],
      normal: [second],
      repairs: ["range"],
    },
    {
      name: "leaves out the year 2101",
      entries: [first, { ...second, stopS: 4_133_980_800 }],
      normal: [first],
      repairs: ["range"],
    },
    {
      name: "leaves out the year 1969",
      entries: [{ ...first, startS: -1 }, second],
      normal: [second],
      repairs: ["range"],
    },
    {
      name: "cleans texts",
      entries: [{ ...second, title: " Film\u0001\n", subTitle: "\ud800" }],
      normal: [{ ...second, subTitle: null }],
      repairs: ["text"],
    },
  ];
  for (const { name, entries, normal, repairs } of cases) {
    await t.step(name, () => {
      const kinds: RepairKind[] = [];
      deepStrictEqual(normalize(entries, ({ kind }) => kinds.push(kind)), normal);
      deepStrictEqual(kinds, repairs);
    });
  }
});
