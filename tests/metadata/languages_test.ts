import { strictEqual } from "node:assert/strict";
import { longLanguage, shortLanguage } from "../../src/metadata/languages.ts";

Deno.test({
  name: "shortLanguage() and longLanguage() take any ISO 639 code",
  permissions: "none",
  async fn(t) {
    const CASES = [
      ["eng", "en", "eng"],
      ["en", "en", "eng"],
      ["de", "de", "deu"],
      ["deu", "de", "deu"],
      ["ger", "de", "deu"],
      ["fre", "fr", "fra"],
      ["jpn", "ja", "jpn"],
      ["gsw", "gsw", "gsw"],
    ] as const;
    for (const [code, short, long] of CASES) {
      await t.step(code, () => {
        strictEqual(shortLanguage(code), short);
        strictEqual(longLanguage(code), long);
      });
    }
  },
});
