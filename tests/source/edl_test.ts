import { deepStrictEqual, ok } from "node:assert/strict";
import * as fc from "fast-check";
import type { Ratio } from "../../src/media.ts";
import { type EdlFault, parseEdl } from "../../src/source/edl.ts";

const NTSC: Ratio = { num: 30_000, den: 1_001 };

/** The breaks, as pairs of milliseconds. */
function breaks(text: string, frameRate: Ratio | null = NTSC): [number, number][] {
  return parseEdl(text, frameRate).breaks.map(({ atMs, resumeMs }) => [atMs, resumeMs]);
}

Deno.test({
  name: "parseEdl() reads what Kodi, MPlayer and comskip write",
  permissions: "none",
  async fn(t) {
    const CASES: [name: string, text: string, want: [number, number][]][] = [
      ["a commercial break", "420 822 3", [[420_000, 822_000]]],
      ["a cut", "15\t16.7\t0\n", [[15_000, 16_700]]],
      ["comskip's columns", "0.00\t120.52\t0\r\n601.43\t815.98\t0\r\n", [[0, 120_520], [601_430, 815_980]]],
      ["a mute, which is no break", "5.3 7.1 1", []],
      ["a scene marker, whose end counts", "1 255.3 2", [[255_300, 255_300]]],
      ["a scene marker whose start is anything", "x 255.3 2", [[255_300, 255_300]]],
      ["a scene marker of two fields", "255.3 2", [[255_300, 255_300]]],
      ["times of day", "0:07:00 00:13:42.5 3", [[420_000, 822_500]]],
      ["minutes and seconds", "7:00 13:42 3", [[420_000, 822_000]]],
      ["a comma where the system writes one", "420,5 822,25 3", [[420_500, 822_250]]],
      ["frames", "#12587 #24635 3", [[419_986, 821_988]]],
      ["kinds mixed in a line", "#0 0:01:00 0", [[0, 60_000]]],
      ["words behind the action", "1 2 3 first block", [[1_000, 2_000]]],
      ["comments, blank lines, a byte order mark", "\uFEFF## Film\n\n  1 2 3  \n##4 5 3", [[1_000, 2_000]]],
      ["lines in any order", "9 10 3\n1 2 3", [[9_000, 10_000], [1_000, 2_000]]],
      ["line ends of any kind", "1 2 3\r3 4 3\r\n5 6 3\n7 8 3", [
        ...[[1_000, 2_000], [3_000, 4_000]] satisfies [number, number][],
        ...[[5_000, 6_000], [7_000, 8_000]] satisfies [number, number][],
      ]],
    ];
    for (const [name, text, want] of CASES) {
      await t.step(name, () => {
        deepStrictEqual(breaks(text), want);
        deepStrictEqual(parseEdl(text, NTSC).skipped, []);
      });
    }
  },
});

Deno.test({
  name: "parseEdl() passes over lines that cannot be used, and says why",
  permissions: "none",
  async fn(t) {
    const CASES: [line: string, fault: EdlFault][] = [
      ["420", "fields"],
      ["x 822 3", "time"],
      ["420 82x 3", "time"],
      ["-5 822 3", "time"],
      ["1:2:3:4 822 3", "time"],
      [": 822 3", "time"],
      ["1e3 822 3", "time"],
      [`${"9".repeat(400)} 822 0`, "time"],
      ["x 2", "time"],
      ["822 420 3", "order"],
      ["420 420 0", "order"],
      ["420 3", "order"],
      ["420 822 4", "action"],
      ["420 822 3.5", "action"],
      ["420 822 skip", "action"],
      ["420 822", "action"],
      ["000 000 V1A1A2 C 00:00:00;00", "action"],
      ["# mpv EDL v0", "action"],
    ];
    for (const [line, fault] of CASES) {
      await t.step(`${line.slice(0, 30)}: ${fault}`, () => {
        const { breaks, skipped, isBlank } = parseEdl(`1 2 3\n${line}\n4 5 3`, NTSC);
        deepStrictEqual(skipped, [{ line: 2, fault }]);
        deepStrictEqual([breaks.length, isBlank], [2, false]);
      });
    }
    await t.step("frames where nobody knows how long one is", () => {
      deepStrictEqual(parseEdl("#1 #2 3", null).skipped, [{ line: 1, fault: "frame_rate" }]);
      deepStrictEqual(breaks("1 2 3", null), [[1_000, 2_000]]);
    });
  },
});

Deno.test({
  name: "parseEdl() tells a file that says nothing from one that says nothing of breaks",
  permissions: "none",
  fn() {
    const CASES: [text: string, isBlank: boolean][] = [
      ["", true],
      ["\n \r\n## made by hand\n", true],
      ["1 2 1", false],
      ["rubbish", false],
      ["1 2 3", false],
    ];
    for (const [text, isBlank] of CASES) deepStrictEqual(parseEdl(text, NTSC).isBlank, isBlank, text);
  },
});

Deno.test({
  name: "parseEdl() takes anything",
  permissions: "none",
  fn() {
    const someField = fc.oneof(
      fc.string(),
      fc.constantFrom("#5", "1:2", "3", "0", "2", "1.5", "1,5", ":", "##"),
    );
    const someText = fc.array(fc.array(someField, { maxLength: 4 }).map((fields) => fields.join(" ")))
      .map((lines) => lines.join("\n"));
    fc.assert(fc.property(someText, (text) => {
      const { breaks, skipped } = parseEdl(text, NTSC);
      ok(breaks.length + skipped.length <= text.split(/[\r\n]/).length);
      ok(breaks.every(({ atMs, resumeMs }) => Number.isInteger(atMs) && atMs >= 0 && atMs <= resumeMs));
    }));
  },
});
