import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  checkRules,
  ConfigFault,
  DEFAULT_CONFIG,
  exportDocuments,
  importDocuments,
} from "../../src/config/mod.ts";
import { patchAt, pathsIn, RULES } from "./rule_samples.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };
const NOTHING = { channels: [], collections: {}, fillers: {}, schedules: {} };

Deno.test("Documents become a file and come back the same", { permissions }, () => {
  const text = exportDocuments(RULES);
  deepStrictEqual(importDocuments(text, "export.yaml"), RULES);
  match(text, /^channels:\n {2}- number: "1"\n {4}name: Toons\n/);
  strictEqual(
    checkRules(importDocuments(text, "export.yaml"), DEFAULT_CONFIG).channels.length,
    RULES.channels.length,
  );
});

Deno.test("Nothing becomes a file, too", { permissions }, () => {
  strictEqual(exportDocuments(NOTHING), "{}\n");
  deepStrictEqual(importDocuments("{}\n", "a.yaml"), NOTHING);
  deepStrictEqual(importDocuments("", "a.yaml"), NOTHING);
});

Deno.test("Any text in a document comes back the same", { permissions }, () => {
  const paths = pathsIn(RULES).filter((path) => path.length > 1);
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(
      "7.10",
      "24",
      "null",
      "yes",
      "~",
      "20:00",
      "12-24",
      "a: b",
      "# no",
      "- x",
      "a\nb\n",
      " x ",
      "&a",
      "*a",
      "!x",
      "'",
      '"',
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...paths), text, (path, value) => {
      const documents = patchAt(RULES, path, value);
      deepStrictEqual(importDocuments(exportDocuments(documents), "export.yaml"), documents);
    }),
    { numRuns: 300 },
  );
});

Deno.test("Documents that stand in several places are written out in each", { permissions }, () => {
  const shared = { any: [{ show: "A" }] };
  const text = exportDocuments({ ...NOTHING, collections: { a: shared, b: shared } });
  strictEqual(text.includes("&"), false);
  deepStrictEqual(importDocuments(text, "a.yaml").collections, { a: shared, b: shared });
});

Deno.test("importDocuments() refuses anything else, with its place", { permissions }, () => {
  throws(() => importDocuments("server: {port: 80}\nchannels: 5\n", "other.yaml"), (thrown) => {
    const message =
      "other.yaml:1:1 server: found an unknown key, expected one of channels, collections, fillers, schedules\n" +
      "other.yaml:2:11 channels: found 5, expected a list of channels";
    return thrown instanceof ConfigFault && thrown.message === message;
  });
  throws(() => importDocuments("a: [", "other.yaml"), ConfigFault);
});
