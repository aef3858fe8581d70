import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { beyondChannel, channelOf, formOfChannel } from "../../../static/rules/channel_form.js";
import { emptySlot } from "../../../static/rules/schedule_form.js";

const LOOP = { kind: "loop", collection: { show: "Owls" } };

const SIMPLE: Readonly<Record<string, object>> = {
  "a loop": { number: "5", name: "Owls", schedule: LOOP },
  "a loop with what the form does not show": {
    number: "5",
    name: "Owls",
    group: "Nature",
    timezone: "Europe/Berlin",
    inputs: { alternates: false },
    schedule: { ...LOOP, order: "shuffle", seed: "s", keep_parts_together: true },
    fillers: { pre_roll: "bumper", post_roll: null, tail: { collection: "ads", fill: true } },
  },
  "a marathon": { number: "5", name: "Owls", schedule: { kind: "marathon", collection: "owls" } },
  "paused": { number: "5", name: "Owls", schedule: { ...LOOP, kind: "paused_when_unwatched" } },
  "a mirror": {
    number: "6",
    name: "Owls +1",
    schedule: { kind: "mirror", channel: "5", offset_minutes: 60 },
  },
  "a mirror without offset": { number: "6", name: "Owls", schedule: { kind: "mirror", channel: "5" } },
  "slots": {
    number: "7.10",
    name: "Evening",
    schedule: {
      kind: "slots",
      slots: [
        { at: "20:00", days: "weekdays", title: "Tonight", count: 2, collection: "owls", overrun: "cut" },
        { at: "21:30", from: "12-24", until: "12-26", collection: { folder: "/media" }, order: "shuffle" },
      ],
    },
  },
  "breaks inside programmes": {
    number: "5",
    name: "Owls",
    schedule: LOOP,
    fillers: { mid_roll: { max: 3, every_minutes: 12.5, filler: "ads" } },
  },
};

Deno.test(
  { name: "What the form shows and nobody changes is saved as it was", permissions: "none" },
  async (t) => {
    for (const [name, document] of Object.entries(SIMPLE)) {
      await t.step(name, () => {
        deepStrictEqual(beyondChannel(document), []);
        deepStrictEqual(channelOf(formOfChannel(document), document), document);
      });
    }
  },
);

const BASE = { number: "5", name: "A" };
const BEYOND: readonly (readonly [object, string[]])[] = [
  [{ schedule: "evening" }, ["schedule"]],
  [{ schedule: null }, ["schedule"]],
  [{ schedule: { kind: "blocks" } }, ["schedule.kind"]],
  [{ schedule: { kind: "loop", collections: ["a"] } }, ["schedule.collections", "schedule.collection"]],
  [{ schedule: { kind: "loop", collection: { smart: {} }, order: "weighted" } }, [
    "schedule.collection",
    "schedule.order",
  ]],
  [{
    schedule: {
      kind: "slots",
      slots: [{ at: "1:00", collection: "a", parts: [] }, {
        at: "2:00",
        collection: "a",
        days: ["sat", "sun"],
      }],
    },
  }, [
    "schedule.slots[0].parts",
    "schedule.slots[1].days",
  ]],
  [{ schedule: LOOP, fillers: { pre_roll: { count: 1 }, mid_roll: { filler: {} } } }, [
    "fillers.pre_roll",
    "fillers.mid_roll",
  ]],
];

Deno.test({ name: "beyondChannel() names what a form would lose", permissions: "none" }, async (t) => {
  for (const [document, want] of BEYOND) {
    await t.step(want.join(" "), () => deepStrictEqual(beyondChannel({ ...BASE, ...document }), want));
  }
});

