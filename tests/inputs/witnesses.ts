/** What must hold at each step of any life, each with a memory of its own of what it saw. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type InputSpec, type InputsState, inputsStatus, step } from "../../src/inputs/mod.ts";
import type { Scene, Witness } from "./world.ts";

const FACTS = { active: null, isOnSlate: false };
const TIERS = ["equivalent", "substitute"];

/** 1 */
export function bestIsOpened(): Witness {
  return ({ before, event, effects, state }) => {
    const opened = effects.find(({ kind }) => kind === "open");
    if (opened === undefined || !("id" in opened) || state.active !== null || state.wish !== null) return;
    // What is begun again in place is no choice.
    const hasFailed = effects.some((effect) => effect.kind === "degraded" && effect.id === opened.id);
    if (before.active?.id === opened.id && !hasFailed) return;
    if (state.override?.id === opened.id || event.kind === "switch") return;
    const words = statusOf(state);
    const chosen = state.inputs.find(({ id }) => id === opened.id);
    for (const other of state.inputs) {
      const isBetter = chosen !== undefined && compare(state.inputs, other, chosen) < 0;
      const isBarred = state.isBlocked && words.get(other.id)?.error !== null;
      ok(
        !isBetter || isBarred || words.get(other.id)?.word !== "idle",
        `${other.id} is better than ${opened.id}`,
      );
    }
  };
}

/** 2 and 11 of the hazards */
export function oneOfEachRuns(): Witness {
  return ({ state, world }) => {
    const running = [state.active, state.candidate].filter((opening) => opening !== null);
    for (const { id } of running) {
      ok(state.inputs.some((input) => input.id === id), `${id} is not in the ladder`);
    }
    deepStrictEqual(
      [...world.runs.keys()].toSorted(),
      running.map(({ generation }) => generation).toSorted(),
    );
    const committed = [...world.runs].filter(([, { committedAtMs }]) => committedAtMs !== null);
    deepStrictEqual(
      committed.map(([generation]) => generation),
      state.active ? [state.active.generation] : [],
    );
    ok([...world.runs.values()].filter(({ host }) => host === "tv").length <= 1, "two connections to tv");
  };
}

/** 4 */
export function exhaustionAlternates(): Witness {
  let isExhausted = false;
  return ({ effects, state, world }) => {
    for (const { kind } of effects) {
      if (kind !== "exhausted" && kind !== "restored") continue;
      strictEqual(isExhausted, kind === "restored", `${kind} twice`);
      isExhausted = kind === "exhausted";
    }
    strictEqual(state.isExhausted, isExhausted);
    ok(!isExhausted || state.active === null, "something is on air");
    const isWaiting = state.waitUntilMs !== null && world.atMs < state.waitUntilMs;
    if (!state.isWanted || state.isBlocked || isWaiting || world.runs.size > 0) return;
    const isAnythingIdle = [...statusOf(state).values()].some(({ word }) => word === "idle");
    ok(isAnythingIdle || isExhausted, "nothing is left, and nobody was told");
    const hasRisen = effects.some(({ kind }) => kind === "exhausted");
    ok(!hasRisen || !isAnythingIdle, "something is left");
  };
}

/** 5 and 6 */
export function switchesAreTrue(): Witness {
  const first = new Set<number>();
  let onAir: string | null = null;
  let count = 0;
  return ({ event, effects, state }) => {
    if (event.kind === "programme") onAir = state.active?.id ?? null;
    const committed = effects.find(({ kind }) => kind === "commit");
    const told = effects.filter((effect) => effect.kind === "switched");
    ok(told.length <= (committed === undefined ? 0 : 1), "a switch without a commit");
    for (const effect of effects) {
      if (event.kind !== "programme" || (effect.kind !== "open" && effect.kind !== "adopt")) continue;
      // A stand-in is a failover from the first, unless it was warmed.
      const isOwn = state.inputs.find(({ id }) => id === effect.id)?.tier === "equivalent";
      if (isOwn || effect.kind === "adopt") first.add(effect.generation);
    }
    if (committed?.kind === "commit") {
      for (const { from, to } of told) deepStrictEqual([from, to], [onAir, committed.id]);
      const isAnother = onAir !== null && onAir !== committed.id;
      if (first.has(committed.generation)) strictEqual(told.length, 0, "a joint is no failover");
      else if (isAnother) strictEqual(told.length, 1, `${onAir} gave way to ${committed.id} unseen`);
      onAir = committed.id;
    }
    count += told.length;
    strictEqual(state.switches.length, Math.min(20, count));
    const datesMs = state.switches.map(({ wallMs }) => wallMs);
    deepStrictEqual(datesMs, datesMs.toSorted((one, other) => other - one));
    for (const { errors } of state.health) ok(errors.length <= 5);
  };
}

