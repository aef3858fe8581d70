/** How inputs are looked at. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { B, Drill, spec } from "./drill.ts";

const REMOTE = spec("a", { host: "nas", probe: "light" });

const CASES: Readonly<Record<string, () => void>> = {
  "a host that is left alone is not probed either": () => {
    const drill = new Drill();
    drill.begin([
      spec("a", { host: "nas", probe: "light" }),
      spec("b", { host: "nas", rank: 1, probe: "light" }),
    ]);
    while (!drill.words.some((word) => word.startsWith("parked"))) {
      for (const id of ["a", "b"]) {
        if (drill.words.includes(`probe ${id}`)) drill.send({ kind: "probed", id, isOk: true });
      }
      if (drill.picture === "slate") drill.pass(100);
      else drill.fail({ scope: "host" });
    }
    const before = drill.log.length;
    drill.pass(299_900);
    deepStrictEqual(drill.log.slice(before), []);
    drill.pass(100);
    deepStrictEqual(drill.words.length, 1, "one look, not two");
  },
  "a disk that is away is looked at every 10 s, and nothing is started for it": () => {
    const drill = new Drill();
    drill.air([spec("a", { probe: "light" })]);
    drill.fail({ isFatal: true });
    const askedMs: number[] = [];
    while (askedMs.length < 20) {
      drill.pass(100);
      drill.is("slate");
      if (!drill.words.includes("probe a")) continue;
      askedMs.push(drill.atMs);
      drill.send({ kind: "probed", id: "a", isOk: false });
    }
    const waitsMs = askedMs.slice(1).map((atMs, index) => atMs - (askedMs[index] ?? 0));
    ok(waitsMs.every((waitMs) => waitMs === 10_000), waitsMs.join());
    drill.pass(10_000);
    deepStrictEqual(drill.send({ kind: "probed", id: "a", isOk: true }), ["open a"]);
  },
  "a probe that never finds anything is asked ever more rarely": () => {
    const drill = new Drill();
    drill.air([REMOTE, B]);
    drill.fail();
    drill.key();
    const askedMs: number[] = [];
    while (askedMs.length < 8) {
      drill.pass(100);
      if (!drill.words.includes("probe a")) continue;
      askedMs.push(drill.atMs);
      drill.send({ kind: "probed", id: "a", isOk: false });
    }
    const waitsS = askedMs.slice(1).map((atMs, index) => (atMs - (askedMs[index] ?? 0)) / 1_000);
    deepStrictEqual(waitsS, [8, 16, 32, 64, 120, 120, 120]);
  },
};

for (const [name, fn] of Object.entries(CASES)) Deno.test({ name, permissions: "none", fn });
