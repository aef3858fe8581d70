import { deepStrictEqual } from "node:assert/strict";
import { missingFilters } from "../../src/ffmpeg/filter_list.ts";

const LISTING = `Filters:
  T.. = Timeline support
  A = Audio input/output
 ... abench            A->A       Benchmark part of a filtergraph.
 .S. tonemap           V->V       Conversion to/from different dynamic ranges.
 ... subtitles         V->V       Render text subtitles onto input video using the libass library.
 .SC zscale            V->V       Apply resizing, colorspace and bit depth conversion.
`;

Deno.test({
  name: "missingFilters()",
  permissions: "none",
  fn() {
    deepStrictEqual(missingFilters(LISTING), []);
    deepStrictEqual(missingFilters(LISTING.replace(/.* zscale .*\n/, "")), ["zscale"]);
    deepStrictEqual(missingFilters(LISTING.replaceAll("subtitles  ", "subtitles2 ")), ["subtitles"]);
    deepStrictEqual(
      missingFilters(LISTING.replaceAll(" ... ", " .. ").replace(".SC", "SC")),
      [],
      "ffmpeg 8 has two flags",
    );
    deepStrictEqual(missingFilters(""), ["zscale", "tonemap", "subtitles"]);
  },
});
