import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { openStore, type SoundTrack, type Store } from "../../src/store/mod.ts";

const TRACK: SoundTrack = { itemId: 7, audioIndex: 1, sizeBytes: 1_000, modifiedMs: 5_000 };
const LOUDNESS = { integratedLufs: -23, truePeakDbtp: -1.5, rangeLu: 0, thresholdLufs: -33.25 };

async function inStore(work: (store: Store) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    work(store);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("LoudnessStore finds what was measured of this very track of this very file", () =>
  inStore(({ loudness }) => {
    strictEqual(loudness.find(TRACK), null);
    loudness.record(TRACK, { loudness: LOUDNESS });
    deepStrictEqual(loudness.find(TRACK), { loudness: LOUDNESS });
    for (const other of [{ itemId: 8 }, { audioIndex: 2 }, { sizeBytes: 1_001 }, { modifiedMs: 5_001 }]) {
      strictEqual(loudness.find({ ...TRACK, ...other }), null);
    }
  }));

Deno.test("LoudnessStore tells silence from what was not measured", () =>
  inStore(({ loudness }) => {
    loudness.record(TRACK, { loudness: null });
    deepStrictEqual(loudness.find(TRACK), { loudness: null });
  }));

Deno.test("LoudnessStore keeps the newest measurement of a track only", () =>
  inStore(({ loudness }) => {
    const changed = { ...TRACK, modifiedMs: 6_000 };
    loudness.record(TRACK, { loudness: null });
    loudness.record(changed, { loudness: LOUDNESS });
    deepStrictEqual([loudness.find(TRACK), loudness.find(changed)], [null, { loudness: LOUDNESS }]);
  }));
