import { deepStrictEqual } from "node:assert/strict";
import type { AccessUnit } from "../../../src/mpegts/mod.ts";
import { PassageEnd } from "../../../src/playout/ahead/passage_end.ts";

/** At 10 pictures a second. */
const FRAME_TICKS = 9_000;

/**
 * Units as they are stored: `v3` a picture shown as the third after the first, `k3` a key frame, `a3` sound of that
 * moment. A picture is decoded one frame after the one before it, the first a frame before it is shown.
 */
function units(stored: string): AccessUnit[] {
  let decoded = -1;
  return stored.split(" ").map((word) => {
    const pts = Number(word.slice(1)) * FRAME_TICKS + 126_000;
    const isPicture = !word.startsWith("a");
    const dts = isPicture ? decoded++ * FRAME_TICKS + 126_000 : pts;
    return {
      ...{ kind: isPicture ? "video" : "audio", pts, dts, isKey: word.startsWith("k") } as const,
      ...{ pid: 256, parameters: 0, block: new Uint8Array(), from: 0, to: 0, packets: 0 },
    };
  });
}

interface Case {
  readonly name: string;
  readonly frames: number;
  readonly hasAudio?: boolean;
  readonly stored: string;
  /** How many units from the front belong to the passage. */
  readonly taken: string;
  /** Whether more may belong to it. */
  readonly isOver: boolean;
}

const CASES: readonly Case[] = [
  {
    name: "takes so many pictures and their sound",
    ...{ frames: 2, stored: "k0 a0 v1 a1 v2 v3 a2 a3", taken: "k0 a0 v1 a1 v2", isOver: true },
  },
  {
    name: "takes later pictures as long as earlier ones may need them",
    ...{ frames: 4, hasAudio: false, stored: "k0 v2 v1 v4 v3 v6 v5", taken: "k0 v2 v1 v4 v3", isOver: true },
  },
  {
    name: "ends with a key frame behind the stop, for nothing earlier follows it",
    ...{ frames: 4, hasAudio: false, stored: "k0 v2 v1 v3 k4 v5", taken: "k0 v2 v1 v3", isOver: true },
  },
  {
    name: "takes sound that is stored behind the last picture",
    ...{ frames: 2, stored: "k0 a0 v1 v2 v3 a1", taken: "k0 a0 v1 v2 a1", isOver: false },
  },
  {
    name: "does not wait for sound for ever",
    ...{ frames: 1, stored: "k0 v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 v11 v12", taken: "k0 v1", isOver: true },
  },
  {
    name: "gives no sound of what has none",
    ...{ frames: 2, hasAudio: false, stored: "k0 a0 v1 a1", taken: "k0 v1", isOver: false },
  },
  {
    name: "begins to count with the first key frame",
    ...{ frames: 2, stored: "a6 v7 k8 v9 a9", taken: "a6 v7 k8 v9 a9", isOver: false },
  },
];

Deno.test({
  name: "PassageEnd",
  permissions: "none",
  async fn(t) {
    for (const { name, frames, hasAudio = true, stored, taken, isOver } of CASES) {
      await t.step(name, () => {
        const end = new PassageEnd(frames, { frameRate: { num: 10, den: 1 }, hasAudio });
        const words = stored.split(" ");
        // One by one, as they may come.
        const kept = units(stored).flatMap((unit, at) => end.take([unit]).map(() => words[at]));
        deepStrictEqual([kept.join(" "), end.isOver], [taken, isOver]);
      });
    }
  },
});
