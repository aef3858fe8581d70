import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Profile } from "../../src/ffmpeg/profile.ts";
import { pictureEncoder } from "../../src/ffmpeg/encoder.ts";
import { type Lettering, LETTERINGS, slateCommand, slatePictures, wrap } from "../../src/ffmpeg/slate.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";

const PROFILE: Profile = DEFAULT_PROFILE;

Deno.test({
  name: "wrap()",
  permissions: "none",
  async fn(t) {
    const CASES: [string, string, number, number, string[]][] = [
      ["keeps what fits", "one two", 10, 3, ["one two"]],
      ["breaks at spaces", "one two three", 8, 3, ["one two", "three"]],
      ["cuts a word that is longer than a line", "abcdefghij", 4, 3, ["abcd", "efgh", "ij"]],
      ["ends with an ellipsis what does not fit", "one two three four", 5, 2, ["one", "two…"]],
      ["counts two columns for pictograms, whatever their code units", "😀😀 😀😀", 4, 3, ["😀😀", "😀😀"]],
      ["counts two columns for letters as wide as they are high", "東京 物語 기생", 5, 3, [
        "東京",
        "物語",
        "기생",
      ]],
      ["counts no column for accents", "e\u0301e\u0301 e\u0301", 4, 3, ["e\u0301e\u0301 e\u0301"]],
      ["leaves no half of a pictogram", "a😀😀", 4, 1, ["a😀…"]],
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
          for (const line of lines) ok([...line.replace(/[\p{M}\p{Cf}]/gu, "")].length <= columns);
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
    for (const lettering of LETTERINGS) {
      const { args, files } = slateCommand({ headline: evil, detail: evil }, PROFILE, lettering);
      doesNotMatch(args.join(" "), /boo/);
      for (const name of files.keys()) ok(/^line\d\.txt$/.test(name));
      strictEqual([...files.values()].join("").includes("boo"), lettering !== "none");
    }
  },
});

Deno.test({
  name: "slateCommand() draws with the font it is told, and nothing without any",
  permissions: "none",
  fn() {
    const filterOf = (lettering: Lettering) =>
      slateCommand({ headline: "One moment", detail: "" }, PROFILE, lettering).args.join(" ");
    match(filterOf("system"), /drawtext=textfile=line0\.txt:expansion=none/);
    match(filterOf({ fontFile: "/fonts/a.ttf" }), /drawtext=fontfile=\/fonts\/a\.ttf:textfile=line0\.txt/);
    doesNotMatch(filterOf("none"), /drawtext|gradients/);
    for (const lettering of LETTERINGS) {
      if (typeof lettering !== "string") match(lettering.fontFile, /^[\w/.-]+$/, "means nothing to a filter");
    }
  },
});

Deno.test({
  name: "slateCommand() encodes as programmes are encoded, two seconds of whole pictures",
  permissions: "none",
  async fn(t) {
    const CASES: [rate: string, num: number, den: number, pictures: number, gop: number][] = [
      ["23.976", 24_000, 1_001, 48, 12],
      ["25", 25, 1, 50, 13],
      ["29.97", 30_000, 1_001, 60, 15],
      ["50", 50, 1, 100, 25],
      ["60", 60, 1, 120, 30],
    ];
    for (const [rate, num, den, pictures, gop] of CASES) {
      await t.step(rate, () => {
        const profile = { ...PROFILE, frameRate: { num, den } };
        strictEqual(slatePictures(profile), pictures);
        const { args } = slateCommand({ headline: "", detail: "" }, profile, "system");
        const { codec } = pictureEncoder(profile, gop);
        const at = args.indexOf(codec[0] ?? "");
        deepStrictEqual(args.slice(at, at + codec.length), [...codec]);
        const length = Number(args[args.indexOf("-t") + 1]) * num / den;
        ok(length > pictures - 0.4 && length < pictures, `${length} pictures`);
      });
    }
    await t.step("on hardware, pictures are handed over behind the words", () => {
      const profile = { ...PROFILE, encoder: "h264_vaapi" } as const;
      const { args } = slateCommand({ headline: "One", detail: "" }, profile, "system");
      ok(args.indexOf("-init_hw_device") < args.indexOf("-i"));
      match(args[args.indexOf("-vf") + 1] ?? "", /drawtext=.*,format=nv12,hwupload$/);
    });
  },
});
