import { deepStrictEqual } from "node:assert/strict";
import { findSidecars } from "../../src/source/sidecars.ts";
import { MemoryFileTree } from "../fakes/memory_file_tree.ts";

const FILM = "/media/A Film (2020)/A Film (2020).mkv";

/** What is found beside the film: name, language, forced. */
async function found(...names: string[]): Promise<(string | boolean | null)[][]> {
  const tree = new MemoryFileTree().file(FILM);
  for (const name of names) tree.file(`/media/A Film (2020)/${name}`);
  const sidecars = await findSidecars(FILM, tree);
  return sidecars.map((
    { path, language, isForced },
  ) => [path.replace("/media/A Film (2020)/", ""), language, isForced]);
}

Deno.test({
  name: "findSidecars()",
  permissions: "none",
  async fn(t) {
    const CASES: [string, string, string | null, boolean][] = [
      ["the item's name alone", "A Film (2020).srt", null, false],
      ["with a language", "A Film (2020).en.srt", "en", false],
      ["with a region", "A Film (2020).pt-BR.ass", "pt", false],
      ["foreign parts only", "A Film (2020).eng.forced.srt", "eng", true],
      ["the other way round", "A Film (2020).foreign.de.ssa", "de", true],
      ["for the hard of hearing", "A Film (2020).sdh.eng.vtt", "eng", false],
      ["in capitals", "A Film (2020).EN.SRT", "en", false],
      ["with a word that is no language", "A Film (2020).Director.srt", null, false],
    ];
    for (const [name, file, language, isForced] of CASES) {
      await t.step(name, async () => deepStrictEqual(await found(file), [[file, language, isForced]]));
    }
    await t.step("leaves what belongs to others, or is no text", async () => {
      const others = [
        "A Film (2020) Part 2.srt",
        "A Film.srt",
        "Other.en.srt",
        "A Film (2020).idx",
        "A Film (2020).en.txt",
      ];
      deepStrictEqual(await found(...others, "srt"), []);
    });
    await t.step("is in one order, whatever the disk's", async () => {
      const names = ["A Film (2020).de.srt", "A Film (2020).en.srt", "A Film (2020).srt"];
      deepStrictEqual((await found(...names.toReversed())).map(([name]) => name), names);
    });
    await t.step("finds nothing in a folder that cannot be read", async () => {
      deepStrictEqual(await findSidecars(FILM, new MemoryFileTree()), []);
    });
  },
});
