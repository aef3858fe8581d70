import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type FileVersion, openStore, type Store, type ToldBreaks } from "../../src/store/mod.ts";
import { found, INFO } from "./samples.ts";

const POINTS = [{ atMs: 40_000, resumeMs: 40_000 }, { atMs: 90_000, resumeMs: 210_000 }];
const OTHERS = [{ atMs: 50_000, resumeMs: 50_000 }];
const TOLD: ToldBreaks = { origin: "edl", points: POINTS, edl: "12 5000" };
const NOTHING: ToldBreaks = { origin: null, points: [], edl: null };

/** A store with the items 1 to 3, each of which is as long as {@link INFO}. */
async function inStore(work: (store: Store) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    using store = await openStore({ path: `${folder}/x.db` });
    for (const name of ["a", "b", "c"]) store.media.upsert(found(`/media/${name}.mkv`), INFO);
    work(store);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function file(itemId: number, more: Partial<FileVersion> = {}): FileVersion {
  return { itemId, sizeBytes: 1_000, modifiedMs: 5_000, ...more };
}

Deno.test("BreakStore tells what is known of the very file that is there", () =>
  inStore(({ breaks, media }) => {
    deepStrictEqual(breaks.find(1), { origin: null, points: [] });
    strictEqual(breaks.find(99), null);
    breaks.recordTold(file(1), TOLD);
    deepStrictEqual(breaks.find(1), { origin: "edl", points: POINTS });
    deepStrictEqual(breaks.find(2), { origin: null, points: [] });
    for (const change of [{ sizeBytes: 1_001 }, { modifiedMs: 5_001 }]) {
      media.upsert(found("/media/a.mkv", change), INFO);
      deepStrictEqual(breaks.find(1), { origin: null, points: [] });
    }
    breaks.recordFound(file(1, { modifiedMs: 5_001 }), { origin: "none", points: [] });
    deepStrictEqual(breaks.find(1), { origin: "none", points: [] });
  }));

Deno.test("BreakStore lets what is told take the place of what was found, and not the other way round", () =>
  inStore(({ breaks }) => {
    breaks.recordTold(file(1), TOLD);
    breaks.recordFound(file(1), { origin: "detected", points: OTHERS });
    deepStrictEqual(breaks.find(1)?.origin, "edl");
    breaks.recordTold(file(1), NOTHING);
    deepStrictEqual(breaks.find(1), { origin: null, points: [] });
    breaks.recordFound(file(1), { origin: "detected", points: OTHERS });
    breaks.recordTold(file(1), { ...NOTHING, edl: "3 4" });
    deepStrictEqual(breaks.find(1), { origin: "detected", points: OTHERS });
    deepStrictEqual([...breaks.edls("/media")], [[1, "3 4"]]);
    breaks.recordFound(file(2), { origin: "none", points: [] });
    breaks.recordTold(file(2), NOTHING);
    deepStrictEqual(breaks.find(2)?.origin, "none");
    breaks.recordTold(file(1), { origin: "chapters", points: POINTS, edl: null });
    deepStrictEqual(breaks.find(1), { origin: "chapters", points: POINTS });
  }));

Deno.test("BreakStore.edls() tells which EDL files of a folder were read, until their item changes", () =>
  inStore(({ breaks, media }) => {
    media.upsert(found("/other/d.mkv", { folder: "/other" }), INFO);
    breaks.recordTold(file(1), TOLD);
    breaks.recordTold(file(2), { ...NOTHING, edl: "1 2" });
    breaks.recordTold(file(3), { ...TOLD, edl: null });
    breaks.recordTold(file(4), { ...TOLD, edl: "5 6" });
    deepStrictEqual([...breaks.edls("/media")], [[1, "12 5000"], [2, "1 2"]]);
    breaks.recordFound(file(2), { origin: "none", points: [] });
    media.upsert(found("/media/a.mkv", { sizeBytes: 7 }), INFO);
    deepStrictEqual([...breaks.edls("/media")], [[2, "1 2"]]);
  }));

Deno.test("BreakStore.unlooked() and unlookedIn() find what can air, is long enough and was not looked at", () =>
  inStore(({ breaks, media }) => {
    media.upsert(found("/media/short.mkv"), { ...INFO, durationMs: 59_999 });
    media.upsert(found("/media/broken.mkv"), "no streams");
    const minMs = INFO.durationMs;
    const left = () => [...breaks.unlooked([1, 2, 3, 4, 5, 99, 1], minMs)].sort();
    const pieces = (limit: number) => {
      const first = breaks.unlookedIn({ folder: "/media" }, { after: "", limit }, minMs);
      const after = first.at(-1)?.locator ?? "";
      return [first, breaks.unlookedIn({ folder: "/media" }, { after, limit }, minMs)]
        .map((piece) => piece.map(({ id }) => id));
    };
    deepStrictEqual([left(), pieces(2)], [[1, 2, 3], [[1, 2], [3]]]);
    breaks.recordTold(file(1), NOTHING);
    breaks.recordTold(file(2), TOLD);
    deepStrictEqual([left(), pieces(2)], [[1, 3], [[1, 3], []]], "told nothing is not looked at");
    breaks.recordFound(file(1), { origin: "none", points: [] });
    breaks.recordFound(file(3), { origin: "detected", points: OTHERS });
    deepStrictEqual([left(), pieces(2)], [[], [[], []]]);
    media.upsert(found("/media/b.mkv", { modifiedMs: 6_000 }), INFO);
    deepStrictEqual(left(), [2], "another file");
    deepStrictEqual(breaks.unlookedIn({ show: "x" }, { after: "", limit: 9 }, minMs), []);
    strictEqual(breaks.unlooked([2], minMs + 1).size, 0);
  }));

Deno.test("BreakStore raises the library's version when points change, and only then", () =>
  inStore(({ breaks, media }) => {
    const changes: [string, () => void, boolean][] = [
      ["nothing told", () => breaks.recordTold(file(1), NOTHING), false],
      ["points", () => breaks.recordTold(file(1), TOLD), true],
      ["the same points", () => breaks.recordTold(file(1), { ...TOLD, origin: "chapters" }), false],
      ["what is not taken", () => breaks.recordFound(file(1), { origin: "detected", points: OTHERS }), false],
      ["other points", () => breaks.recordTold(file(1), { ...TOLD, points: OTHERS }), true],
      ["no points", () => breaks.recordTold(file(1), NOTHING), true],
      ["found none", () => breaks.recordFound(file(1), { origin: "none", points: [] }), false],
      ["found some", () => breaks.recordFound(file(2), { origin: "detected", points: OTHERS }), true],
      ["reading", () => void breaks.find(1), false],
    ];
    for (const [name, change, isRise] of changes) {
      const before = media.version();
      change();
      strictEqual(media.version() > before, isRise, name);
    }
  }));
