import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { MediaItem } from "../../src/media.ts";
import { prepare } from "../../src/playout/preparation.ts";
import type { SoundTrack } from "../../src/store/mod.ts";
import { playable } from "../schedule/samples.ts";
import { INFO } from "../store/samples.ts";
import { PROFILE } from "./samples.ts";

const plain = playable(1, 60_000);
const ITEM: MediaItem = { ...plain, info: { ...plain.info, audio: INFO.audio } };
const LEVEL = { ...PROFILE, loudnessLufs: -23 };
const SOFT = { integratedLufs: -33, truePeakDbtp: -20, rangeLu: 3, thresholdLufs: -43 };

Deno.test("prepare() uses what was measured of the very track that airs, where the profile wants a level", async () => {
  const asked: SoundTrack[] = [];
  const parts = {
    findItem: () => ITEM,
    loudness: {
      find(track: SoundTrack) {
        asked.push(track);
        return { loudness: SOFT };
      },
    },
  };
  strictEqual((await prepare(parts, 1, PROFILE)).plan.gainDb, 0);
  deepStrictEqual(asked, []);
  strictEqual((await prepare(parts, 1, LEVEL)).plan.gainDb, 10);
  deepStrictEqual(asked, [{ itemId: 1, audioIndex: 0, sizeBytes: 1_000, modifiedMs: 0 }]);
});

Deno.test("prepare() leaves sound as it is that was not measured, or is silent", async () => {
  for (const measured of [null, { loudness: null }]) {
    const { plan } = await prepare({ findItem: () => ITEM, loudness: { find: () => measured } }, 1, LEVEL);
    deepStrictEqual([plan.gainDb, plan.audio], [0, "encode"]);
  }
});

Deno.test("prepare() plans with everything else that has to be ready", async () => {
  const video = {
    ...{ index: 1, codec: "h264", profile: "High", width: 320, height: 180, pixelFormat: "yuv420p" },
    ...{
      sampleAspect: { num: 1, den: 1 },
      frameRate: PROFILE.frameRate,
      averageFrameRate: PROFILE.frameRate,
    },
    ...{ isInterlaced: false, isHdr: false, rotation: 0, bitRate: 400_000, colorMatrix: "bt709" },
  };
  const item = { ...ITEM, info: { ...plain.info, video, keyFrameGapMaxMs: 2_000 } };
  const parts = { findItem: () => item, loudness: { find: () => null } };
  strictEqual((await prepare(parts, 1, PROFILE)).plan.video, "copy");
  const extrasFor = () => Promise.resolve({ burn: null, watermarkPath: "/data/mark.png", canToneMap: true });
  strictEqual((await prepare({ ...parts, extrasFor }, 1, PROFILE)).plan.video, "encode");
});

Deno.test("prepare() refuses an item that cannot air any more", async () => {
  for (const item of [null, { ...ITEM, state: "broken" as const, fault: "no", info: null }]) {
    await rejects(prepare({ findItem: () => item, loudness: { find: () => null } }, 1, LEVEL), {
      code: "media_gone",
      message: "Cannot play item 1: it is no longer in the library",
    });
  }
});
