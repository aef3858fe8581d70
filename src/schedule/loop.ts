import type { LoopSchedule, PausedSchedule } from "../schedule_rule.ts";
import type { Desk } from "./desk.ts";
import { NO_MARK } from "./draft.ts";
import type { Rule } from "./rule.ts";

/** Off-air time is written up to the next half hour, so that items that come are soon on air. */
const OFF_AIR_MS = 30 * 60_000;

/** One content, again and again; it has nothing to remember beside its place in it. */
export function loopRule({ content, filler }: LoopSchedule | PausedSchedule): Rule<null> {
  return {
    start: null,
    next(desk) {
      if (!desk.airNext(content, { filler, endMs: null, isCut: false, mark: NO_MARK })) fillOffAir(desk);
      return null;
    },
  };

  function fillOffAir(desk: Desk): void {
    desk.draft.remark("nothing_to_play", "The schedule has nothing that can be played");
    const untilMs = (Math.floor(desk.draft.endMs / OFF_AIR_MS) + 1) * OFF_AIR_MS;
    if (filler.fallback !== null || filler.tail !== null) return desk.fillUntil(untilMs, filler);
    desk.draft.card("off_air", untilMs, { title: desk.parts.titles.offAir });
  }
}
