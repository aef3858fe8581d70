import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { ScheduleItem } from "../../src/media.ts";
import { contentOf } from "../../src/content.ts";
import { type Airing } from "../../src/schedule/desk.ts";
import { NO_MARK } from "../../src/schedule/draft.ts";
import { type Break, type FillerRules, type MidRoll, NO_FILLER } from "../../src/schedule_rule.ts";
import { at, deskOf, shelf, shelves, written } from "./written.ts";

const MINUTE_MS = 60_000;

/** `a`: a film of an hour with a recorded commercial at 20:00; `ad`: two clips of 5 min. */
const LIBRARY = shelves({ a: [60], ad: [5, 5], short: [10, 3], none: [] });
const FILM = LIBRARY.get("/a")?.[0];
const RECORDED = new Map<string, readonly ScheduleItem[]>([
  ...LIBRARY,
  [
    "/a",
    FILM === undefined ? [] : [{ ...FILM, breaks: [{ atMs: 20 * MINUTE_MS, resumeMs: 25 * MINUTE_MS }] }],
  ],
]);

const AD: Break = [{
  kind: "clips",
  members: [{ collection: { folder: "/ad" }, weight: 1 }],
  amount: { count: 1 },
  cooldownMs: 0,
}];
const PAD: Break = [{ ...AD[0], amount: { padToMs: 45 * MINUTE_MS } } as Break[number]];
const NO_AD: Break = [
  { ...AD[0], members: [{ collection: { folder: "/none" }, weight: 1 }] } as Break[number],
];
const ALL_AROUND: FillerRules = { ...NO_FILLER, preRoll: AD, midRoll: midRoll(AD), postRoll: AD };

interface Story {
  readonly name: string;
  readonly airing: Partial<Airing>;
  readonly content?: string;
  readonly library?: ReadonlyMap<string, readonly ScheduleItem[]>;
  readonly want: string;
}

const STORIES: Story[] = [
  { name: "an item", airing: {}, want: "00:00 a1, 01:00" },
  {
    name: "an item with all that surrounds it",
    airing: { filler: ALL_AROUND },
    want: "00:00 pre_roll ad, 00:05 a1, 00:35 mid_roll ad, 00:40 a1+30, 01:10 post_roll ad, 01:15",
  },
  {
    name: "an item without its recorded commercials where it is interrupted",
    airing: { filler: { ...NO_FILLER, midRoll: { ...midRoll(AD), at: "breaks" } } },
    library: RECORDED,
    want: "00:00 a1, 00:20 mid_roll ad, 00:25 a1+25, 01:00",
  },
  {
    name: "an item in one go where nothing interrupts it",
    airing: { filler: { ...NO_FILLER, midRoll: midRoll(NO_AD) } },
    want: "00:00 a1, 01:00",
  },
  {
    name: "an item that skips its commercials though nothing takes their place",
    airing: { filler: { ...NO_FILLER, midRoll: { ...midRoll(NO_AD), at: "breaks" } } },
    library: RECORDED,
    want: "00:00 a1, 00:20 a1+25, 00:55",
  },
  {
    name: "an item and a break that pads, with the fallback where no clip is left",
    airing: { filler: { ...NO_FILLER, postRoll: PAD, fallback: contentOf({ folder: "/short" }) } },
    want: "00:00 a1, 01:00 post_roll ad, 01:05 post_roll ad, 01:10 fallback short1, 01:20 fallback short2, " +
      "01:23 fallback short1, 01:30",
  },
  { name: "an item that ends in time", airing: { endMs: at("01:00") }, want: "00:00 a1, 01:00" },
  {
    name: "an item alone where what surrounds it does not fit",
    airing: { filler: ALL_AROUND, endMs: at("01:10") },
    want: "00:00 a1, 01:00",
  },
  {
    name: "nothing where the item does not fit",
    airing: { filler: ALL_AROUND, endMs: at("00:59") },
    want: "",
  },
  {
    name: "a part of an item that is cut",
    airing: { endMs: at("00:59"), isCut: true },
    want: "00:00 a1, 00:59",
  },
  {
    name: "a part of an item that is cut, with what comes before",
    airing: { filler: ALL_AROUND, endMs: at("00:50"), isCut: true },
    want: "00:00 pre_roll ad, 00:05 a1, 00:35 mid_roll ad, 00:40 a1+30, 00:50",
  },
  {
    name: "the item itself where what comes before would take all its time",
    airing: { filler: ALL_AROUND, endMs: at("00:05"), isCut: true },
    want: "00:00 a1, 00:05",
  },
  { name: "nothing of nothing", airing: {}, content: "none", want: "" },
];

