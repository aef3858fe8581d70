import { deepStrictEqual } from "node:assert/strict";
import { withoutSlivers } from "../../src/guide/slivers.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

type Span = readonly [startMs: number, stopMs: number];

Deno.test("withoutSlivers() moves no boundary to another second", { permissions: "none" }, async (t) => {
  const cases: { name: string; all: readonly Span[]; seen: readonly Span[] }[] = [
    { name: "nothing at all", all: [], seen: [] },
    { name: "nothing short", all: [[0, 1_500], [1_500, 3_000]], seen: [[0, 1_500], [1_500, 3_000]] },
    {
      name: "the next takes its time",
      all: [[0, 1_100], [1_100, 1_900], [1_900, 3_000]],
      seen: [[0, 1_100], [1_100, 3_000]],
    },
    { name: "of several, too", all: [[100, 200], [200, 900], [900, 3_000]], seen: [[100, 3_000]] },
    { name: "at the end the last takes it", all: [[0, 1_100], [1_100, 1_900]], seen: [[0, 1_900]] },
    {
      name: "one that reaches into the next second stays",
      all: [[0, 1_900], [1_900, 2_100]],
      seen: [[0, 1_900], [1_900, 2_100]],
    },
    { name: "over a hole nothing is taken", all: [[0, 100], [5_000, 9_000]], seen: [[5_000, 9_000]] },
    { name: "nothing but slivers is nothing", all: [[0, 100], [100, 200]], seen: [] },
  ];
  for (const { name, all, seen } of cases) {
    await t.step(name, () => {
      const programmes = all.map(([startMs, stopMs]) =>
        plainProgramme({ channelId: "five", startMs, stopMs })
      );
      deepStrictEqual(withoutSlivers(programmes).map(({ startMs, stopMs }): Span => [startMs, stopMs]), seen);
    });
  }
});
