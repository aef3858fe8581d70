// deno-lint-ignore-file camelcase -- the names are the contract's
import type { SwitchReason } from "./effects.ts";
import type { InputHealth } from "./input_health.ts";
import type { InputKind, InputSpec, InputTier } from "./input_spec.ts";
import type { InputMark, InputsState, SwitchRecord } from "./state.ts";
import { healthOf, hostOf, specOf } from "./turn.ts";

/** What the shell knows of the input on air. */
export interface InputsFacts {
  /** Figures of the input on air; null if none is. */
  readonly active: { readonly bitrateKbps: number; readonly fps: number; readonly packetLoss: number } | null;
  /** The slate airs right now. */
  readonly isOnSlate: boolean;
}

/** One input, as the API tells of it; the names are the contract's. */
export interface InputStatus {
  /** Its rank. */
  input_priority: number;
  /** Its identity. */
  input_id: string;
  /** What it is. */
  kind: InputKind | "slate";
  /** How good a stand-in it is. */
  tier: InputTier | "terminal";
  /** What it does, or may do. */
  status: "idle" | "opening" | "active" | "degraded" | "parked";
  /** When something last came from it, ISO 8601. */
  last_packet_at: string | null;
  /** On air: kilobits per second. */
  bitrate_kbps: number;
  /** On air: pictures per second. */
  fps: number;
  /** On air: continuity errors, percent. */
  packet_loss: number;
  /** Until when it is left alone, ISO 8601. */
  parked_until: string | null;
  /** What is wrong now. */
  current_error: string | null;
  /** What was wrong, newest first. */
  errors: { message: string; at: string }[];
}

/** One switch, as the API tells of it; priorities are those of the time. */
export interface SwitchStatus {
  /** When, ISO 8601. */
  at: string;
  /** What was on air in the programme before; null for nothing. */
  from: number | null;
  /** What is since. */
  to: number;
  /** The same by identity. */
  from_id: string | null;
  /** The same by identity. */
  to_id: string;
  /** Why. */
  reason: SwitchReason;
  /** In words, where there are any. */
  detail: string | null;
}

/** The inputs' part of a channel's runtime status. */
export interface InputsStatus {
  /** On air; null while the slate covers. */
  active_input_priority: number | null;
  /** The same by identity. */
  active_input_id: string | null;
  /** The operator's choice; null for none, and for one that waits for its input. */
  override_input_priority: number | null;
  /** The same by identity; null for none only. */
  override_input_id: string | null;
  /** Nothing but the slate was left. */
  exhausted: boolean;
  /** What airs is not the programme. */
  on_substitute: boolean;
  /** Best first, the slate last. */
  inputs: InputStatus[];
  /** Newest first. */
  switches: SwitchStatus[];
}

/** Tells of the inputs, best first and the slate last. The caller may do with it what it likes. */
export function inputsStatus(state: InputsState, facts: InputsFacts): InputsStatus {
  const { active, override } = state;
  const onAir = active === null ? null : specOf(state, active.id);
  const pinned = override === null ? null : specOf(state, override.id);
  return {
    active_input_priority: onAir?.rank ?? null,
    active_input_id: onAir?.id ?? null,
    override_input_priority: pinned?.rank ?? null,
    override_input_id: override?.id ?? null,
    exhausted: state.isExhausted,
    on_substitute: onAir?.tier === "substitute",
    inputs: [...state.inputs.map((spec) => inputStatus(state, spec, facts)), slateStatus(state, facts)],
    switches: state.switches.map(switchStatus),
  };
}

function inputStatus(state: InputsState, spec: InputSpec, facts: InputsFacts): InputStatus {
  const health = healthOf(state, spec);
  const figures = state.active?.id === spec.id ? facts.active : null;
  const until = health.parkedUntil ?? hostOf(state, spec.host).parkedUntil;
  return {
    input_priority: spec.rank,
    input_id: spec.id,
    kind: spec.kind,
    tier: spec.tier,
    status: wordOf(state, spec, health),
    last_packet_at: isoText(health.lastPacketWallMs),
    bitrate_kbps: figures?.bitrateKbps ?? 0,
    fps: figures?.fps ?? 0,
    packet_loss: figures?.packetLoss ?? 0,
    parked_until: isoText(until?.wallMs ?? null),
    current_error: health.currentError,
    errors: health.errors.map(({ message, wallMs }) => ({ message, at: new Date(wallMs).toISOString() })),
  };
}

/** What runs is what it does; what does not is what it may do. */
function wordOf({ active, candidate, hosts }: InputsState, spec: InputSpec, health: InputHealth) {
  if (active?.id === spec.id) return "active";
  if (candidate?.id === spec.id) return "opening";
  const isHostParked = hosts.some(({ host, condition }) => host === spec.host && condition === "parked");
  if (isHostParked) return "parked";
  return health.condition === "fine" || health.condition === "half_open" ? "idle" : health.condition;
}

/** The terminal input: it comes after all others and cannot fail. */
function slateStatus({ inputs }: InputsState, { isOnSlate }: InputsFacts): InputStatus {
  return {
    input_priority: Math.max(-1, ...inputs.map(({ rank }) => rank)) + 1,
    input_id: "slate",
    kind: "slate",
    tier: "terminal",
    status: isOnSlate ? "active" : "idle",
    last_packet_at: null,
    bitrate_kbps: 0,
    fps: 0,
    packet_loss: 0,
    parked_until: null,
    current_error: null,
    errors: [],
  };
}

function switchStatus({ from, to, reason, detail, wallMs }: SwitchRecord): SwitchStatus {
  const mark = (at: InputMark | null) => ({ priority: at?.rank ?? null, id: at?.id ?? null });
  return {
    at: new Date(wallMs).toISOString(),
    from: mark(from).priority,
    to: to.rank,
    from_id: mark(from).id,
    to_id: to.id,
    reason,
    detail,
  };
}

function isoText(wallMs: number | null): string | null {
  return wallMs === null ? null : new Date(wallMs).toISOString();
}
