import { strictEqual } from "node:assert/strict";
import { isBeyondRestart } from "../src/care.ts";
import {
  emptyInputs,
  INPUTS_DEFAULTS,
  type InputsState,
  step,
  type UnstampedEvent,
} from "../src/inputs/mod.ts";
import { inputSpec } from "./fakes/fake_care.ts";

const TWO_WAYS = ["first", "second"].map((id, rank) =>
  inputSpec(id, { rank, locator: id, kind: "mirror", probe: "none" })
);

/** A channel after these events, each at its own second. */
function after(...events: readonly UnstampedEvent[]): InputsState {
  const begun = { kind: "programme", key: "p", inputs: TWO_WAYS, stopMs: 1e9, warmed: null } as const;
  return [begun, ...events].reduce<InputsState>((state, event, index) => {
    const atMs = index * 1_000;
    return step(state, { ...event, atMs, wallMs: atMs }, INPUTS_DEFAULTS).state;
  }, emptyInputs());
}

/** The input on its way fails. */
function failed(generation: number, isShortage = false) {
  return { kind: "failed", generation, reason: "no", isFatal: true, scope: "item", isShortage } as const;
}

function parked(state: InputsState, ids: readonly string[]): InputsState {
  const health = state.health.map((one) =>
    ids.includes(one.id) ? { ...one, condition: "parked" } as const : one
  );
  return { ...state, health };
}

const BEYOND: readonly [name: string, state: InputsState | null, want: boolean][] = [
  ["has no picture yet, so that nothing began", emptyInputs(), true],
  ["does not run", null, false],
  ["has an input on its way", after(), false],
  ["has an input on air", after({ kind: "key", generation: 1 }), false],
  ["has another input to try", after(failed(1)), false],
  ["has no input left", after(failed(1), failed(2)), true],
  ["is short of processes", after(failed(1, true)), true],
  ["has an input on air after it was short of processes", {
    ...after({ kind: "key", generation: 1 }),
    waitUntilMs: 500,
  }, false],
  ["has all its inputs parked", parked(after(), ["first", "second"]), true],
  ["has only inputs that failed, while a filler waits for a viewer", {
    ...after(failed(1), failed(2)),
    isExhausted: false,
  }, true],
  ["has its inputs on a host that is parked, while a filler waits for a viewer", {
    ...after(),
    inputs: TWO_WAYS.map((way) => ({ ...way, host: "far" })),
    hosts: [{ host: "far", condition: "parked", failuresMs: [], parkedUntil: null }],
  }, true],
  ["had other content parked under the same names", {
    ...parked(after(), ["first", "second"]),
    inputs: TWO_WAYS.map((way) => ({ ...way, locator: `new ${way.id}` })),
  }, false],
  ["has one input parked", parked(after(), ["first"]), false],
  [
    "has an input on air that was parked",
    parked(after({ kind: "key", generation: 1 }), ["first", "second"]),
    false,
  ],
  ["wants nothing", { ...after(), inputs: [], isWanted: false, candidate: null }, false],
];

Deno.test("isBeyondRestart() of a channel that", async (t) => {
  for (const [name, state, want] of BEYOND) {
    await t.step(name, () => strictEqual(isBeyondRestart(state), want));
  }
});