Deno.test({ name: "channelOf() writes what was filled in", permissions: "none" }, async (t) => {
  const form = { ...formOfChannel({}), number: " 5 ", name: "New " };
  await t.step("a new channel", () => {
    const collection = { source: "search" as const, value: "noir" };
    deepStrictEqual(
      channelOf({ ...form, schedule: { ...form.schedule, collection, order: "shuffle" } }, {}),
      {
        number: "5",
        name: "New",
        schedule: { kind: "loop", collection: { search: "noir" }, order: "shuffle" },
      },
    );
  });
  await t.step("another kind, without the options of the one before", () => {
    const base = { number: "5", name: "A", schedule: { ...LOOP, seed: "s", batch: 2 } };
    const before = formOfChannel(base);
    const schedule = { ...before.schedule, kind: "mirror", mirrored: "7", offsetMinutes: "soon" };
    const changed = { ...before, schedule };
    deepStrictEqual(channelOf(changed, base).schedule, {
      seed: "s",
      kind: "mirror",
      channel: "7",
      offset_minutes: "soon",
    });
  });
  await t.step("fillers added and taken away", () => {
    const base = { number: "5", name: "A", schedule: LOOP, fillers: { pre_roll: "bumper", tail: "ads" } };
    const changed = { ...formOfChannel(base), preRoll: "", midRoll: "ads", midRollMinutes: "" };
    deepStrictEqual(channelOf(changed, base).fillers, {
      tail: "ads",
      mid_roll: { at: "breaks", filler: "ads" },
    });
  });
  await t.step("slots", () => {
    const slot = {
      ...emptySlot(),
      at: "9:30",
      days: "sat",
      collection: { source: "named" as const, value: "owls" },
    };
    deepStrictEqual(
      channelOf({ ...form, schedule: { ...form.schedule, kind: "slots", slots: [slot] } }, {}).schedule,
      {
        kind: "slots",
        slots: [{ at: "9:30", days: "sat", collection: "owls" }],
      },
    );
  });
});

/** Options as they are written, and as they are mistaken. */
function mostly<Value>(right: fc.Arbitrary<Value>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary: right }, fc.jsonValue({ maxDepth: 2 }));
}

const collection = mostly(fc.constantFrom("owls", { folder: "/media" }, { show: "Owls" }, { search: "a b" }));
const order = mostly(fc.constantFrom("chronological", "shuffle"));
const slot = mostly(fc.record({
  at: mostly(fc.constant("20:00")),
  days: mostly(fc.constantFrom("sat", "weekend", ["mon"])),
  overrun: mostly(fc.constantFrom("fit", "cut")),
  collection,
  order,
}, { requiredKeys: ["at", "collection"], noNullPrototype: true }));
const schedule = mostly(fc.record({
  kind: mostly(fc.constantFrom("loop", "marathon", "slots", "mirror", "paused_when_unwatched")),
  collection,
  order,
  slots: mostly(fc.array(slot, { minLength: 1, maxLength: 3 })),
  channel: mostly(fc.constant("5")),
  "offset_minutes": mostly(fc.constantFrom(0, 60)),
}, { requiredKeys: ["kind"], noNullPrototype: true }));
const roll = mostly(fc.constantFrom(null, "bumpers"));
const mid = fc.record({
  at: mostly(fc.constant("breaks")),
  "every_minutes": mostly(fc.constantFrom(5, 12.5)),
  filler: mostly(fc.constant("ads")),
}, { requiredKeys: ["filler"], noNullPrototype: true });
const channel = mostly(fc.record({
  number: mostly(fc.constantFrom("5", "7.10")),
  name: mostly(fc.constant("Owls")),
  schedule,
  fillers: mostly(fc.record({ "pre_roll": roll, "mid_roll": mostly(mid), "post_roll": roll }, {
    requiredKeys: [],
    noNullPrototype: true,
  })),
  group: fc.constant("Nature"),
}, { requiredKeys: ["number", "name", "schedule"], noNullPrototype: true }));

Deno.test({
  name: "Whatever is written is shown and saved as it was, or not shown at all",
  permissions: "none",
}, () => {
  let shown = 0;
  const check = fc.property(channel, (document) => {
    if (beyondChannel(document).length > 0) return;
    ok(typeof document === "object" && document !== null);
    shown += 1;
    deepStrictEqual(channelOf(formOfChannel(document), document), document);
  });
  fc.assert(check, { numRuns: 2_000 });
  ok(shown > 50, `only ${shown} of 2,000 documents were shown, which proves little`);
});
