import { invariant } from "../invariant.ts";

/** How good a stand-in it is: the same programme, or something else. The slate comes below both. */
export type InputTier = "equivalent" | "substitute";

/** What an input is, for those who look at it. */
export type InputKind = "primary" | "mirror" | "alternate" | "filler";

/** One candidate way to play the programme. */
export interface InputSpec {
  /** Its identity; ranks may repeat. */
  readonly id: string;
  /** Its place among those of its tier, best first. */
  readonly rank: number;
  /** Equivalents belong to a programme, substitutes to the channel. */
  readonly tier: InputTier;
  /** What it is. */
  readonly kind: InputKind;
  /** The remote host it comes from, which may be parked as a whole; null for this machine. */
  readonly host: string | null;
  /** How it is looked at after a failure, before it is opened again. */
  readonly probe: "none" | "light" | "full";
  /** Its host takes no second connection, so nothing of it is opened or probed beside another. */
  readonly isSingleConnection: boolean;
  /** What it plays; a change of it is a new content. */
  readonly locator: string;
}

/**
 * The inputs, best first: by tier, rank, place in the list and id, which leaves no ties. A host that takes one
 * connection does so for all of them.
 *
 * @throws {InvariantError} If two have one id.
 */
export function inOrder(inputs: readonly InputSpec[]): readonly InputSpec[] {
  invariant(new Set(inputs.map(({ id }) => id)).size === inputs.length, "Cannot rank inputs: an id repeats");
  const marked = inputs.map((input) => ({
    ...input,
    isSingleConnection: input.isSingleConnection || isExclusive(inputs, input.host),
  }));
  // Sorting is stable, so equal ranks keep their places in the list.
  return marked.toSorted((one, other) => tierPlace(one) - tierPlace(other) || one.rank - other.rank);
}

/** True if a failed input has to be looked at before it is opened again; all others are simply tried. */
export function isProbed({ probe, isSingleConnection }: InputSpec): boolean {
  return probe !== "none" && !isSingleConnection;
}

/** True if no two connections to the host may be open. */
export function isExclusive(inputs: readonly InputSpec[], host: string | null): boolean {
  return host !== null && inputs.some((input) => input.host === host && input.isSingleConnection);
}

function tierPlace({ tier }: InputSpec): number {
  return tier === "equivalent" ? 0 : 1;
}
