import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { gainFor, soundFilters } from "../../src/ffmpeg/sound_filters.ts";

const MEASURED = { integratedLufs: -29, truePeakDbtp: -9, rangeLu: 10, thresholdLufs: -39 };

Deno.test({
  name: "gainFor()",
  permissions: "none",
  async fn(t) {
    const CASES: [string, Partial<typeof MEASURED>, number | null, number][] = [
      ["brings a quiet item to the target", {}, -23, 6],
      ["brings a loud one down", { integratedLufs: -14, truePeakDbtp: 1 }, -23, -9],
      ["leaves what nobody would hear", { integratedLufs: -23.4 }, -23, 0],
      ["leaves everything without a target", {}, null, 0],
      ["raises no further than peaks 6 dB too high", { integratedLufs: -40, truePeakDbtp: -3 }, -23, 8],
      ["raises nothing that peaks so high already", { integratedLufs: -30, truePeakDbtp: 6 }, -23, 0],
    ];
    for (const [name, measured, target, want] of CASES) {
      await t.step(name, () => strictEqual(gainFor({ ...MEASURED, ...measured }, target), want));
    }
    await t.step("changes nothing that was not measured", () => strictEqual(gainFor(null, -23), 0));
    await t.step("never makes anything louder than the target", () => {
      const level = fc.double({ min: -69, max: 5, noNaN: true });
      fc.assert(fc.property(level, level, (integratedLufs, truePeakDbtp) => {
        const gain = gainFor({ ...MEASURED, integratedLufs, truePeakDbtp }, -23);
        ok(integratedLufs + gain <= Math.max(-22.5, -23 + 1e-9));
        if (gain > 0) ok(truePeakDbtp + gain <= 5 + 1e-9);
      }));
    });
  },
});

Deno.test({
  name: "soundFilters()",
  permissions: "none",
  fn() {
    const grid = "aresample=48000:async=1:first_pts=0";
    deepStrictEqual(soundFilters({ isDownmixed: false, gainDb: 0 }, true), [grid]);
    deepStrictEqual(soundFilters({ isDownmixed: false, gainDb: 0 }, false), ["aresample=48000:async=1"]);
    deepStrictEqual(soundFilters({ isDownmixed: false, gainDb: -4.256 }, true), [
      grid,
      "volume=-4.26dB:precision=float",
    ]);
    const limiter = "alimiter=limit=0.891:attack=1:level=disabled";
    deepStrictEqual(soundFilters({ isDownmixed: false, gainDb: 3 }, true), [
      grid,
      "volume=3.00dB:precision=float",
      limiter,
    ]);
    deepStrictEqual(soundFilters({ isDownmixed: true, gainDb: 0 }, true), [
      `${grid}:clev=0.7071:slev=0.7071,aformat=sample_fmts=fltp:channel_layouts=stereo`,
      limiter,
    ]);
  },
});