/** 7 */
export function silenceEnds(): Witness {
  return ({ event, state, world }) => {
    if (event.kind !== "tick") return;
    for (const [generation, run] of world.runs) {
      const limitMs = run.host === null ? 10_000 : 20_000;
      if (run.committedAtMs === null) ok(world.atMs - run.openedAtMs < limitMs, `${run.id} opens for ever`);
      else ok(world.atMs - run.lastProgressMs < 20_000, `${run.id} is silent`);
      ok([state.active?.generation, state.candidate?.generation].includes(generation));
    }
  };
}

/** 8 */
export function repeatsChangeNothing(): Witness {
  return ({ before, event, state, effects, world }) => {
    if ("generation" in event) {
      const isCurrent = [before.active, before.candidate].some((run) => run?.generation === event.generation);
      if (!isCurrent) {
        strictEqual(state, before);
        deepStrictEqual(effects, [{ kind: "stale" }]);
      }
    }
    if (event.kind !== "failed" && event.kind !== "ended" && event.kind !== "key") return;
    const again = step(state, event, world.options);
    deepStrictEqual(again.state, state);
    ok(again.effects.every(({ kind }) => kind === "stale"));
  };
}

/** 10 */
export function failbacksKeepApart(): Witness {
  let lastMs = -Infinity;
  return ({ effects, before, world }) => {
    for (const effect of effects) {
      if (effect.kind !== "switched") continue;
      // Its decision fell when it was opened.
      const openedAtMs = before.candidate?.openedAtMs ?? world.atMs;
      if (effect.reason === "failback") ok(openedAtMs - lastMs >= 12_000, `${openedAtMs - lastMs} ms apart`);
      lastMs = world.atMs;
    }
  };
}

/** 11 */
export function choicesHold(): Witness {
  return ({ before, event, state, effects }) => {
    const { override } = before;
    if (override === null || event.kind === "switch") return;
    const isThere = state.inputs.some(({ id }) => id === override.id);
    const hasFailed = effects.some((effect) => effect.kind === "degraded" && effect.id === override.id) &&
      event.kind !== "warm_failed";
    // What is to be cleared waits for its input, however long that is gone.
    const isOver = event.kind === "clear_override" || (!isThere && override.sticky !== "until_cleared") ||
      (event.kind === "programme" && override.sticky === "until_boundary") ||
      (hasFailed && override.sticky === "until_failure");
    deepStrictEqual(state.override, isOver ? null : override);
    const isOnAir = before.active?.id === override.id;
    const isLeft = isOnAir && state.active?.id !== override.id && state.active !== null;
    ok(!isLeft || !isThere || isOver, "the operator's choice was left");
  };
}

/** 13 */
export function updatesAreExact(): Witness {
  return ({ before, event, state, world }) => {
    if (event.kind !== "update") return;
    deepStrictEqual(state.inputs.map(({ id }) => id).toSorted(), event.inputs.map(({ id }) => id).toSorted());
    const again = step(state, event, world.options);
    deepStrictEqual([again.state, again.effects], [state, []]);
    for (const { id, locator } of event.inputs) {
      const wasThere = before.inputs.some((input) => input.id === id && input.locator === locator);
      const find = (one: InputsState) => one.health.find((of) => of.id === id && of.locator === locator);
      const [known, now] = [find(before), find(state)];
      if (wasThere) deepStrictEqual(now?.errors, known?.errors);
      if (wasThere) deepStrictEqual(now?.failuresMs, known?.failuresMs);
    }
    // One input after another leads to the same ladder.
    const gone = before.inputs.filter(({ id }) => event.inputs.some((input) => input.id === id));
    const halfway = step(before, { ...event, inputs: gone }, world.options).state;
    deepStrictEqual(step(halfway, event, world.options).state.inputs, state.inputs);
  };
}

/** 15 */
export function probesAreFew(): Witness {
  const waits = new Map<string, number>();
  return ({ before, event, state, effects, world }) => {
    strictEqual(
      new Set(world.probes.map(({ id }) => id)).size,
      world.probes.length,
      "two probes of one input",
    );
    const hosts = world.probes.map(({ id }) => id.split("-")[0]);
    strictEqual(new Set(hosts).size, hosts.length, "two probes of one host");
    for (const effect of effects) {
      if (effect.kind === "degraded") waits.delete(effect.id);
      if (effect.kind !== "probe") continue;
      ok(effect.id !== state.active?.id && effect.id !== state.candidate?.id, "what runs was probed");
      ok(!effect.id.startsWith("tv"), "a second connection");
      strictEqual(statusOf(state).get(effect.id)?.word, "degraded");
    }
    if (event.kind !== "probed" || event.isOk) return;
    const changed = state.health.find((one, index) => one.retryAtMs !== before.health[index]?.retryAtMs);
    if (changed === undefined) return;
    const waitMs = changed.retryAtMs - world.atMs;
    ok(waitMs <= 120_000 && waitMs >= (waits.get(changed.id) ?? 0), `${waitMs} ms`);
    waits.set(changed.id, waitMs);
  };
}

