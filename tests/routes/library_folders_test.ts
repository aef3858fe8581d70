import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { libraryCheck, libraryFolders } from "../../routes/library_folders.ts";

const IDLE = { state: "idle", done: 0, total: 0 } as const;
const GONE = { path: "/b", scannedMs: 7, completedMs: null, fault: "no such folder", problems: [] };

Deno.test({
  name: "libraryFolders() tells of every configured folder, and of no other",
  permissions: "none",
  fn() {
    const counts = [
      { folder: "/a", playable: 3, broken: 2, missing: 1 },
      { folder: "/old", playable: 9, broken: 9, missing: 9 },
    ];
    const problems = [{ path: "/a/x", reason: "Permission denied" }];
    const scans = [{ path: "/a", scannedMs: 5, completedMs: 5, fault: null, problems }, GONE];
    const none = { playable: 0, broken: 0, missing: 0 };
    deepStrictEqual(libraryFolders(["/a", "/b", "/c"], { counts, scans }), [
      { folder: "/a", playable: 3, broken: 2, missing: 1, scannedAtMs: 5, fault: null, problems },
      { folder: "/b", ...none, scannedAtMs: 7, fault: "no such folder", problems: [] },
      { folder: "/c", ...none, scannedAtMs: null, fault: null, problems: [] },
    ]);
  },
});

Deno.test({
  name: "libraryCheck() is ready without a folder, but names it",
  permissions: "none",
  fn() {
    const whole = libraryFolders(["/a"], { counts: [], scans: [] });
    const lost = libraryFolders(["/a", "/b"], { counts: [], scans: [GONE] });
    deepStrictEqual(libraryCheck(IDLE, whole), { name: "library", isReady: true, detail: "no scan runs" });
    deepStrictEqual(libraryCheck(IDLE, lost), {
      name: "library",
      isReady: true,
      detail: "unavailable: /b; no scan runs",
    });
    const { detail } = libraryCheck({ state: "scanning", done: 4, total: 6 }, whole);
    strictEqual(detail, "4 of 6 files looked at");
  },
});
