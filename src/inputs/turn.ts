import { known } from "../invariant.ts";
import { LIMITS } from "../limits.ts";
import type { InputsEffect } from "./effects.ts";
import type { Stamp } from "./events.ts";
import { agedHost, freshHost, type HostHealth } from "./host_health.ts";
import { agedHealth, type InputHealth } from "./input_health.ts";
import type { InputSpec } from "./input_spec.ts";
import type { InputsOptions } from "./options.ts";
import type { InputsState } from "./state.ts";

/** One step under way: the state as it becomes, and what follows from it. */
export interface Turn extends Stamp {
  /** Replaced, never changed in place. */
  state: InputsState;
  /** In the order they are to be done. */
  readonly effects: InputsEffect[];
  /** What the machine goes by. */
  readonly options: InputsOptions;
}

/** Replaces parts of the state. */
export function change(turn: Turn, parts: Partial<InputsState>): void {
  turn.state = { ...turn.state, ...parts };
}

/** An input of the ladder; null if it has none of that id. */
export function specOf({ inputs }: InputsState, id: string): InputSpec | null {
  return inputs.find((input) => input.id === id) ?? null;
}

/** What health is about: an input that plays something else is another. */
export type Content = Pick<InputSpec, "id" | "locator">;

/** True if both are the same input with the same content. */
export function isSameContent(one: Content, other: Content): boolean {
  return one.id === other.id && one.locator === other.locator;
}

/** What is known of an input, which is one of the ladder or remembered. */
export function healthOf({ health }: InputsState, of: Content): InputHealth {
  return known(health.find((one) => isSameContent(one, of)), `the health of input ${of.id}`);
}

/** Replaces what is known of one input. */
export function setHealth(turn: Turn, changed: InputHealth): void {
  const replaced = turn.state.health.map((one) => isSameContent(one, changed) ? changed : one);
  change(turn, { health: replaced });
}

/** What is known of a host; null stands for this machine, which is always fine. */
export function hostOf({ hosts }: InputsState, host: string | null): HostHealth {
  return hosts.find((one) => one.host === host) ?? freshHost(host ?? "");
}

/** Replaces what is known of one host; those heard of longest ago are forgotten. */
export function setHost(turn: Turn, changed: HostHealth): void {
  const others = turn.state.hosts.filter(({ host }) => host !== changed.host);
  change(turn, { hosts: [...others, changed].slice(-LIMITS.inputHostsMax) });
}

/** The state at a later instant: waits and parks that are over end. The same object if none does. */
export function aged(state: InputsState, atMs: number): InputsState {
  const health = mapped(state.health, (one) => agedHealth(one, atMs));
  const hosts = mapped(state.hosts, (one) => agedHost(one, atMs));
  return health === state.health && hosts === state.hosts ? state : { ...state, health, hosts };
}

function mapped<Item>(items: readonly Item[], map: (item: Item) => Item): readonly Item[] {
  const changed = items.map(map);
  return changed.every((item, index) => item === items[index]) ? items : changed;
}
