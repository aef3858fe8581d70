import { strictEqual } from "node:assert/strict";
import { languageRank } from "../../src/ffmpeg/language.ts";

Deno.test({
  name: "languageRank()",
  permissions: "none",
  async fn(t) {
    const CASES: [string, string | null, string[], number][] = [
      ["the most wanted comes first", "eng", ["eng", "ger"], 0],
      ["then the next", "ger", ["eng", "ger"], 1],
      ["codes of two and three letters are one language", "de", ["eng", "deu"], 1],
      ["bibliographic codes too", "ger", ["de"], 0],
      ["capitals too", "GER", ["de"], 0],
      ["a country or a script behind it makes no other language", "pt-BR", ["por"], 0],
      ["another language comes last", "fra", ["eng", "ger"], 2],
      ["none comes last", null, ["eng"], 1],
      ["without a wish all are equal", "eng", [], 0],
      ["what is no code is compared as it stands", "x-klingon", ["X-KLINGON"], 0],
    ];
    for (const [name, language, wanted, want] of CASES) {
      await t.step(name, () => strictEqual(languageRank(language, wanted), want));
    }
  },
});
