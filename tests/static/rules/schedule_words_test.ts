import { strictEqual } from "node:assert/strict";
import { scheduleSentence } from "../../../static/rules/schedule_words.js";

const KNOWN = {
  schedules: { evening: { kind: "loop", collection: { show: "Owls" }, order: "shuffle" } },
  channels: [{ id: "film", number: "5" }],
};

const SENTENCES: readonly (readonly [unknown, string])[] = [
  [null, "No schedule: off air"],
  [
    { kind: "loop", collection: { folder: "/media/Cartoons/" }, order: "shuffle" },
    "Loops Cartoons, shuffled",
  ],
  [{ kind: "loop", collection: "toons" }, "Loops toons, in order"],
  [{ kind: "loop", collection: { search: "noir 1947" }, order: "random" }, "Loops “noir 1947”, at random"],
  [
    { kind: "loop", collections: ["a", { collection: { show: "B" }, weight: 3 }], order: "weighted" },
    "Loops a and B, by weight",
  ],
  [{ kind: "marathon", collection: { show: "Owls" } }, "Marathon of Owls, show after show"],
  [
    { kind: "paused_when_unwatched", collection: "toons", order: "rotating" },
    "Plays toons, one of each show in turn; time stops while nobody watches",
  ],
  [{ kind: "mirror", channel: "film", offset_minutes: 60 }, "Mirror of 5, one hour later"],
  [{ kind: "mirror", channel: "7.1" }, "Mirror of 7.1, at the same time"],
  [{ kind: "mirror", channel: "5", offset_minutes: 90 }, "Mirror of 5, 1 h 30 min later"],
  [{ kind: "mirror", channel: "5", offset_minutes: 45 }, "Mirror of 5, 45 min later"],
  [{ kind: "mirror", channel: "5", offset_minutes: 1_440 }, "Mirror of 5, 24 hours later"],
  [{ kind: "slots", slots: [{ at: "20:00" }, { at: "22:00" }] }, "Slots: 14 a week, fit"],
  [
    {
      kind: "slots",
      slots: [
        { at: "20:00", days: "weekdays", overrun: "cut" },
        { at: "20:00", days: ["sat", "sun"] },
        { at: "18:00", from: "12-24", until: "12-26" },
      ],
    },
    "Slots: 7 a week, 1 by date, cut or fit",
  ],
  [{ kind: "slots", slots: [] }, "Slots: none"],
  [{ kind: "random_slots", slots: [{}, {}], pad_to_minutes: 30 }, "2 slots by chance, starting every 30 min"],
  [
    { kind: "blocks", blocks: { late: {}, early: {}, noon: {}, tea: {} }, templates: { day: [] } },
    "Blocks: late, early and 2 more; 1 kind of day",
  ],
  [
    { kind: "sequence", content: { films: "films" }, playout: [{ all: "films" }] },
    "Sequence of 1 step with films",
  ],
  ["evening", "Schedule “evening”: Loops Owls, shuffled"],
  ["gone", "Schedule “gone”"],
  [{ kind: "dream" }, "A schedule of the kind “dream”"],
  [
    {
      kind: "loop",
      collection: { smart: { kind: "movie", year_from: 1980, year_until: 1989, minutes_max: 150 } },
    },
    "Loops films of 1980–1989 up to 150 min, in order",
  ],
  [{ kind: "loop", collection: { playlist: ["/a.mkv"] } }, "Loops 1 file, in order"],
  [{ kind: "loop", collection: { any: [{ show: "A" }, "b"] } }, "Loops A and b, in order"],
];

Deno.test({ name: "scheduleSentence()", permissions: "none" }, async (t) => {
  for (const [schedule, want] of SENTENCES) {
    await t.step(want, () => strictEqual(scheduleSentence(schedule, KNOWN), want));
  }
});
