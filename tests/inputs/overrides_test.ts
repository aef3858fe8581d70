/** What an operator wants. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { A, B, C, Drill } from "./drill.ts";

const CASES: Readonly<Record<string, () => void>> = {
  "fifty switches in a row leave one that runs, and one line": () => {
    const drill = new Drill();
    drill.air([A, B, C]);
    for (let turn = 0; turn < 50; turn++) {
      drill.send({ kind: "switch", id: turn % 2 === 0 ? "b" : "c", sticky: "until_failure" });
    }
    drill.is("a<c");
    drill.key();
    deepStrictEqual(drill.switches, ["a>c manual"]);
    const open = drill.log.filter(({ kind }) => kind === "open").length;
    strictEqual(drill.log.filter(({ kind }) => kind === "close").length, open - 1);
  },
  "an operator's choice holds as long as was said": () => {
    const drill = new Drill();
    drill.air([A, B]);
    drill.send({ kind: "switch", id: "b", sticky: "until_cleared" });
    drill.key();
    drill.begin([A, B], "two");
    drill.is("slate<b");
    drill.key();
    drill.fail();
    drill.is("slate<a");
    drill.key();
    drill.pass(15_000);
    drill.is("a<b");
    drill.key();
    drill.send({ kind: "clear_override" });
    drill.is("b<a");
    drill.key();
    deepStrictEqual(drill.switches, ["b>a override_cleared", "a>b failback", "b>a error", "a>b manual"]);
    drill.send({ kind: "switch", id: "b", sticky: "until_boundary" });
    drill.key();
    drill.begin([A, B], "three");
    drill.is("slate<a");
  },
  "a choice that holds until it is cleared outlives a card, and programmes that cannot meet it": () => {
    const drill = new Drill();
    drill.air([A, B]);
    drill.send({ kind: "switch", id: "b", sticky: "until_cleared" });
    drill.key();
    drill.begin([], "card");
    drill.is("slate");
    drill.begin([A, C], "two");
    drill.is("slate<a");
    drill.key();
    deepStrictEqual(drill.send({ kind: "update", inputs: [A, B, C] }), ["open b"], "there it is");
    drill.key();
    drill.send({ kind: "update", inputs: [A, C] });
    drill.is("slate<a");
    drill.begin([A, B], "three");
    drill.is("slate<b");
    drill.begin([], "card");
    drill.send({ kind: "clear_override" });
    drill.begin([A, B], "four");
    drill.is("slate<a");
  },
  "any other choice ends with its input": () => {
    for (const sticky of ["until_failure", "until_boundary"] as const) {
      const drill = new Drill();
      drill.air([A, B]);
      drill.send({ kind: "switch", id: "b", sticky });
      drill.key();
      drill.begin([], "card");
      strictEqual(drill.state.override, null);
    }
  },
  "a programme with less than 5 s left is not switched": () => {
    const drill = new Drill();
    drill.send({ kind: "programme", key: "one", inputs: [A, B], stopMs: drill.atMs + 10_000, warmed: null });
    drill.key();
    const pin = () => drill.send({ kind: "switch", id: "b", sticky: "until_cleared" });
    drill.pass(5_000);
    deepStrictEqual(pin(), ["open b"]);
    drill.send({ kind: "clear_override" });
    drill.pass(1);
    deepStrictEqual(pin(), ["refused no_programme"]);
    const refused = drill.effects.find((effect) => effect.kind === "refused");
    strictEqual(refused?.message, "Cannot switch to input b: the programme is nearly over");
  },
  "an operator hears why not": () => {
    const drill = new Drill();
    const pin = (id: string) => drill.send({ kind: "switch", id, sticky: "until_failure" });
    deepStrictEqual(pin("a"), ["refused no_programme"]);
    drill.air([A, B]);
    deepStrictEqual(pin("z"), ["refused unknown_input"]);
    drill.fail();
    deepStrictEqual(pin("a"), ["refused input_degraded"]);
    deepStrictEqual(drill.send({ kind: "reset", id: "z" }), ["refused unknown_input"]);
  },
};

for (const [name, fn] of Object.entries(CASES)) Deno.test({ name, permissions: "none", fn });
