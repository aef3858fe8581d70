/**
 * The failover machine of a channel: events in, decisions out. It names no effect; playout does what it decides.
 *
 * | question | rule |
 * | --- | --- |
 * | order | tier, rank, place in the list, id; the slate is below all, and `active: null` means it covers |
 * | opening | one candidate at a time; what is on air stays until the candidate's first key frame |
 * | one connection | nothing of such a host opens beside another of it: that one is closed first, and none is probed |
 * | no key frame | after 10 s, or 20 s from a remote host, the candidate failed and the next one opens in the same step |
 * | queue | the time a candidate waits for a process does not count, up to three times as long in all |
 * | silence | media time that stands still for 20 s (`stall`), or no packet for more than 30 s (`timeout`) |
 * | failure on air | the next eligible equivalent at once; without one, what lived 10 s opens again in place, counted |
 * | else | degraded: due again after 1, 2, 4, 8, 10 s, at once the longest when fatal; a long life begins anew |
 * | due again | by itself; what has a probe, after a good one: bad ones 8 s apart, doubling to 120 s; here 10 s apart |
 * | substitutes | only while output runs out and somebody watches |
 * | shortage | no process to be had is nobody's failure: again after 500 ms, uncounted |
 * | covered | a failure while another equivalent may be opened, or ahead of its programme: no failure of the channel |
 * | park | five failures in 120 s: no opening, no probe for 300 s, then one try; on air clears it, a failure repeats it |
 * | host park | the same for failures that tell about the host, unless it delivers right now |
 * | failback | at each event: from a substitute to an equivalent that was well for 8 s, 12 s after the last switch |
 * | | and with 20 s left; between equivalents only at the next programme, for they show the same |
 * | operator | `switch` opens at once; it holds until its input fails, or to the boundary, or until it is cleared; the |
 * | | latter two outlive a failure, and return as a failback does; the first two end when the ladder lacks their |
 * | | input, the last one waits for it, over cards and programmes; with less than 5 s left `switch` is refused |
 * | added | what is better, or was waited for, airs at once; a copy that was found, only instead of a substitute |
 * | breaker open | what failed in this programme stays closed; a first opening and what is well may open |
 * | end | in time: the programme is done and nothing opens; early: a failure, `premature_end` |
 * | a substitute's end | it begins anew in place, unless it lived less than 10 s, which is a failure, or its programme is over |
 * | boundary | equivalents are replaced and closed, substitutes stay; no switch is recorded or counted |
 * | record | a switch is recorded at the key frame; none for a programme's first, a respawn, or a changed locator |
 * | `recovery` | what was on air comes back, or anything does after `exhausted` |
 * | `exhausted` | nothing is on air, on its way or eligible; ends with the next key frame, or when nothing is wanted |
 * | errors | the last five stay; `current_error` ends when the input is on air |
 * | comparisons | include the instant, but the packet timeout, which is strict |
 *
 * @module
 */
export type { InputsEffect, RefusalCode, SwitchReason } from "./effects.ts";
export type {
  EndedEvent,
  EventOf,
  FailedEvent,
  FailureScope,
  InputsEvent,
  ProgrammeEvent,
  Stamp,
  Stickiness,
  TickEvent,
  UnstampedEvent,
  WarmFailedEvent,
} from "./events.ts";
export type { HostHealth } from "./host_health.ts";
export type { Condition, InputError, InputHealth } from "./input_health.ts";
export { type InputKind, type InputSpec, type InputTier, isExclusive } from "./input_spec.ts";
export { INPUTS_DEFAULTS, type InputsOptions, type ParkOptions } from "./options.ts";
export { firstChoice } from "./selection.ts";
export {
  type Active,
  type Candidate,
  emptyInputs,
  type InputMark,
  type InputsState,
  type Opening,
  type SwitchRecord,
  type Why,
} from "./state.ts";
export {
  type InputsFacts,
  type InputsStatus,
  inputsStatus,
  type InputStatus,
  type SwitchStatus,
} from "./status.ts";
export { type InputsStep, step } from "./step.ts";
