import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { fitFilter, fittedSize } from "../../src/ffmpeg/picture_fit.ts";
import type { VideoStream } from "../../src/media.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";
import { VIDEO_STREAM as VIDEO } from "../fakes/video_stream.ts";

Deno.test({
  name: "fittedSize()",
  permissions: "none",
  async fn(t) {
    const CASES: [string, Partial<VideoStream>, number, number][] = [
      ["fills the picture with its own shape", { width: 1920, height: 1080 }, 1280, 720],
      ["leaves bars above and below a wide film", { width: 1920, height: 804 }, 1280, 536],
      ["leaves bars beside an old one", { width: 640, height: 480 }, 960, 720],
      [
        "heeds the shape of pixels",
        { width: 720, height: 576, sampleAspect: { num: 64, den: 45 } },
        1280,
        720,
      ],
      ["and of pixels in a turned picture", { width: 1920, height: 1080, rotation: 90 }, 406, 720],
      ["never vanishes", { width: 20_000, height: 2 }, 1280, 2],
    ];
    for (const [name, video, width, height] of CASES) {
      await t.step(
        name,
        () => deepStrictEqual(fittedSize({ ...VIDEO, ...video }, DEFAULT_PROFILE), { width, height }),
      );
    }
    await t.step("is even and inside the profile for any picture", () => {
      const side = fc.integer({ min: 1, max: 8_192 });
      fc.assert(fc.property(side, side, side, side, (width, height, num, den) => {
        const size = fittedSize({ ...VIDEO, width, height, sampleAspect: { num, den } }, DEFAULT_PROFILE);
        ok(size.width % 2 === 0 && size.height % 2 === 0 && size.width > 0 && size.height > 0);
        ok(size.width <= 1280 && size.height <= 720 && (size.width === 1280 || size.height === 720));
      }));
    });
  },
});

Deno.test({
  name: "fitFilter() lets the filter reckon with the picture it gets",
  permissions: "none",
  fn() {
    deepStrictEqual(
      fitFilter(DEFAULT_PROFILE, ["out_range=tv"]),
      "scale=w='if(gt(dar*720,1280),1280,max(2,2*round(720*dar/2)))':" +
        "h='if(gt(dar*720,1280),max(2,2*round(1280/dar/2)),720)':out_range=tv",
    );
  },
});
