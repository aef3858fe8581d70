import { XMLTV_TAIL, xmltvHead, xmltvProgrammes } from "../../src/guide/xmltv.ts";
import { guideChannel, guideEntries } from "../../src/guide/entries.ts";
import { nowPlaying } from "../../src/schedule/mod.ts";
import { card } from "../../src/schedule/cards.ts";
import { loopChannel } from "../schedule/samples.ts";
import { mixedGuide } from "../guide/mixed_guide.ts";

// 100 channels, 7 days, half an hour each: 33,600 programmes. Writing them must take no more than half a second.
const HALF_HOUR_MS = 1_800_000;
const channels = Array.from({ length: 100 }, (_, at) => loopChannel(`c${at}`, {}, { guideId: `c-${at}.x` }));
const timelines = channels.map(({ id }) =>
  Array.from({ length: 7 * 48 }, (_, at) => ({
    ...card(at * HALF_HOUR_MS, (at + 1) * HALF_HOUR_MS, {
      channelId: id,
      kind: "off_air",
      title: `Episode & ${at}`,
    }),
    ...{ show: "Some show", season: 1, episode: at, itemId: at, year: 2001 },
  }))
);
const entries = channels.map((channel, at) => guideEntries(channel, timelines[at] ?? [], new Set()).entries);
const told = channels.map((channel) => ({ ...guideChannel(channel), number: channel.number }));

Deno.bench("entries of 100 channels, 7 days", { group: "xmltv" }, () => {
  for (const [at, channel] of channels.entries()) guideEntries(channel, timelines[at] ?? [], new Set());
});

Deno.bench("XMLTV of 100 channels, 7 days", { group: "xmltv", baseline: true }, () => {
  const text = [xmltvHead(told, "http://10.0.0.2:8411"), ...entries.map(xmltvProgrammes), XMLTV_TAIL].join(
    "",
  );
  if (text.length < 1_000_000) throw new Error("Cannot measure: the guide is too small");
});

const { publisher } = await mixedGuide({ channels: 100, daysAhead: 7, meanMinutes: 30 });

Deno.bench("a whole refresh of 100 channels, 7 days: entries, checks, XMLTV, parse back, hash", async () => {
  const { fault } = await publisher.refresh();
  if (fault !== null) throw fault;
});

const week = timelines[0] ?? [];
Deno.bench("nowPlaying in a week of half hours", () => {
  nowPlaying(week, 3 * 86_400_000 + 12_345);
});
