import { deepStrictEqual } from "node:assert/strict";
import { locateConfig } from "../../src/config/mod.ts";

Deno.test({ name: "locateConfig()", permissions: "none" }, async (t) => {
  await t.step("looks into the data folder first", () => {
    deepStrictEqual(locateConfig("/opt/tv", null, "/home"), [
      "/opt/tv/data/config.yaml",
      "/opt/tv/config.yaml",
    ]);
  });
  await t.step("takes only what the operator chose", () => {
    deepStrictEqual(locateConfig("/opt/tv", "/etc/tv.yaml", "/home"), ["/etc/tv.yaml"]);
    deepStrictEqual(locateConfig("/opt/tv", "tv.yaml", "/home"), ["/home/tv.yaml"]);
  });
});
