import { deepStrictEqual } from "node:assert/strict";
import { LookupTally } from "../../src/metadata/lookup_tally.ts";

Deno.test("LookupTally counts between two looks", () => {
  const tally = new LookupTally();
  for (const isSuccess of [true, false, true]) tally.note(isSuccess);
  deepStrictEqual(tally.take(), { successes: 2, failures: 1 });
  deepStrictEqual(tally.take(), { successes: 0, failures: 0 });
});
