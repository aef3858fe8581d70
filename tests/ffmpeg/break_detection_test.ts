import { deepStrictEqual, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { BreakDetection, breakDetectionCommand } from "../../src/ffmpeg/mod.ts";

/** Where breaks are found, in milliseconds. */
function found(lines: readonly string[], hasSound = true): number[] {
  const detection = new BreakDetection(hasSound);
  for (const line of lines) detection.read(line);
  return detection.points().map(({ atMs, resumeMs }) => {
    deepStrictEqual(atMs, resumeMs);
    return atMs;
  });
}

function black(start: number | string, end: number | string): string {
  return `[blackdetect @ 0x55b8846ca4c0] black_start:${start} black_end:${end} black_duration:1`;
}

function silence(start: number | string, end: number | string | null): string[] {
  const begins = `[silencedetect @ 0x55b88470b140] silence_start: ${start}`;
  return end === null
    ? [begins]
    : [begins, `[silencedetect @ 0x55b88470b140] silence_end: ${end} | silence_duration: 1.30129`];
}

/** What ffmpeg 5.1 says of a clip whose picture is black from 14 to 16 s, and which is silent from 14.2 to 15.5 s. */
const REPORT = `Input #0, matroska,webm, from 'file:/media/a.mkv':
  Metadata:
    title           : black_start:1 black_end:2
                    : [blackdetect @ 0x1] black_start:1 black_end:2
    ENCODER         : Lavf59.27.100
  Duration: 00:00:30.02, start: 0.000000, bitrate: 660 kb/s
  Stream #0:0: Video: h264 (Constrained Baseline), yuv420p(progressive), 320x180, 25 fps, 25 tbr, 1k tbn
Stream mapping:
  Stream #0:0 -> #0:0 (h264 (native) -> wrapped_avframe (native))
  Stream #0:1 -> #0:1 (aac (native) -> pcm_s16le (native))
Output #0, null, to 'pipe:':
[silencedetect @ 0x55b88470b140] silence_start: 14.2293
[silencedetect @ 0x55b88470b140] silence_end: 15.5306 | silence_duration: 1.30129
[blackdetect @ 0x55b8846ca4c0] black_start:14 black_end:16.1 black_duration:2.1
frame=  300 fps=0.0 q=-0.0 Lsize=N/A time=00:00:30.03 bitrate=N/A speed= 227x
video:138kB audio:2816kB subtitle:0kB other streams:0kB global headers:0kB muxing overhead: unknown`;

Deno.test({
  name: "BreakDetection finds the middle of what is black and silent",
  permissions: "none",
  async fn(t) {
    const CASES: { name: string; lines: string[]; want: number[]; hasSound?: boolean }[] = [
      { name: "a whole report", lines: REPORT.split("\n"), want: [14_880] },
      { name: "nothing", lines: [], want: [] },
      { name: "black alone", lines: [black(1, 2)], want: [] },
      { name: "silence alone", lines: silence(1, 2), want: [] },
      { name: "black of a file without sound", lines: [black(1, 2)], want: [1_500], hasSound: false },
      { name: "one after the other", lines: [black(1, 2), ...silence(2, 3)], want: [] },
      { name: "too little in common", lines: [black(1, 2), ...silence(1.91, 3)], want: [] },
      { name: "just enough in common", lines: [black(1, 2), ...silence(1.9, 3)], want: [1_950] },
      { name: "silence within black", lines: [black(1, 9), ...silence(3, 4)], want: [3_500] },
      { name: "black within silence", lines: [...silence(1, 9), black(3, 4)], want: [3_500] },
      {
        name: "two silences in one black, two blacks in one silence",
        lines: [
          black(1, 9),
          ...silence(2, 3),
          ...silence(6, 8),
          black(20, 22),
          black(24, 26),
          ...silence(19, 30),
        ],
        want: [2_500, 7_000, 21_000, 25_000],
      },
      {
        name: "lines out of order",
        lines: [black(20, 22), black(1, 3), ...silence(1, 30)],
        want: [2_000, 21_000],
      },
      { name: "silence to the end", lines: [...silence(5, null), black(7, 8)], want: [7_500] },
      { name: "an end without a beginning", lines: [...silence(1, 9).slice(1), black(3, 4)], want: [] },
      {
        name: "a beginning twice",
        lines: [...silence(1, null), ...silence(3, 5), black(1, 5)],
        want: [4_000],
      },
      { name: "a beginning below nothing", lines: [...silence("-0.02", 2), black(0, 2)], want: [1_000] },
      { name: "numbers that are small", lines: [...silence("2e-05", 2), black(0, 2)], want: [1_000] },
      {
        name: "another ffmpeg's way of naming filters",
        lines: [
          "[Parsed_blackdetect_2 @ 0x1] black_start:1 black_end:2 black_duration:1",
          "[Parsed_silencedetect_0 @ 0x2] silence_start: 1",
          "[Parsed_silencedetect_0 @ 0x2] silence_end: 2 | silence_duration: 1",
        ],
        want: [1_500],
      },
      {
        name: "numbers that are none",
        lines: [black("nan", 2), black(1, "inf"), black("", ""), ...silence(0, 9)],
        want: [],
      },
      { name: "an end before its beginning", lines: [black(4, 3), ...silence(0, 9)], want: [] },
      {
        name: "words of others",
        lines: ["[h264 @ 0x1] black_start:1 black_end:2", ...silence(0, 9)],
        want: [],
      },
    ];
    for (const { name, lines, want, hasSound } of CASES) {
      await t.step(name, () => deepStrictEqual(found(lines, hasSound), want));
    }
  },
});

Deno.test({
  name: "BreakDetection finds every common stretch, as a look at every instant does",
  permissions: "none",
  fn() {
    /** Stretches in tenths of a second that do not touch. */
    const someStretches = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 2, max: 9 })), {
      maxLength: 12,
    }).map((steps) => {
      let at = 0;
      return steps.map(([gap, length]): [number, number] => [at += gap, at += length]);
    });
    fc.assert(fc.property(someStretches, someStretches, (blacks, silences) => {
      const lines = [
        ...silences.flatMap(([start, stop]) => silence(start / 10, stop / 10)),
        ...blacks.map(([start, stop]) => black(start / 10, stop / 10)),
      ];
      const covers = (stretches: [number, number][], tenth: number) =>
        stretches.some(([start, stop]) => tenth >= start && tenth < stop);
      const want: number[] = [];
      for (let tenth = 0, from: number | null = null; tenth < 250; tenth++) {
        const isBoth = covers(blacks, tenth) && covers(silences, tenth);
        if (isBoth) from ??= tenth;
        else if (from !== null) {
          want.push((from + tenth) * 50);
          from = null;
        }
      }
      deepStrictEqual(found(lines), want);
    }));
  },
});

Deno.test({
  name: "BreakDetection takes anything",
  permissions: "none",
  fn() {
    const someWord = fc.constantFrom(
      "[blackdetect @ 0x1]",
      "[silencedetect @ 0x1]",
      "black_start:1",
      "black_end:",
      "|",
    );
    const someLine = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(someWord, fc.string())).map((words) => words.join(" ")),
    );
    fc.assert(fc.property(fc.array(someLine), (lines) => {
      ok(found(lines).every((atMs) => Number.isSafeInteger(atMs)));
    }));
  },
});

Deno.test("breakDetectionCommand() looks at one picture and one sound of a local file and writes nothing", () => {
  const text = breakDetectionCommand("/media/a: 1.mkv", { videoIndex: 1, audioIndex: 3 }).join(" ");
  ok(text.includes("-protocol_whitelist file") && text.includes("-i file:/media/a: 1.mkv"));
  ok(/-map 0:1 -vf \S+blackdetect\S+ -map 0:3 -af silencedetect\S+ /.test(text));
  ok(text.endsWith("-f null -"));
  const mute = breakDetectionCommand("/media/a.mkv", { videoIndex: 0, audioIndex: null }).join(" ");
  ok(mute.includes("-map 0:0 -vf") && !mute.includes("-af"));
});
