import { strictEqual } from "node:assert/strict";
import { fitsPattern, isIncludePath } from "../../src/config/include_path.ts";

const PATHS: Readonly<Record<string, boolean>> = {
  "films.yaml": true,
  "films.yml": true,
  "schedules/films.yaml": true,
  "a/b/*.yaml": true,
  "schedules/winter-*-20*.yml": true,
  "Fernsehen am Abend.yaml": true,
  "films.json": false,
  "films": false,
  "/etc/films.yaml": false,
  "../films.yaml": false,
  "schedules/../../films.yaml": false,
  "./films.yaml": false,
  "a//films.yaml": false,
  "*/films.yaml": false,
  ".hidden/films.yaml": false,
  ".yaml": false,
  "a\\films.yaml": false,
  "a\nb.yaml": false,
  "": false,
};

const PATTERNS: readonly (readonly [name: string, pattern: string, fits: boolean])[] = [
  ["films.yaml", "*.yaml", true],
  ["films.yml", "*.yaml", false],
  [".films.yaml", "*.yaml", false],
  ["films.yaml", "films.yaml", true],
  ["films.yaml.bak", "*.yaml", false],
  ["a-b-c.yaml", "a*b*c.yaml", true],
  ["a-c-b.yaml", "a*b*c.yaml", false],
  ["aa.yaml", "a*a.yaml", true],
  ["a.yaml", "a*a.yaml", false],
  ["ab.yaml", "a*b*b.yaml", false],
  ["a+b.yaml", "a*.yaml", true],
  ["axyaml", "a*.yaml", false],
];

Deno.test({
  name: "isIncludePath() takes what stays inside the folder",
  permissions: "none",
  async fn(t) {
    for (const [path, want] of Object.entries(PATHS)) {
      await t.step(JSON.stringify(path), () => strictEqual(isIncludePath(path), want));
    }
  },
});

Deno.test({
  name: "fitsPattern() knows * and nothing else",
  permissions: "none",
  async fn(t) {
    for (const [name, pattern, want] of PATTERNS) {
      await t.step(`${name} ${pattern}`, () => strictEqual(fitsPattern(name, pattern), want));
    }
  },
});
