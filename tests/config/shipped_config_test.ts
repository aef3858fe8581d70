import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parse } from "yaml";
import { DEFAULT_CONFIG, parseConfig } from "../../src/config/mod.ts";
import { OPTIONS } from "../../src/config/options.ts";

const text = await Deno.readTextFile(new URL("../../config.yaml", import.meta.url));

Deno.test("config.yaml equals the built-in defaults", () => {
  const { config, warnings } = parseConfig({ text, name: "config.yaml", environment: {} });
  deepStrictEqual([config, warnings], [DEFAULT_CONFIG, []]);
});

Deno.test("config.yaml states every option", () => {
  const stated: unknown = parse(text);
  for (const { path } of OPTIONS) {
    let value = stated;
    for (const key of path) {
      ok(
        typeof value === "object" && value !== null && Object.hasOwn(value, key),
        `${path.join(".")} is not there`,
      );
      value = Reflect.get(value, key);
    }
  }
  const profile: unknown = Reflect.get(
    Object(Reflect.get(Object(Reflect.get(Object(stated), "profiles")), "default")),
    "fps",
  );
  strictEqual(profile, 30);
});

Deno.test("config.yaml explains every option above it", () => {
  const lines = text.split("\n");
  const unexplained = lines.filter((line, index) => {
    const isOption = /^\s*[a-z_]+: \S/.test(line);
    const above = lines[index - 1] ?? "";
    return isOption && !/^\s*#/.test(above);
  });
  // Each shares the explanation of the line above.
  deepStrictEqual(unexplained.map((line) => line.trim()), ["ffprobe_path: ffprobe", "height: 720"]);
});

Deno.test("each option has an environment variable of its own", () => {
  strictEqual(new Set(OPTIONS.map(({ variable }) => variable)).size, OPTIONS.length);
  ok(OPTIONS.length > 40);
});
