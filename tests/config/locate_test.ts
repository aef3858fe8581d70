import { deepStrictEqual } from "node:assert/strict";
import { configName, locateConfig } from "../../src/config/mod.ts";

Deno.test({ name: "locateConfig()", permissions: "none" }, async (t) => {
  await t.step("looks into the data folder first", () => {
    deepStrictEqual(locateConfig("/opt/an-example", null, "/home"), [
      "/opt/an-example/data/config.yaml",
      "/opt/an-example/config.yaml",
    ]);
  });
  await t.step("takes only what the operator chose", () => {
    deepStrictEqual(locateConfig("/opt/an-example", "/etc/tv.yaml", "/home"), ["/etc/tv.yaml"]);
    deepStrictEqual(locateConfig("/opt/an-example", "tv.yaml", "/home"), ["/home/tv.yaml"]);
  });
});

Deno.test({ name: "configName() is short inside the program's folder", permissions: "none" }, () => {
  const files = ["/opt/an-example/config.yaml", "/opt/an-example/data/config.yaml", "/etc/tv.yaml", null];
  const names = ["config.yaml", "data/config.yaml", "/etc/tv.yaml", "config.yaml"];
  deepStrictEqual(files.map((file) => configName(file, "/opt/an-example")), names);
});
