import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import { TimelineView } from "../../src/playout/timeline_view.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { inARow, ORIGIN_MS, programme } from "./world.ts";

Deno.test({
  name: "TimelineView.itemAfter() looks behind short cards, and no further than it is to",
  permissions: "none",
  fn() {
    const card = (startMs: number, stopMs: number) =>
      programme(null, ORIGIN_MS + startMs, ORIGIN_MS + stopMs);
    const item = programme(5, ORIGIN_MS + 12_000, ORIGIN_MS + 60_000);
    const programmes = [
      programme(1, ORIGIN_MS, ORIGIN_MS + 10_000),
      card(10_000, 10_300),
      card(10_300, 12_000),
      item,
    ];
    const view = new TimelineView({
      clock: new FakeClock(),
      channel: { id: "c1" },
      programmeAt: (_, atMs) => programmes.find(({ stopMs }) => atMs < stopMs) ?? card(60_000, Infinity),
    });
    const after = (index: number, untilMs: number) =>
      view.itemAfter(known(programmes[index], "programme"), ORIGIN_MS + untilMs)?.itemId ?? null;
    deepStrictEqual([after(0, 12_000), after(1, 12_000), after(2, 12_000)], [5, 5, 5]);
    deepStrictEqual([after(0, 11_999), after(0, 9_999), after(3, 600_000)], [null, null, null]);
  },
});

Deno.test({
  name: "TimelineView asks the timeline once for many looks, and again a moment later",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    let programmes = inARow(ORIGIN_MS, [10_000, 10_000]);
    const asked: number[] = [];
    const view = new TimelineView({
      clock,
      channel: { id: "c1" },
      programmeAt(channelId, atMs) {
        strictEqual(channelId, "c1");
        asked.push(atMs);
        return known(programmes.find(({ stopMs }) => atMs < stopMs), "programme");
      },
    });
    const look = () => [0, 9_999, 10_000, 5_000].map((atMs) => view.at(ORIGIN_MS + atMs).itemId);
    deepStrictEqual(look(), [1, 1, 2, 1]);
    await clock.advance(200);
    deepStrictEqual(look(), [1, 1, 2, 1]);
    strictEqual(asked.length, 2);
    programmes = [programme(3, ORIGIN_MS, ORIGIN_MS + 60_000)];
    await clock.advance(50);
    deepStrictEqual(look(), [3, 3, 3, 3], "a timeline that was rebuilt");
    strictEqual(asked.length, 3);
  },
});

Deno.test({
  name: "TimelineView tells parts of an item without a break as one, looking around seldom",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    const part = (fromMs: number, toMs: number) => ({
      ...programme(1, ORIGIN_MS + fromMs, ORIGIN_MS + toMs),
      ...{ itemOffsetMs: fromMs, itemDurationMs: 60_000 },
    });
    let programmes = [part(0, 20_000), part(20_000, 60_000), programme(2, ORIGIN_MS + 60_000, Infinity)];
    let asked = 0;
    const view = new TimelineView({
      clock,
      channel: { id: "c1" },
      programmeAt(_, atMs) {
        asked += 1;
        return known(programmes.find(({ stopMs }) => atMs < stopMs), "programme");
      },
    });
    const span = (atMs: number) => {
      const { startMs, stopMs } = view.at(ORIGIN_MS + atMs);
      return [startMs - ORIGIN_MS, stopMs - ORIGIN_MS];
    };
    deepStrictEqual([span(0), span(19_999), span(20_000), span(59_999)], Array(4).fill([0, 60_000]));
    strictEqual(view.itemAfter(view.at(ORIGIN_MS), Infinity)?.itemId, 2);
    asked = 0;
    for (let look = 0; look < 40; look++) {
      await clock.advance(250);
      deepStrictEqual(span(30_000), [0, 60_000]);
    }
    strictEqual(asked <= 40 + 5 * 2, true, `asked ${asked} times in 10 s`);
    programmes = programmes.with(0, programme(3, ORIGIN_MS, ORIGIN_MS + 20_000));
    await clock.advance(2_000);
    deepStrictEqual(span(30_000), [20_000, 60_000], "a timeline that was rebuilt");
  },
});
