import { deepStrictEqual, doesNotMatch, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Profile } from "../../src/ffmpeg/profile.ts";
import { slateCommand, wrap } from "../../src/ffmpeg/slate.ts";

const PROFILE: Profile = {
  name: "default",
  width: 1280,
  height: 720,
  frameRate: { num: 30, den: 1 },
  videoKbps: 3_000,
  audioKbps: 128,
  audioLanguage: null,
  preset: "veryfast",
};

Deno.test({
  name: "wrap()",
  permissions: "none",
  async fn(t) {
    const CASES: [string, string, number, number, string[]][] = [
      ["keeps what fits", "one two", 10, 3, ["one two"]],
      ["breaks at spaces", "one two three", 8, 3, ["one two", "three"]],
      ["cuts a word that is longer than a line", "abcdefghij", 4, 3, ["abcd", "efgh", "ij"]],
      ["ends with an ellipsis what does not fit", "one two three four", 5, 2, ["one", "two…"]],
      ["counts characters, not code units", "😀😀 😀😀", 2, 3, ["😀😀", "😀😀"]],
      ["takes control characters for spaces", "a\tb\nc\u0000d", 9, 3, ["a b c d"]],
      ["makes nothing of nothing", "  ", 9, 3, []],
    ];
    for (const [name, text, columns, lines, want] of CASES) {
      await t.step(name, () => deepStrictEqual(wrap(text, columns, lines), want));
    }
    await t.step("holds its bounds for any text", () => {
      fc.assert(
        fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
          const lines = wrap(text, columns, 3);
          ok(lines.length <= 3);
          for (const line of lines) ok([...line].length <= columns);
        }),
      );
    });
  },
});

Deno.test({
  name: "slateCommand() keeps the text out of ffmpeg's syntax",
  permissions: "none",
  fn() {
    const evil = `':%{pts},[x];\\ drawtext=text='boo'`;
    const { args, files } = slateCommand({ headline: evil, detail: evil }, PROFILE, true);
    doesNotMatch(args.join(" "), /boo/);
    for (const name of files.keys()) ok(/^line\d\.txt$/.test(name));
    ok([...files.values()].join("").includes("boo"));
  },
});

Deno.test({
  name: "slateCommand() draws no text when there is no font",
  permissions: "none",
  fn() {
    const { args, files } = slateCommand({ headline: "One moment", detail: "" }, PROFILE, false);
    doesNotMatch(args.join(" "), /drawtext/);
    strictEqual(files.size, 0);
  },
});
