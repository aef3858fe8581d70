import { match, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { InvariantError } from "../../src/invariant.ts";
import { makeGuideId } from "../../src/guide/mod.ts";

const CASES: [string, string][] = [
  ["Saturday Movies", "saturday-movies-3f2a.exstreamtv.local"],
  ["  --Été à 4K!--", "ete-a-4k-3f2a.exstreamtv.local"],
  ["日本", "channel-3f2a.exstreamtv.local"],
  ["", "channel-3f2a.exstreamtv.local"],
  ["7.1_x", "7-1-x-3f2a.exstreamtv.local"],
  ["a".repeat(39) + " b", `${"a".repeat(39)}-3f2a.exstreamtv.local`],
];

Deno.test({
  name: "makeGuideId()",
  permissions: "none",
  async fn(t) {
    for (const [name, want] of CASES) {
      await t.step(`"${name}"`, () => strictEqual(makeGuideId(name, "3f2a", "exstreamtv.local"), want));
    }
    await t.step("has a form every checker accepts, whatever the name and the domain", () => {
      const texts = fc.string({ unit: "binary" });
      fc.assert(fc.property(texts, texts, (name, domain) => {
        match(makeGuideId(name, "00ff", domain), /^[-a-zA-Z0-9]+(\.[-a-zA-Z0-9]+)+$/);
      }));
    });
    await t.step("refuses digits that are none", () => {
      for (const digits of ["", "3f2", "3F2A", "3f2ag", "zzzz"]) {
        throws(() => makeGuideId("x", digits, "y"), InvariantError);
      }
    });
  },
});
