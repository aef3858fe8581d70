import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { InputRequest } from "../../src/playout/mod.ts";
import { type Opening, openProgramme } from "../../src/playout/opener.ts";
import type { Programme } from "../../src/programme.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeInputs } from "../fakes/fake_inputs.ts";
import { way } from "../fakes/open_gate.ts";
import { programme as sample } from "../store/samples.ts";
import { PROFILE } from "./samples.ts";

/** Item 7 from its second 3 on, for ten seconds. */
const PROGRAMME: Programme = {
  ...sample("c1", 100_000, 110_000),
  ...{ itemOffsetMs: 3_000, itemDurationMs: 13_000 },
};

/** What is asked for on a channel with ten pictures a second; null when nothing is. */
function ask(
  opening: Partial<Opening>,
  { isWatched = true, programme = PROGRAMME }: { isWatched?: boolean; programme?: Programme } = {},
): Partial<InputRequest> | null {
  const clock = new FakeClock();
  const inputs = new FakeInputs(clock, PROFILE.frameRate, new Map());
  const parts = {
    ...{ channel: { id: "c1" }, openInput: inputs.openInput, output: { frameMs: 100, isWatched } },
  };
  const opened = openProgramme(parts, programme, {
    ...{ from: way(7), fromMs: 100_000, when: "now", joinsAtMs: 100_000, mayCopy: true },
    ...opening,
  });
  strictEqual(inputs.requests.length, opened === null ? 0 : 1);
  strictEqual(opened?.frames, inputs.requests[0]?.frames);
  return inputs.requests[0] ?? null;
}

Deno.test("openProgramme() asks for what is left of a programme, from where it is in its item", async (t) => {
  const CASES: [name: string, opening: Partial<Opening>, offsetMs: number, frames: number][] = [
    ["from its start", {}, 3_000, 100],
    ["in its middle", { fromMs: 104_000, joinsAtMs: 104_000 }, 7_000, 60],
    ["joining before its passage begins", { fromMs: 104_000, joinsAtMs: 103_000 }, 7_000, 70],
    ["joining after its passage began", { joinsAtMs: 103_000 }, 3_000, 100],
  ];
  for (const [name, opening, offsetMs, frames] of CASES) {
    await t.step(name, () => {
      const request = ask(opening);
      deepStrictEqual(
        [request?.itemId, request?.offsetMs, request?.frames, request?.airsAtMs],
        [7, offsetMs, frames, opening.fromMs ?? 100_000],
      );
    });
  }
});

Deno.test("openProgramme() opens nothing of what is over", () => {
  strictEqual(ask({ fromMs: 109_960, joinsAtMs: 109_960 }), null);
});

Deno.test("openProgramme() has what is stretched encoded, so that its last picture is held", async (t) => {
  const filler = way(9, "filler", { tier: "substitute", kind: "filler" });
  const CASES: [
    name: string,
    itemDurationMs: number,
    opening: Partial<Opening>,
    want: boolean | undefined,
  ][] = [
    ["an item with a second less than its programme", 12_000, {}, true],
    ["the end of it", 12_000, { fromMs: 105_000, joinsAtMs: 105_000 }, true],
    ["an item that is far too short", 10_999, {}, false],
    ["no more than a picture less", 12_900, {}, false],
    ["all of it", 13_000, {}, false],
    ["a part of it", 90_000, {}, false],
    ["what stands in for it", 12_000, { from: filler }, false],
    [
      "nothing where only its last picture is left",
      12_000,
      { fromMs: 108_950, joinsAtMs: 108_950 },
      undefined,
    ],
    ["what stands in for it there", 12_000, { from: filler, fromMs: 108_950, joinsAtMs: 108_950 }, false],
  ];
  for (const [name, itemDurationMs, opening, want] of CASES) {
    const request = ask(opening, { programme: { ...PROGRAMME, itemDurationMs } });
    await t.step(name, () => strictEqual(request?.isStretched, want));
  }
  const film = { ...PROGRAMME, itemOffsetMs: 0, stopMs: 7_300_000, itemDurationMs: 7_199_500 };
  await t.step("but no film", () => strictEqual(ask({}, { programme: film })?.isStretched, false));
});

Deno.test("openProgramme() plays what it is given: a mirror at its place, a filler from its own beginning", () => {
  const mirror = ask({ from: way(7, "mirror:0", { locator: "http://nas/7.mkv" }), fromMs: 104_000 });
  deepStrictEqual([mirror?.itemId, mirror?.locator, mirror?.offsetMs], [7, "http://nas/7.mkv", 7_000]);
  const filler = ask({ from: way(9, "filler", { tier: "substitute", kind: "filler" }), fromMs: 104_000 });
  deepStrictEqual([filler?.itemId, filler?.locator, filler?.offsetMs], [9, "/media/9", 0]);
});

Deno.test("openProgramme() tells how urgent it is, and whether it may be copied", () => {
  deepStrictEqual(
    [ask({}), ask({ when: "warm" }), ask({ when: "warm" }, { isWatched: false })].map((it) => it?.priority),
    ["viewer", "warm", "idle"],
  );
  deepStrictEqual([true, false].map((mayCopy) => ask({ mayCopy })?.mayCopy), [true, false]);
});
