import { deepStrictEqual } from "node:assert/strict";
import { whenLeftOutChanges } from "../../src/schedule/mod.ts";

Deno.test({
  name: "whenLeftOutChanges() passes on each channel's counts once, and nothing while all can air",
  permissions: "none",
  fn() {
    const heard: string[] = [];
    const listener = whenLeftOutChanges((id, { tooShort, tooLong }) =>
      heard.push(`${id} ${tooShort} ${tooLong}`)
    );
    for (const [id, tooShort, tooLong] of STORY) listener(id, { tooShort, tooLong });
    deepStrictEqual(heard, ["a 1 0", "b 1 0", "a 1 2", "a 0 0"]);
  },
});

const STORY = [["a", 0, 0], ["a", 1, 0], ["b", 1, 0], ["a", 1, 0], ["a", 1, 2], ["b", 1, 0], ["a", 0, 0], [
  "a",
  0,
  0,
]] as const;
