import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Watermark, WatermarkPosition } from "../../src/ffmpeg/profile.ts";
import { watermarkCommand, watermarkInput, watermarkOverlay } from "../../src/ffmpeg/watermark.ts";

const SIZE = { width: 1280, height: 720 };
const WATERMARK: Watermark = {
  image: "/media/logo.png",
  position: "bottom_right",
  marginPercent: 5,
  widthPercent: 10,
  opacity: 0.7,
  schedule: null,
};

Deno.test({
  name: "watermarkOverlay() knows nine places",
  permissions: "none",
  async fn(t) {
    const CASES: [WatermarkPosition, string, string][] = [
      ["top_left", "36", "36"],
      ["top", "(W-w)/2", "36"],
      ["top_right", "W-w-36", "36"],
      ["left", "36", "(H-h)/2"],
      ["center", "(W-w)/2", "(H-h)/2"],
      ["right", "W-w-36", "(H-h)/2"],
      ["bottom_left", "36", "H-h-36"],
      ["bottom", "(W-w)/2", "H-h-36"],
      ["bottom_right", "W-w-36", "H-h-36"],
    ];
    for (const [position, x, y] of CASES) {
      await t.step(
        position,
        () => strictEqual(watermarkOverlay({ ...WATERMARK, position }, SIZE, 0), `overlay=x=${x}:y=${y}`),
      );
    }
  },
});

Deno.test({
  name: "watermarkOverlay() comes and goes by the wall clock, wherever the passage begins",
  permissions: "none",
  fn() {
    const span = fc.integer({ min: 1, max: 1_440 });
    fc.assert(
      fc.property(span, fc.nat(86_400), fc.nat(4e12), fc.nat(20_000), (everyMin, show, airsAtMs, afterS) => {
        const schedule = { showMs: (1 + show % (everyMin * 60)) * 1_000, everyMs: everyMin * 60_000 };
        const overlay = watermarkOverlay({ ...WATERMARK, schedule }, SIZE, airsAtMs);
        const [, phase = "", every = "", shown = ""] =
          /:enable='lt\(mod\(t\+([\d.]+),([\d.]+)\),([\d.]+)\)'$/.exec(overlay) ?? [];
        const isShown = (afterS + Number(phase)) % Number(every) < Number(shown);
        strictEqual(isShown, (airsAtMs + afterS * 1_000) % schedule.everyMs < schedule.showMs);
      }),
    );
  },
});

Deno.test({
  name: "watermarkCommand() makes it as large as it may be, and opens nothing but the image",
  permissions: "none",
  fn() {
    const args = watermarkCommand({ ...WATERMARK, image: "/media/my logo's [1].png" }, SIZE);
    strictEqual(args[args.indexOf("-i") + 1], "file:/media/my logo's [1].png");
    strictEqual(args.filter((arg) => arg.includes("logo")).length, 1);
    strictEqual(args[args.indexOf("-protocol_whitelist") + 1], "file");
    const formats = args[args.indexOf("-format_whitelist") + 1]?.split(",") ?? [];
    ok(formats.includes("png_pipe") && !formats.includes("image2") && !formats.includes("concat"));
    strictEqual(
      args[args.indexOf("-vf") + 1],
      "scale=128:648:force_original_aspect_ratio=decrease,format=rgba,colorchannelmixer=aa=0.7",
    );
    deepStrictEqual(watermarkInput("/d/a.png"), [
      "-protocol_whitelist",
      "file",
      "-f",
      "png_pipe",
      "-i",
      "file:/d/a.png",
    ]);
  },
});
