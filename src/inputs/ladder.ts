import { LIMITS } from "../limits.ts";
import type { EventOf } from "./events.ts";
import { freshHealth, isNotable } from "./input_health.ts";
import { inOrder, type InputSpec } from "./input_spec.ts";
import { adopt, closeActive, closeCandidate, markOf, open } from "./openings.ts";
import { bestInput } from "./selection.ts";
import { change, isSameContent, specOf, type Turn } from "./turn.ts";

/** Another programme: a new ladder, of which the best opens. It is a joint, no failover, so nothing is recorded. */
export function beginProgramme(turn: Turn, event: EventOf<"programme">): void {
  const { key, stopMs, warmed } = event;
  const { inputs: before, override, wish } = turn.state;
  const isWanted = event.inputs.length > 0;
  const named = new Set(event.inputs.map(({ id }) => id));
  const staying = before.filter(({ id, tier }) => tier === "substitute" && !named.has(id));
  const isOver = override?.sticky === "until_boundary";
  closeCandidate(turn);
  const onAir = turn.state.active === null ? null : specOf(turn.state, turn.state.active.id);
  takeLadder(turn, [...event.inputs, ...staying]);
  const staysOnAir = isWanted && onAir?.tier === "substitute" &&
    turn.state.inputs.some((spec) => isSameContent(spec, onAir) && spec.tier === "substitute");
  if (!staysOnAir) closeActive(turn);
  change(turn, {
    programme: { key, stopMs },
    isWanted,
    onAir: staysOnAir ? markOf(onAir) : null,
    cause: null,
    // What the operator asked for last and has not seen yet is still to come.
    wish: wish !== null && wish.id === turn.state.override?.id && !isOver ? wish : null,
    waitUntilMs: null,
    override: isOver ? null : turn.state.override,
  });
  openFirst(turn, warmed?.id ?? null);
}

/** The ladder changed inside the programme: one diff, after which at most one thing is opened. */
export function updateLadder(turn: Turn, { inputs }: EventOf<"update">): void {
  const { inputs: before, active, candidate, programme } = turn.state;
  const had = new Set(before.map(({ id }) => id));
  const gone = before.filter((spec) => !inputs.some((now) => isSameContent(now, spec)));
  // What is taken out and put back later begins anew.
  change(turn, { health: turn.state.health.filter((one) => !gone.some((spec) => isSameContent(spec, one))) });
  takeLadder(turn, inputs);
  const spec = candidate === null ? null : specOf(turn.state, candidate.id);
  if (candidate !== null && spec?.locator !== candidate.locator) closeCandidate(turn);
  if (active !== null && specOf(turn.state, active.id) === null) closeActive(turn);
  // Nothing runs for no other reason: what did, or was to follow it in place, was taken out.
  const hasLost = active !== null || candidate !== null;
  const { cause, onAir } = turn.state;
  if (hasLost && turn.state.active === null && turn.state.candidate === null && onAir !== null) {
    change(turn, { cause: cause ?? { reason: "input_removed", detail: null } });
  }
  // A card by itself has no equivalents; a programme that was delivered to its end has, and is over.
  const hasNow = programme !== null && inputs.some(isEquivalent) && !before.some(isEquivalent);
  if (hasNow) change(turn, { isWanted: true });
  wishForAdded(turn, had);
}

/** Something is to be remembered of an input that the ladder may not hold. */
export function remember(turn: Turn, spec: InputSpec): void {
  // What is known of the ladder comes first, in its order.
  const { health, inputs } = turn.state;
  if (health.some((one) => isSameContent(one, spec))) return;
  const fresh = freshHealth(spec, turn.atMs, turn.options);
  const others = health.slice(inputs.length, inputs.length + LIMITS.inputsRememberedMax - 1);
  change(turn, { health: [...health.slice(0, inputs.length), fresh, ...others] });
}

/** The inputs from now on; what is known of them stays known, and of others as much as there is room for. */
function takeLadder(turn: Turn, given: readonly InputSpec[]): void {
  const inputs = inOrder(given);
  const { health, override } = turn.state;
  const current = inputs.map((spec) =>
    health.find((one) => isSameContent(one, spec)) ?? freshHealth(spec, turn.atMs, turn.options)
  );
  const others = health.filter((one) => !inputs.some((spec) => isSameContent(spec, one)) && isNotable(one));
  change(turn, {
    inputs,
    health: [...current, ...others.slice(0, LIMITS.inputsRememberedMax)],
    // A card, or a programme without it, does not clear what holds until it is cleared.
    override: override?.sticky === "until_cleared" || inputs.some(({ id }) => id === override?.id)
      ? override
      : null,
  });
}

function isEquivalent({ tier }: InputSpec): boolean {
  return tier === "equivalent";
}

function openFirst(turn: Turn, warmedId: string | null): void {
  const { state } = turn;
  if (!state.isWanted) return;
  const warmed = warmedId === null ? null : specOf(state, warmedId);
  const best = bestInput(state);
  const isPinnedElsewhere = best !== null && best.id === state.override?.id && best.id !== warmed?.id;
  if (warmed !== null && !isPinnedElsewhere) return adopt(turn, warmed);
  // A substitute that is on air stays until an equivalent is well, or for as long as it is pinned.
  const isPinned = state.active !== null && state.active.id === state.override?.id;
  if (best !== null && isEquivalent(best) && !isPinned) open(turn, best, null);
}

/**
 * An operator who adds something better, or what was asked for and was away, wants to see it, unless another choice is
 * on air. A copy that the library found shows nothing new: it is no reason to leave another equivalent.
 */
function wishForAdded(turn: Turn, had: ReadonlySet<string>): void {
  const { inputs, active, candidate, override, wish, isExhausted } = turn.state;
  if (wish !== null && specOf(turn.state, wish.id) === null) change(turn, { wish: null });
  const running = candidate ?? active;
  if (running === null ? !isExhausted : running.id === override?.id) return;
  const place = running === null ? Infinity : inputs.findIndex(({ id }) => id === running.id);
  const isSubstitute = running === null || specOf(turn.state, running.id)?.tier === "substitute";
  const isWelcome = ({ id, kind }: InputSpec, index: number) =>
    !had.has(id) && index < place && (kind !== "alternate" || isSubstitute);
  const pinned = inputs.find(({ id }) => !had.has(id) && id === override?.id);
  const added = pinned ?? inputs.find(isWelcome);
  if (added !== undefined) change(turn, { wish: { id: added.id, reason: "input_added" } });
}
