import { guideChannel, guideEntries } from "../../src/guide/entries.ts";
import { mergeProgrammes } from "../../src/guide/merge.ts";
import { XMLTV_TAIL, xmltvHead, xmltvProgrammes } from "../../src/guide/xmltv.ts";
import type { Programme } from "../../src/programme.ts";
import { nowPlaying } from "../../src/schedule/mod.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { mixedGuide } from "../guide/mixed_guide.ts";
import { loopChannel } from "../schedule/samples.ts";
import type { Bench } from "./bench.ts";
import { shortestRun } from "./stopwatch.ts";

const HALF_HOUR_MS = 1_800_000;
const LOOKS = 100_000;

/** The guide of 100 channels, 7 days, half an hour each: 33,600 programmes. */
export const xmltvBench: Bench = {
  name: "xmltv",
  about: "the guide of 100 channels, 7 days, half an hour each",
  needs: [],
  async *run() {
    const channels = Array.from(
      { length: 100 },
      (_, at) => loopChannel(`c${at}`, {}, { guideId: `c-${at}.x` }),
    );
    const timelines = channels.map(({ id }) => weekOf(id));
    const tell = () =>
      channels.map((channel, at) =>
        guideEntries(channel, mergeProgrammes(timelines[at] ?? []), new Set()).entries
      );
    const entries = tell();
    const told = channels.map((channel) => ({ ...guideChannel(channel), number: channel.number }));
    const write = () =>
      [xmltvHead(told, "http://10.0.0.2:8411"), ...entries.map(xmltvProgrammes), XMLTV_TAIL].join("");

    yield { what: "entries", value: await shortestRun(tell) * 1_000, unit: "ms" };
    const beside = `${(write().length / 1e6).toFixed(1)} MB of text`;
    yield { what: "writing", value: await shortestRun(write) * 1_000, unit: "ms", atMost: 500, beside };
    yield {
      what: "a whole refresh: entries, checks, writing, parsing back",
      value: await shortestRun(await refreshing(), 2),
      unit: "s",
    };
    const week = timelines[0] ?? [];
    const look = () => {
      let found = 0;
      for (let at = 0; at < LOOKS; at++) if (nowPlaying(week, at * 6_000)?.next !== null) found += 1;
      if (found < LOOKS) throw new Error(`Cannot measure: ${LOOKS - found} looks found nothing`);
    };
    yield { what: "what is on, in a week", value: await shortestRun(look) / LOOKS * 1e6, unit: "µs" };
  },
};

function weekOf(channelId: string): Programme[] {
  return Array.from({ length: 7 * 48 }, (_, at) =>
    plainProgramme({
      ...{ channelId, startMs: at * HALF_HOUR_MS, stopMs: (at + 1) * HALF_HOUR_MS, itemId: at },
      ...{ title: `Episode & ${at}`, show: "Some show", season: 1, episode: at, year: 2001 },
    }));
}

async function refreshing(): Promise<() => Promise<void>> {
  const { publisher } = await mixedGuide({ channels: 100, daysAhead: 7, meanMinutes: 30 });
  return async () => {
    const { fault } = await publisher.refresh();
    if (fault !== null) throw fault;
  };
}
