import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import { Logos, makeLogo } from "../../src/guide/mod.ts";

const CHANNEL = { guideId: "bars-0001.x", number: "5", name: "Bars" };

Deno.test({
  name: "Logos.of() draws a logo once, until its channel is renumbered or renamed",
  permissions: "none",
  async fn() {
    const logos = new Logos();
    const logo = logos.of(CHANNEL);
    strictEqual(logos.of({ ...CHANNEL }), logo);
    deepStrictEqual(await logo, await makeLogo(CHANNEL));
    for (const more of [{ number: "6" }, { name: "Tone" }, { guideId: "bars-0002.x" }]) {
      const other = logos.of({ ...CHANNEL, ...more });
      notStrictEqual(other, logo);
      deepStrictEqual(await other, await makeLogo({ ...CHANNEL, ...more }));
    }
  },
});
