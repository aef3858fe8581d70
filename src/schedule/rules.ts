import type { Schedule } from "../schedule_rule.ts";
import type { Desk } from "./desk.ts";
import { loopRule } from "./loop.ts";
import { randomSlotRule } from "./random_slots.ts";
import type { Rule } from "./rule.ts";
import { SequenceRule } from "./sequence.ts";
import { SlotRule } from "./slots.ts";

/** A rule whose memory is what it left itself, whatever its kind. */
export type AnyRule = (desk: Desk, memory: Memory) => Memory;

/** What a rule remembers, by the kind that left it; plain JSON. */
export interface Memory {
  /** Kind of schedule. */
  readonly kind: Schedule["kind"];
  /** What it left; null before its first programme. */
  readonly left: unknown;
}

/** How a schedule goes on; a mirror is not written but copied. */
export function ruleOf(schedule: Exclude<Schedule, { kind: "mirror" }>): AnyRule {
  switch (schedule.kind) {
    case "loop":
    case "paused_when_unwatched":
      return remembering(schedule.kind, loopRule(schedule));
    case "slots":
    case "blocks":
      return remembering(schedule.kind, new SlotRule(schedule));
    case "random_slots":
      return remembering(schedule.kind, randomSlotRule(schedule));
    case "sequence":
      return remembering(schedule.kind, new SequenceRule(schedule));
  }
}

/** Only the rule itself leaves memories of its kind, and only for the schedule they were left under. */
function remembering<State>(kind: Schedule["kind"], rule: Rule<State>): AnyRule {
  return (desk, memory) => ({
    kind,
    left: rule.next(desk, memory.kind === kind && memory.left !== null ? memory.left as State : rule.start),
  });
}
