import { deepStrictEqual } from "node:assert/strict";
import { ProgrammeView, viewProgramme } from "../../../routes/api/programme_view.ts";
import type { Programme } from "../../../src/programme.ts";
import { fakeChannel, fakeProgramme, NOON_MS } from "../../fakes/fake_route_parts.ts";

Deno.test({
  name: "viewProgramme() says of filler and cards what they are, in the form the API promises",
  permissions: "none",
  async fn(t) {
    const CASES: [name: string, programme: Partial<Programme>, want: unknown][] = [
      ["a programme", {}, { kind: "item", filler: null, guide_title: null }],
      ["a commercial in a slot with a title", { filler: "mid_roll", guideTitle: "Film night" }, {
        ...{ kind: "item", filler: "mid_roll", guide_title: "Film night" },
      }],
      ["what comes next", { kind: "up_next", itemId: null }, {
        ...{ kind: "up_next", filler: null, guide_title: null },
      }],
      ["time that stands still", { kind: "paused", itemId: null }, {
        ...{ kind: "paused", filler: null, guide_title: null },
      }],
    ];
    for (const [name, programme, want] of CASES) {
      await t.step(name, () => {
        const view = viewProgramme(fakeProgramme("a", NOON_MS, programme), fakeChannel("2", "Two"));
        const { kind, filler, guide_title } = ProgrammeView.parse(view);
        deepStrictEqual({ kind, filler, guide_title }, want);
        deepStrictEqual(view.title, "Pilot");
      });
    }
  },
});
