import { deepStrictEqual } from "node:assert/strict";
import type { MediaInfo } from "../../src/media.ts";
import { parseEdl } from "../../src/source/edl.ts";
import { toldBreaks, type ToldPoints } from "../../src/source/mod.ts";
import { INFO } from "../store/samples.ts";

const PLAIN: MediaInfo = { ...INFO, durationMs: 600_000 };
const CHAPTERED: MediaInfo = {
  ...PLAIN,
  chapters: [
    { startMs: 0, stopMs: 200_000, title: null },
    { startMs: 200_000, stopMs: 300_000, title: "Commercial" },
    { startMs: 300_000, stopMs: 600_000, title: null },
  ],
};

Deno.test({
  name: "toldBreaks() asks the EDL file first, then the chapters",
  permissions: "none",
  async fn(t) {
    const byEdl: ToldPoints = { origin: "edl", points: [{ atMs: 100_000, resumeMs: 160_000 }] };
    const byChapters: ToldPoints = { origin: "chapters", points: [{ atMs: 200_000, resumeMs: 300_000 }] };
    const nobody: ToldPoints = { origin: null, points: [] };
    const CASES: { name: string; info: MediaInfo; edl: string | null; want: ToldPoints }[] = [
      { name: "neither", info: PLAIN, edl: null, want: nobody },
      { name: "chapters alone", info: CHAPTERED, edl: null, want: byChapters },
      { name: "an EDL file alone", info: PLAIN, edl: "100 160 3", want: byEdl },
      { name: "both", info: CHAPTERED, edl: "100 160 3", want: byEdl },
      {
        name: "an empty EDL file: no breaks",
        info: CHAPTERED,
        edl: "\n",
        want: { origin: "edl", points: [] },
      },
      { name: "an EDL file of mutes says nothing", info: CHAPTERED, edl: "100 160 1", want: byChapters },
      { name: "an EDL file of rubbish says nothing", info: PLAIN, edl: "rubbish", want: nobody },
      {
        name: "an EDL file whose breaks all lie outside",
        info: CHAPTERED,
        edl: "1000 1600 3",
        want: { origin: "edl", points: [] },
      },
      {
        name: "chapters too near to the ends say nothing",
        info: { ...PLAIN, durationMs: 210_000, chapters: CHAPTERED.chapters.slice(0, 2) },
        edl: null,
        want: nobody,
      },
    ];
    for (const { name, info, edl, want } of CASES) {
      await t.step(
        name,
        () => deepStrictEqual(toldBreaks(info, edl === null ? null : parseEdl(edl, null)), want),
      );
    }
  },
});
