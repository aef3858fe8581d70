import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { beyondSchedule, formOfSchedule, KINDS, scheduleOf } from "../../../static/rules/schedule_form.js";

/** Objects like those JSON makes. */
const PLAIN = { noNullPrototype: true } as const;
const text = fc.stringMatching(/^[a-z][a-z ]{0,8}[a-z]$/);
const collection = fc.oneof(
  text,
  text.map((folder) => ({ folder })),
  text.map((show) => ({ show })),
  text.map((search) => ({ search })),
);
const order = fc.constantFrom("shuffle", "random", "rotating", "interleave");
const slot = fc.record({
  at: fc.constantFrom("06:00", "20:15"),
  days: fc.constantFrom("weekdays", "sat"),
  collection,
  order,
  overrun: fc.constantFrom("cut", "run_over", "shift"),
  title: text,
}, { ...PLAIN, requiredKeys: ["at", "collection"] });
const schedule = fc.oneof(
  fc.record({
    kind: fc.constantFrom("loop", "paused_when_unwatched"),
    collection,
    order,
    seed: text,
    batch: fc.nat(),
  }, { ...PLAIN, requiredKeys: ["kind", "collection"] }),
  fc.record({ kind: fc.constant("marathon"), collection }, PLAIN),
  fc.record({ kind: fc.constant("mirror"), channel: text, offset_minutes: fc.nat() }, {
    ...PLAIN,
    requiredKeys: ["kind", "channel"],
  }),
  fc.record({ kind: fc.constant("slots"), slots: fc.array(slot, { minLength: 1 }), seed: text }, {
    ...PLAIN,
    requiredKeys: ["kind", "slots"],
  }),
);

Deno.test({ name: "Any schedule the form shows is saved as it was", permissions: "none" }, () => {
  fc.assert(fc.property(schedule, (it) => {
    deepStrictEqual(beyondSchedule(it), []);
    deepStrictEqual(scheduleOf(formOfSchedule(it), it), it);
  }));
});

Deno.test(
  { name: "Another kind leaves nothing behind that is only the old one's", permissions: "none" },
  () => {
    const keys: Readonly<Record<string, readonly string[]>> = {
      loop: ["kind", "collection", "seed", "order"],
      marathon: ["kind", "collection", "seed"],
      "paused_when_unwatched": ["kind", "collection", "seed", "order"],
      slots: ["kind", "slots", "seed"],
      mirror: ["kind", "channel", "offset_minutes", "seed"],
    };
    fc.assert(fc.property(schedule, fc.constantFrom(...KINDS.map(([kind]) => kind)), (it, kind) => {
      if (it.kind === kind) return;
      const made = scheduleOf({ ...formOfSchedule(it), kind }, it);
      strictEqual(made.kind, kind);
      deepStrictEqual(Object.keys(made).filter((key) => !keys[kind]?.includes(key)), []);
    }));
  },
);
