import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { LIMITS } from "../../../src/limits.ts";
import { readAgenda } from "../../../src/playout/ahead/agenda.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";
import { programme as sample } from "../../store/samples.ts";
import { channelOf, through } from "../samples.ts";

const clock = new FakeClock();
const NOW_MS = clock.wallMs();

function programme(channelId: string, itemId: number | null, startMs: number) {
  return { ...sample(channelId, NOW_MS + startMs, NOW_MS + startMs + 60_000), itemId };
}

Deno.test("readAgenda() tells what airs on all enabled channels, soonest first, cards left out", async () => {
  const channels = [
    channelOf("1"),
    channelOf("2", { isEnabled: false }),
    channelOf("3", { profile: "wide" }),
  ];
  const timelines = new Map([
    ["c1", [programme("c1", 5, -30_000), programme("c1", null, 30_000), programme("c1", 6, 90_000)]],
    ["c2", [programme("c2", 7, 0)]],
    ["c3", [programme("c3", 6, 10_000)]],
  ]);
  const asked: number[] = [];
  const agenda = await through(
    clock,
    readAgenda({
      channels: () => channels,
      clock,
      programmes: (channelId, fromMs, toMs) => {
        asked.push((toMs - fromMs) / 3_600_000);
        return timelines.get(channelId) ?? [];
      },
    }),
  );
  deepStrictEqual(
    agenda.map(({ channelId, itemId, profile, startMs }) => [channelId, itemId, profile, startMs - NOW_MS]),
    [
      ["c1", 5, "default", -30_000],
      ["c3", 6, "wide", 10_000],
      ["c1", 6, "default", 90_000],
    ],
  );
  deepStrictEqual(asked, [24, 24]);
});

Deno.test("readAgenda() looks at a channel of endless short clips only so far", async () => {
  const clips = Array.from(
    { length: LIMITS.agendaPerChannelMax + 5 },
    (_, index) => programme("c1", index, index),
  );
  const agenda = await through(
    clock,
    readAgenda({ channels: () => [channelOf("1")], clock, programmes: () => clips }),
  );
  strictEqual(agenda.length, LIMITS.agendaPerChannelMax);
});
