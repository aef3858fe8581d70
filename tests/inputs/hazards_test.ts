/**
 * What went wrong in a failover engine of the same kind; each of it is pinned here as its opposite, but for these:
 *
 * - hazard 10, a source that is pushed to us fails before it is begun: there are none here, all inputs are pulled;
 * - hazard 12, a playlist with two tags at one joint and no count of them: tests/fanout/hls_test.ts wants one tag where
 *   the parameters change or another writer began, and numbers of it that stay;
 * - hazard 13, a leap of ten minutes in the input holds the output up for ten minutes: tests/splice/splicer_test.ts
 *   joins such an input to itself, and tests/playout/playout_test.ts and tests/fanout/throttle_test.ts pace by our clock;
 * - hazard 14, a switch within a group of pictures, with times that leap and parameters nobody was told of:
 *   tests/splice/splicer_test.ts and tests/splice/starts_test.ts want a key with its parameters, on our time line.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { A, B, C, Drill, FILLER, spec } from "./drill.ts";

const HAZARDS: Readonly<Record<string, () => void>> = {
  "hazard 1: what recovers at any moment after the switch is returned to": () => {
    for (let recoversMs = 0; recoversMs <= 30_000; recoversMs += 500) {
      const drill = new Drill();
      const remote = spec("a", { host: "nas", probe: "light" });
      drill.air([remote, FILLER]);
      drill.isStarving = true;
      drill.fail();
      drill.tick();
      drill.is("slate<filler");
      drill.key();
      const failedAtMs = drill.atMs;
      for (; drill.atMs < failedAtMs + 120_000 && drill.picture === "filler"; drill.pass(100)) {
        if (!drill.words.includes("probe a")) continue;
        drill.send({ kind: "probed", id: "a", isOk: drill.atMs - failedAtMs >= recoversMs });
      }
      drill.is("filler<a");
      drill.key();
      drill.is("a");
      strictEqual(drill.switches[0], "filler>a failback");
      // Found well by a probe at the latest as long again after it was, and stable from then on.
      ok(
        drill.atMs - failedAtMs <= Math.max(12_000, 2 * recoversMs + 17_000 + 500),
        `${drill.atMs - failedAtMs}`,
      );
    }
  },
  "hazard 2: an input that opens and shows nothing is given up": () => {
    const drill = new Drill();
    drill.begin([A, B]);
    drill.pass(9_900);
    drill.is("slate<a");
    drill.pass(100);
    drill.is("slate<b");
    drill.key();
    deepStrictEqual(drill.switches, ["->b open_timeout"]);
  },
  "hazard 2: a remote one has twice the time": () => {
    const drill = new Drill();
    drill.begin([spec("a", { host: "nas" }), B]);
    drill.pass(19_900);
    drill.is("slate<a");
    drill.pass(100);
    drill.is("slate<b");
  },
  "hazard 3: what works is kept until the candidate's first key frame": () => {
    const drill = new Drill();
    drill.air([A, B]);
    drill.send({ kind: "switch", id: "b", sticky: "until_failure" });
    drill.is("a<b");
    const old = drill.active;
    ok(!drill.words.includes(`close ${old}`));
    deepStrictEqual(drill.send({ kind: "packet", generation: drill.candidate }), []);
    drill.is("a<b");
    deepStrictEqual(drill.key(), ["commit b", `close ${old}`, "switched a>b manual"]);
  },
  "hazard 4: a late word of what was closed changes nothing": () => {
    const drill = new Drill();
    drill.air([A, B]);
    const old = drill.active;
    drill.fail();
    const before = drill.state;
    for (const kind of ["packet", "progress", "key"] as const) {
      deepStrictEqual(drill.send({ kind, generation: old }), ["stale"]);
    }
    const late = { generation: old, reason: "late", isFatal: true, scope: "host" } as const;
    deepStrictEqual(drill.send({ kind: "failed", ...late }), ["stale"]);
    deepStrictEqual(drill.send({ kind: "ended", generation: old, isEarly: true, positionText: "0 s" }), [
      "stale",
    ]);
    strictEqual(drill.state, before);
  },
  "hazard 5: of two quick decisions the later one runs, and only it": () => {
    const drill = new Drill();
    drill.air([A, B, C]);
    drill.send({ kind: "switch", id: "b", sticky: "until_failure" });
    const first = drill.candidate;
    deepStrictEqual(drill.send({ kind: "switch", id: "c", sticky: "until_failure" }), [
      `close ${first}`,
      "open c",
    ]);
    deepStrictEqual(drill.send({ kind: "key", generation: first }), ["stale"]);
    drill.key();
    drill.is("c");
    deepStrictEqual(drill.switches, ["a>c manual"]);
  },
  "hazard 6: a candidate that cannot start is followed by the next in the same step": () => {
    const drill = new Drill();
    drill.air([A, B, C]);
    drill.fail();
    drill.is("slate<b");
    deepStrictEqual(drill.fail(), ["close 2", "degraded b", "open c"]);
    drill.key();
    deepStrictEqual(drill.switches, ["a>c error"]);
  },
  "hazard 7: taking the last input out ends it, and anything put in airs": () => {
    const drill = new Drill();
    drill.air([A]);
    deepStrictEqual(drill.send({ kind: "update", inputs: [] }), ["close 1", "exhausted"]);
    deepStrictEqual(drill.send({ kind: "update", inputs: [spec("z", { rank: 99 })] }), ["open z"]);
    deepStrictEqual(drill.key(), ["commit z", "switched a>z input_added", "restored"]);
  },
  "hazard 7: a worse one that is put in while exhausted airs": () => {
    const drill = new Drill();
    drill.air([A]);
    drill.fail();
    deepStrictEqual(drill.words, ["close 1", "degraded a", "exhausted"]);
    deepStrictEqual(drill.send({ kind: "update", inputs: [A, C] }), ["open c"]);
    deepStrictEqual(drill.key(), ["commit c", "switched a>c input_added", "restored"]);
  },
  "hazard 8: one change of several inputs does all of it": () => {
    const drill = new Drill();
    drill.air([A, B]);
    const moved = { ...A, locator: "/elsewhere" };
    drill.send({ kind: "update", inputs: [moved, C] });
    drill.is("a<a");
    strictEqual(drill.state.candidate?.locator, "/elsewhere");
    deepStrictEqual(drill.key(), ["commit a", "close 1"]);
    drill.send({ kind: "update", inputs: [C, { ...B, locator: "/new" }] });
    drill.is("slate<b");
    strictEqual(drill.state.candidate?.locator, "/new");
    drill.key();
    deepStrictEqual(drill.switches, ["a>b input_removed"]);
  },
  "hazard 8: a changed locator is not lost while something else opens": () => {
    const drill = new Drill();
    drill.air([A, B]);
    drill.send({ kind: "switch", id: "b", sticky: "until_failure" });
    drill.send({ kind: "update", inputs: [{ ...A, locator: "/elsewhere" }, B] });
    drill.is("a<b");
    drill.fail();
    drill.is("a<a");
    strictEqual(drill.state.candidate?.locator, "/elsewhere");
  },
  "hazard 9: exhausted and restored come in turns": () => {
    const drill = new Drill();
    drill.air([A]);
    for (let round = 0; round < 4; round++) {
      drill.fail();
      drill.fail();
      while (drill.picture === "slate") drill.pass(100);
      drill.is("slate<a");
      drill.key();
    }
    const told = drill.log.map(({ kind }) => kind).filter((kind) => /^(exhausted|restored)$/.test(kind));
    deepStrictEqual(told, Array.from({ length: 4 }, () => ["exhausted", "restored"]).flat());
  },
  "hazard 11: a source of one connection never has two": () => {
    const one = { host: "tv", isSingleConnection: true, probe: "full" } as const;
    const drill = new Drill();
    drill.air([spec("a", one), spec("b", { ...one, rank: 1 })]);
    drill.send({ kind: "switch", id: "b", sticky: "until_failure" });
    deepStrictEqual(drill.words, ["close 1", "open b"]);
    drill.key();
    drill.fail();
    drill.is("slate<a");
    drill.key();
    drill.pass(60_000);
    strictEqual(drill.log.filter(({ kind }) => kind === "probe").length, 0);
    drill.is("a");
  },
};

for (const [name, fn] of Object.entries(HAZARDS)) Deno.test({ name, permissions: "none", fn });