const FILLS: { name: string; filler: Partial<FillerRules>; until: string; want: string }[] = [
  { name: "a card up to half an hour", filler: {}, until: "00:30", want: "00:00 -, 00:30" },
  {
    name: "off-air cards on the half hour",
    filler: {},
    until: "01:10",
    want: "00:00 off, 00:30 off, 01:00 off, 01:10",
  },
  { name: "tail, then a card", filler: { tail: AD }, until: "00:12", want: "00:00 tail ad, 00:05 -, 00:12" },
  {
    name: "tail, then fallback that is cut",
    filler: { tail: AD, fallback: shelf("short") },
    until: "00:20",
    want: "00:00 tail ad, 00:05 fallback short1, 00:15 fallback short2, 00:18 fallback short1, 00:20",
  },
  { name: "no tail that is too long", filler: { tail: AD }, until: "00:04", want: "00:00 -, 00:04" },
  {
    name: "a held picture for less than a second",
    filler: { fallback: shelf("short") },
    until: "00:10:00.9",
    want: "00:00 fallback short1, 00:10:00.9",
  },
  {
    name: "a card for less than a second where there is no picture to hold",
    filler: { fallback: shelf("short") },
    until: "00:00:00.9",
    want: "00:00 -, 00:00:00.9",
  },
  {
    name: "a card where fallback is empty",
    filler: { fallback: shelf("none") },
    until: "00:10",
    want: "00:00 -, 00:10",
  },
  {
    name: "nothing where no time is left",
    filler: { tail: AD, fallback: shelf("short") },
    until: "00:00",
    want: "",
  },
];

Deno.test({
  name: "Desk.airNext()",
  permissions: "none",
  async fn(t) {
    for (const { name, airing, content = "a", library = LIBRARY, want } of STORIES) {
      await t.step(`writes ${name}`, () => {
        const desk = deskOf(library);
        const isWritten = desk.airNext(shelf(content), {
          filler: NO_FILLER,
          endMs: null,
          isCut: false,
          mark: NO_MARK,
          ...airing,
        });
        strictEqual(written(desk.draft.programmes).replace(/ad\d/g, "ad"), want);
        strictEqual(isWritten, want !== "");
      });
    }
    await t.step(
      "goes on with the next item only when the first was written, and forgets clips it did not air",
      () => {
        const desk = deskOf(LIBRARY);
        const airing = { filler: ALL_AROUND, isCut: false, mark: NO_MARK };
        ok(!desk.airNext(shelf("short"), { ...airing, endMs: at("00:09") }));
        deepStrictEqual(desk.fillers.box.aired, []);
        ok(desk.airNext(shelf("short"), { ...airing, endMs: null }));
        strictEqual(desk.draft.programmes[1]?.title, "short1");
        strictEqual(desk.cursors.of(shelf("short")).peek()?.title, "short2");
      },
    );
    await t.step("forgets the clips that it took out again, so that the item fits", () => {
      const desk = deskOf(LIBRARY);
      ok(desk.airNext(shelf("a"), { filler: ALL_AROUND, endMs: at("01:10"), isCut: false, mark: NO_MARK }));
      deepStrictEqual(desk.fillers.box.aired, []);
    });
    await t.step("tells of a cut", () => {
      const desk = deskOf(LIBRARY);
      desk.airNext(shelf("a"), { filler: NO_FILLER, endMs: at("00:30"), isCut: true, mark: NO_MARK });
      deepStrictEqual(desk.draft.remarks.map(({ code, atMs }) => [code, atMs]), [["cut", at("00:30")]]);
    });
  },
});

Deno.test({
  name: "Desk.fillUntil()",
  permissions: "none",
  async fn(t) {
    for (const { name, filler, until, want } of FILLS) {
      await t.step(`writes ${name}`, () => {
        const desk = deskOf(LIBRARY);
        desk.fillUntil(at(until), { ...NO_FILLER, ...filler });
        strictEqual(written(desk.draft.programmes).replace(/ad\d/g, "ad"), want);
      });
    }
  },
});

function midRoll(pieces: Break): MidRoll {
  return { at: 30 * MINUTE_MS, spacingMs: MINUTE_MS, countMax: 1, break: pieces };
}