/** 16 */
export function endsAreJudged(): Witness {
  return ({ before, event, state }) => {
    if (event.kind !== "ended") return;
    const run = [before.active, before.candidate].find((one) => one?.generation === event.generation);
    const input = before.inputs.find(({ id, locator }) => id === run?.id && locator === run?.locator);
    if (input === undefined || input.tier === "substitute") return;
    const errors = (of: InputsState) =>
      of.health.find(({ id, locator }) => id === input.id && locator === input.locator)?.errors;
    const [newest, ...others] = errors(state) ?? [];
    if (!event.isEarly) return deepStrictEqual(errors(state), errors(before));
    ok(newest?.message.includes(event.positionText));
    deepStrictEqual(others, errors(before)?.slice(0, 4));
  };
}

/** 18 */
export function nothingLeaks(): Witness {
  const seen = new WeakSet<object>();
  return ({ state }) => {
    isFrozenThroughout(state, seen);
    const before = JSON.stringify(state);
    const status = inputsStatus(state, FACTS);
    for (const input of status.inputs) input.errors.push({ message: "mine", at: "now" });
    status.inputs.length = 0;
    status.switches.length = 0;
    strictEqual(JSON.stringify(state), before);
  };
}

/** 27 */
export function parksHold(): Witness {
  const parks = new Map<string, { untilMs: number; tries: number }>();
  return (scene) => {
    const { event, before, state, effects, world } = scene;
    if (event.kind === "update") forgetGone(parks, before, event.inputs);
    for (const effect of effects) {
      if (effect.kind === "parked") {
        const key = effect.host ?? keyOf(scene, effect.id);
        ok(effect.untilMs >= (parks.get(key)?.untilMs ?? 0) && effect.untilMs === world.atMs + 300_000);
        parks.set(key, { untilMs: effect.untilMs, tries: 0 });
      } else if (effect.kind === "resumed") {
        parks.delete(effect.host ?? keyOf(scene, effect.id));
      } else if (effect.kind === "open" || effect.kind === "probe") {
        const host = state.inputs.find(({ id }) => id === effect.id)?.host;
        for (const key of [keyOf(scene, effect.id), host ?? ""]) {
          ok(world.atMs >= (parks.get(key)?.untilMs ?? 0), `${effect.kind} of ${key}, which is parked`);
        }
      } else if (effect.kind === "degraded") {
        const park = parks.get(keyOf(scene, effect.id));
        const isAgain = effects.some((one) =>
          one.kind === "parked" && one.id === effect.id && one.host === null
        );
        ok(
          park === undefined || world.atMs < park.untilMs || isAgain,
          "its one try was in vain, and it has another",
        );
      } else if (effect.kind === "commit") {
        const isTold = effects.some((one) =>
          one.kind === "resumed" && one.id === effect.id && one.host === null
        );
        strictEqual(isTold, parks.has(keyOf(scene, effect.id)));
      }
    }
  };
}

function forgetGone(parks: Map<string, unknown>, before: InputsState, inputs: readonly InputSpec[]): void {
  for (const { id, locator } of before.inputs) {
    if (!inputs.some((input) => input.id === id && input.locator === locator)) {
      parks.delete(`${id} ${locator}`);
    }
  }
}

function keyOf({ event, state }: Scene, id: string): string {
  const input = event.kind === "warm_failed" ? event.spec : state.inputs.find((one) => one.id === id);
  return `${id} ${input?.locator}`;
}

function statusOf(state: InputsState): Map<string, { word: string; error: string | null }> {
  const { inputs } = inputsStatus(state, FACTS);
  return new Map(
    inputs.filter(({ kind }) => kind !== "slate").map((one) => [one.input_id, {
      word: one.status,
      error: one.current_error,
    }]),
  );
}

function compare(ladder: readonly InputSpec[], one: InputSpec, other: InputSpec): number {
  return TIERS.indexOf(one.tier) - TIERS.indexOf(other.tier) || one.rank - other.rank ||
    ladder.indexOf(one) - ladder.indexOf(other);
}

function isFrozenThroughout(data: unknown, seen: WeakSet<object>): void {
  if (typeof data !== "object" || data === null || seen.has(data)) return;
  ok(Object.isFrozen(data));
  seen.add(data);
  for (const part of Object.values(data)) isFrozenThroughout(part, seen);
}
