import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { AudioGrid } from "../../src/splice/audio_grid.ts";
import { buildSilence } from "../fakes/ts_builder.ts";

const SILENCE = known(new Demuxer().push(buildSilence()).find((unit) => unit.kind === "audio"), "silence");
const FRAME = 1920;
const DEADLINE = 22_800;

/** Pushes frames at these times and tells what went into the slots from 0 on: the frame's time, or `-` for silence. */
function place(times: readonly number[], videoEndTicks: number, hasAudio = true, isEnding = false) {
  const grid = new AudioGrid({ frameTicks: FRAME, deadlineTicks: DEADLINE, silence: SILENCE });
  const slots: (number | "-")[] = [];
  const send = (unit: AccessUnit, ticks: number) => {
    strictEqual(ticks, slots.length * FRAME);
    slots.push(unit === SILENCE ? "-" : unit.pts);
  };
  grid.begin(hasAudio);
  grid.align(0);
  for (const pts of times) grid.push({ ...SILENCE, pts });
  grid.release(videoEndTicks, send);
  if (isEnding) grid.end(videoEndTicks, send);
  return { slots, dropped: grid.dropped };
}

Deno.test({ name: "AudioGrid", permissions: "none" }, async (t) => {
  const cases = [
    {
      name: "takes frames that lie on the grid",
      times: [0, 1920, 3840],
      end: 6000,
      slots: [0, 1920, 3840],
      dropped: 0,
    },
    {
      name: "drops a frame more than half before the joint",
      times: [-961, 959],
      end: 1900,
      slots: [959],
      dropped: 1,
    },
    { name: "keeps one just half before it", times: [-960, 960], end: 3000, slots: [-960, 960], dropped: 0 },
    {
      name: "fills with silence up to a frame that begins late",
      times: [961, 2881],
      end: 5000,
      slots: ["-", 961, 2881],
      dropped: 0,
    },
    { name: "never passes the released picture", times: [0, 1920, 3840], end: 2880, slots: [0], dropped: 0 },
    {
      name: "takes the next slot despite a whole frame of jitter",
      times: [0, 3840, 5760],
      end: 9000,
      slots: [0, 3840, 5760],
      dropped: 0,
    },
    {
      name: "fills a hole of more than one frame",
      times: [0, 5760],
      end: 9000,
      slots: [0, "-", "-", 5760],
      dropped: 0,
    },
    {
      name: "drops frames that come again",
      times: [0, 1920, 3840, 0, 5760],
      end: 9000,
      slots: [0, 1920, 3840, 5760],
      dropped: 1,
    },
    {
      name: "does not wait for a frame whose time is absurd",
      times: [0, 1e9, 1920],
      end: 4000,
      slots: [0, 1920],
      dropped: 1,
    },
    { name: "waits for missing sound up to the deadline", times: [], end: DEADLINE, slots: [], dropped: 0 },
    {
      name: "fills by the deadline, no more than is due",
      times: [],
      end: DEADLINE + 1921,
      slots: ["-", "-"],
      dropped: 0,
    },
  ] as const;
  for (const { name, times, end, slots, dropped } of cases) {
    await t.step(name, () => deepStrictEqual(place(times, end), { slots: [...slots], dropped }));
  }

  await t.step("fills at once when the input has no sound", () => {
    deepStrictEqual(place([0], 4000, false), { slots: ["-", "-"], dropped: 1 });
  });

  await t.step("fills up to the picture's end when the input ends, and forgets the rest", () => {
    deepStrictEqual(place([0], 6000, true, true), { slots: [0, "-", "-"], dropped: 0 });
    deepStrictEqual(place([0, 1920, 3840], 3000, true, true), { slots: [0, 1920], dropped: 1 });
  });

  await t.step("keeps a bounded number of frames waiting, the newest", () => {
    const grid = new AudioGrid({ frameTicks: FRAME, deadlineTicks: DEADLINE, silence: SILENCE });
    grid.begin(true);
    for (let frame = 0; frame < 600; frame++) grid.push({ ...SILENCE, pts: frame * FRAME });
    strictEqual(grid.dropped, 600 - 512);
  });
});
