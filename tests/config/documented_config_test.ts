import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parse } from "yaml";
import { parseConfig } from "../../src/config/mod.ts";
import { pathsIn, RULES } from "./rule_samples.ts";

const PAGES: readonly [page: string, examples: number][] = [
  ["README.md", 1],
  ["docs/profiles.md", 8],
  ["docs/failover.md", 3],
  ["docs/guide.md", 2],
  ["docs/metadata.md", 1],
  ["docs/schedules.md", 20],
];

function read(page: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../${page}`, import.meta.url));
}

function examplesOf(text: string): string[] {
  return [...text.matchAll(/^ *```yaml\n([\s\S]*?)^ *```$/gm)].map(([, example = ""]) => example);
}

for (const [page, count] of PAGES) {
  Deno.test(`Every example in ${page} is a whole configuration without a fault`, async (t) => {
    const examples = examplesOf(await read(page));
    strictEqual(examples.length, count);
    for (const text of examples) {
      await t.step(text.trim().split("\n", 2).join(" "), () => {
        const { config, warnings } = parseConfig({ text, name: page, environment: {} });
        deepStrictEqual(warnings, []);
        const asked = new Set(config.channels.map(({ profile }) => profile).concat("default"));
        deepStrictEqual(
          Object.keys(config.profiles).filter((name) => !asked.has(name)),
          [],
          "profiles nobody uses",
        );
      });
    }
  });
}

Deno.test("docs/profiles.md names every option of a profile", async () => {
  const text = await read("docs/profiles.md");
  const shipped = parse(await read("config.yaml"));
  const options = Object.keys(shipped.profiles.default);
  ok(options.length > 10);
  deepStrictEqual(options.filter((option) => !text.includes(option)), []);
});

Deno.test("docs/schedules.md names every option of what airs", async () => {
  const text = await read("docs/schedules.md");
  const names = new Set([
    "toons",
    "films",
    "noir",
    "ads",
    "mix",
    "around",
    "early",
    "evening",
    "steps",
    "film",
    "pair",
  ]);
  const options = new Set(pathsIn(RULES).map((path) => path.at(-1)).filter((key) => typeof key === "string"));
  ok(options.size > 70);
  deepStrictEqual([...options].filter((option) => !names.has(option) && !text.includes(option)), [
    "inputs",
    "alternates",
  ]);
});
