import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { subtitleCommand, textFilters } from "../../src/ffmpeg/subtitles.ts";

const NTSC = { frameRate: { num: 30_000, den: 1_001 } };

Deno.test({
  name: "textFilters() moves the pictures to their times in the item and exactly back",
  permissions: "none",
  fn() {
    deepStrictEqual(textFilters("/d/a.ass", 0, NTSC), ["subtitles=filename=/d/a.ass"]);
    deepStrictEqual(textFilters("/d/it's.ass", 61_250, NTSC), [
      "setpts=PTS+1836",
      "subtitles=filename=/d/it\\\\\\'s.ass",
      "setpts=PTS-1836",
    ]);
    deepStrictEqual(
      textFilters("/d/a.ass", 10, NTSC),
      ["subtitles=filename=/d/a.ass"],
      "less than half a picture",
    );
  },
});

Deno.test({
  name: "subtitleCommand() opens nothing but the file",
  permissions: "none",
  async fn(t) {
    await t.step("a film", () => {
      const args = subtitleCommand({ path: "/media/a.mkv", index: 3, isSidecar: false, charset: null });
      strictEqual(args[args.indexOf("-map") + 1], "0:3");
      ok(args[args.indexOf("-format_whitelist") + 1]?.includes("matroska"));
      ok(!args.includes("-sub_charenc"));
    });
    await t.step("a file beside it, which can be nothing but subtitles", () => {
      const args = subtitleCommand({ path: "/media/a.srt", index: 0, isSidecar: true, charset: "CP1252" });
      strictEqual(args[args.indexOf("-format_whitelist") + 1], "srt,ass,webvtt");
      strictEqual(args[args.indexOf("-sub_charenc") + 1], "CP1252");
      ok(args.indexOf("-sub_charenc") < args.indexOf("-i"));
      strictEqual(args.at(-1), "pipe:1");
    });
  },
});
