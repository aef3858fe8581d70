import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type Repair, Repairs, REPAIRS_MAX } from "../../src/guide/repairs.ts";

Deno.test("Repairs counts all and keeps the first", { permissions: "none" }, () => {
  const repairs = new Repairs();
  const gap: Repair = { kind: "gap", channel: "five.x", atS: 5, detail: "nothing was told" };
  for (let count = 0; count < REPAIRS_MAX + 5; count++) repairs.add(gap);
  repairs.add({ ...gap, kind: "title" });
  deepStrictEqual([...repairs.counts], [["gap", REPAIRS_MAX + 5], ["title", 1]]);
  strictEqual(repairs.list.length, REPAIRS_MAX);
});
