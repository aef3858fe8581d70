import { LIMITS } from "../limits.ts";
import type { InputMark, Why } from "./state.ts";
import { change, type Turn } from "./turn.ts";

/** Puts a switch on record and tells of it. */
export function recordSwitch(turn: Turn, from: InputMark | null, to: InputMark, why: Why): void {
  const { reason, detail } = why;
  const record = { from, to, reason, detail, wallMs: turn.wallMs };
  const switches = [record, ...turn.state.switches].slice(0, LIMITS.inputSwitchesMax);
  change(turn, { switches, lastSwitchMs: turn.atMs });
  turn.effects.push({ kind: "switched", from: from?.id ?? null, to: to.id, reason, detail });
}
