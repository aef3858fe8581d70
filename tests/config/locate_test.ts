import { deepStrictEqual } from "node:assert/strict";
import { configName, locateConfig } from "../../src/config/mod.ts";

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

Deno.test({ name: "configName() is short inside the program's folder", permissions: "none" }, () => {
  const files = ["/opt/tv/config.yaml", "/opt/tv/data/config.yaml", "/etc/tv.yaml", null];
  const names = ["config.yaml", "data/config.yaml", "/etc/tv.yaml", "config.yaml"];
  deepStrictEqual(files.map((file) => configName(file, "/opt/tv")), names);
});
