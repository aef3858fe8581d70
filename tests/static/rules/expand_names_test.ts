import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { expandNames, isTouched } from "../../../static/rules/expand_names.js";

const OWLS = { show: "Owls" };
const ADS = { folder: "/media/Ads" };
const NAMED = {
  collections: { owls: OWLS, ads: ADS, both: { any: ["owls", { show: "B" }] }, self: "self" },
  fillers: { bumper: { collection: "ads", count: 1 }, row: { sequence: ["bumper", { up_next_s: 10 }] } },
  schedules: { evening: { kind: "loop", collection: "both" } },
};
const BUMPER = { collection: ADS, count: 1 };

const EXPANDED: readonly (readonly [string, object, object])[] = [
  ["a collection", { schedule: { kind: "loop", collection: "owls" } }, {
    schedule: { kind: "loop", collection: OWLS },
  }],
  ["a schedule and the names inside it", { schedule: "evening" }, {
    schedule: { kind: "loop", collection: { any: [OWLS, { show: "B" }] } },
  }],
  ["members, with and without weight", {
    schedule: { kind: "loop", collections: ["owls", { collection: "ads", weight: 2 }] },
  }, { schedule: { kind: "loop", collections: [OWLS, { collection: ADS, weight: 2 }] } }],
  ["fillers of every role", {
    fillers: { pre_roll: "bumper", mid_roll: { at: "breaks", filler: "row" }, tail: null, fallback: "ads" },
  }, {
    fillers: {
      pre_roll: BUMPER,
      mid_roll: { at: "breaks", filler: { sequence: [BUMPER, { up_next_s: 10 }] } },
      tail: null,
      fallback: { collection: ADS },
    },
  }],
  ["what stands in for a channel's inputs", { inputs: { fallback: "ads", alternates: true } }, {
    inputs: { fallback: ADS, alternates: true },
  }],
  ["the contents of a sequence, but not the names its steps use", {
    schedule: {
      kind: "sequence",
      content: { owls: "owls", late: { collection: "ads", order: "random" } },
      sequences: { bumper: [{ pre_roll: "bumper" }] },
      playout: [{ sequence: "bumper" }, { count: 2, content: "owls" }],
    },
  }, {
    schedule: {
      kind: "sequence",
      content: { owls: { collection: OWLS }, late: { collection: ADS, order: "random" } },
      sequences: { bumper: [{ pre_roll: BUMPER }] },
      playout: [{ sequence: "bumper" }, { count: 2, content: "owls" }],
    },
  }],
  ["no name that nothing has, and no end of one that stands for itself", {
    name: "owls",
    schedule: { kind: "loop", collection: "gone" },
    inputs: { fallback: "self" },
  }, {
    name: "owls",
    schedule: { kind: "loop", collection: "gone" },
    inputs: { fallback: "self" },
  }],
];

Deno.test(
  { name: "expandNames() puts what names stand for in their places", permissions: "none" },
  async (t) => {
    for (const [name, document, want] of EXPANDED) {
      await t.step(name, () => deepStrictEqual(expandNames(document, NAMED), want));
    }
  },
);

Deno.test({
  name: "isTouched() knows which channels a named thing reaches, by whatever way",
  permissions: "none",
}, () => {
  const after = { ...NAMED, collections: { ...NAMED.collections, owls: { show: "Hawks" } } };
  strictEqual(isTouched({ schedule: "evening" }, NAMED, after), true);
  strictEqual(isTouched({ schedule: { kind: "loop", collection: "ads" } }, NAMED, after), false);
});
