import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { CARD_MS } from "../../src/schedule/cards.ts";
import { type LoopSchedule, NO_FILLER } from "../../src/schedule_rule.ts";
import { playable } from "./samples.ts";
import { at, builtBy, PLAIN, shelf, shelves, written } from "./written.ts";

const LIBRARY = shelves({ a: [20, 30, 15], ads: [1, 2], none: [] });
const LOOP: LoopSchedule = { ...PLAIN, kind: "loop", content: shelf("a") };
const ONE_AD = [{
  kind: "clips",
  members: [{ collection: { folder: "/ads" }, weight: 1 }],
  amount: { count: 1 },
  cooldownMs: 0,
}] as const;

Deno.test({
  name: "A loop",
  permissions: "none",
  async fn(t) {
    await t.step("plays its content again and again", () => {
      strictEqual(airedBy(LOOP, "13:30"), "12:10 a1, 12:30 a2, 13:00 a3, 13:15 a1, 13:35");
    });
    await t.step("airs what surrounds its programmes, and no tail, for no time is left", () => {
      const filler = { ...NO_FILLER, preRoll: ONE_AD, postRoll: ONE_AD, tail: ONE_AD };
      const text = airedBy({ ...LOOP, filler }, "12:20").replace(/ads\d/g, "ads");
      strictEqual(text.replace(/\d\d:\d\d /g, ""), "pre_roll ads, a1, post_roll ads, 12:33");
    });
    await t.step("copies what the guide needs", () => {
      const item = playable(3, 90_000, {
        ...{ kind: "episode", title: "Pilot", show: "Show", season: 1, episode: 2, year: 1999 },
      });
      const library = new Map([["/a", [item]]]);
      deepStrictEqual(builtBy(LOOP, library, { fromMs: at("12:10"), untilMs: at("12:11") }).programmes, [{
        channelId: "five",
        startMs: at("12:10"),
        stopMs: at("12:11:30"),
        kind: "item",
        itemId: 3,
        itemOffsetMs: 0,
        itemDurationMs: 90_000,
        filler: null,
        guideTitle: null,
        guideGroup: null,
        title: "Pilot",
        show: "Show",
        season: 1,
        episode: 2,
        year: 1999,
        category: "episode",
      }]);
    });
    await t.step("of nothing shows cards on the half hour, and says so", () => {
      const { programmes, remarks } = builtBy({ ...LOOP, content: shelf("none") }, LIBRARY, {
        fromMs: at("12:10"),
        untilMs: at("13:10"),
      });
      strictEqual(written(programmes), "12:10 off, 12:30 off, 13:00 off, 13:30");
      ok(programmes.every(({ title, itemId }) => title === "Off air" && itemId === null));
      ok(programmes.every(({ startMs, stopMs }) => stopMs - startMs <= CARD_MS));
      strictEqual(remarks[0]?.code, "nothing_to_play");
    });
    await t.step("of nothing airs tail and fallback where there are any", () => {
      const filler = { ...NO_FILLER, tail: ONE_AD, fallback: shelf("a") };
      const text = airedBy({ ...LOOP, content: shelf("none"), filler }, "12:30");
      strictEqual(
        text.replace(/ads\d/, "ads").replace(/12:1[12]/, "12:1x"),
        "12:10 tail ads, 12:1x fallback a1, 12:30",
      );
    });
    await t.step("takes up items that come once what was built has aired", () => {
      const first = builtBy({ ...LOOP, content: shelf("none") }, LIBRARY, {
        fromMs: at("12:10"),
        untilMs: at("12:30"),
      });
      const library = new Map([["/none", LIBRARY.get("/a") ?? []]]);
      const schedule = { ...LOOP, content: shelf("none") };
      const times = { fromMs: first.programmes.at(-1)?.stopMs ?? 0, untilMs: at("12:50") };
      strictEqual(written(builtBy(schedule, library, times).programmes), "12:30 a1, 12:50");
    });
  },
});

function airedBy(schedule: LoopSchedule, until: string): string {
  return written(builtBy(schedule, LIBRARY, { fromMs: at("12:10"), untilMs: at(until) }).programmes);
}
