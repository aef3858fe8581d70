import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { airingsOf } from "../../src/guide/airings.ts";
import type { Programme } from "../../src/programme.ts";
import { BroadcastScheduleAuthority } from "../../src/schedule/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeTimelineStore } from "../fakes/fake_timeline_store.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { loopChannel } from "../schedule/samples.ts";

const CHANNEL = loopChannel("five", {}, { number: "5", name: "Bars", guideId: "five.x" });

function programme(startMs: number, stopMs: number, more: Partial<Programme> = {}): Programme {
  return plainProgramme({ channelId: "five", startMs, stopMs, title: `From ${startMs}`, ...more });
}

Deno.test("airingsOf()", { permissions: "none" }, async (t) => {
  const told = (programmes: Programme[]) =>
    airingsOf(CHANNEL, programmes).map(({ startMs, stopMs, title }) => `${startMs}-${stopMs} ${title}`);
  await t.step("is the timeline, where it tiles time", () => {
    deepStrictEqual(told([programme(0, 5), programme(5, 9)]), ["0-5 From 0", "5-9 From 5"]);
  });
  await t.step("shows the off-air card in a hole", () => {
    deepStrictEqual(told([programme(0, 5), programme(7, 9)]), ["0-5 From 0", "5-7 Off air", "7-9 From 7"]);
  });
  await t.step("shows the later one of two, and nothing when that is over", () => {
    deepStrictEqual(told([programme(0, 9), programme(2, 4), programme(9, 12)]), [
      ...["0-2 From 0", "2-4 From 2", "4-9 Off air", "9-12 From 9"],
    ]);
  });
  await t.step("knows parts of an item, of an entry, and filler", () => {
    const facts = airingsOf(CHANNEL, [
      programme(0, 1, { itemId: 5 }),
      programme(1, 2, { itemId: 6, filler: "mid_roll" }),
      programme(2, 3, { itemId: 5, guideGroup: 3, guideTitle: "An evening" }),
      programme(3, 4, { itemId: null, kind: "up_next" }),
      programme(4, 5, { itemId: null, kind: "off_air" }),
    ]).map(({ part, isFiller, title }) => [part, isFiller, title]);
    deepStrictEqual(facts, [
      ["item 5", false, "From 0"],
      [null, true, "From 1"],
      ["entry 3", false, "An evening"],
      [null, true, "From 3"],
      [null, false, "From 4"],
    ]);
  });
});

Deno.test(
  "airingsOf() says of every instant what the authority's nowPlaying() says",
  { permissions: "none" },
  () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(lengths, fc.array(fc.nat(80_000), { maxLength: 20 }), (all, instants) => {
      const store = new FakeTimelineStore();
      let endMs = 1_000;
      const programmes = all.map((ms) => programme(endMs, endMs += ms));
      store.append("five", programmes, "{}");
      const authority = authorityOn(store);
      const airings = airingsOf(CHANNEL, authority.getTimeline("five", 0, endMs));
      for (const atMs of instants) {
        const airs = airings.find(({ startMs, stopMs }) => startMs <= atMs && atMs < stopMs);
        strictEqual(airs?.title, authority.nowPlaying("five", atMs)?.programme.title);
      }
    }));
  },
);

function authorityOn(store: FakeTimelineStore): BroadcastScheduleAuthority {
  return new BroadcastScheduleAuthority({
    store,
    clock: new FakeClock(),
    library: { version: () => 0, playable: () => [] },
    channels: () => [CHANNEL],
    onRebuilt: () => {},
    onFailed: (_, thrown) => {
      throw thrown;
    },
  }, { daysAhead: 1, daysBehind: 1 });
}
