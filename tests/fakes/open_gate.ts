import type { LadderInput, RespawnGate } from "../../src/playout/mod.ts";

/** One way to play something: item 7 from its own file, or as `mirror:0` the same a second time. */
export function way(itemId: number, id = "primary", rest: Partial<LadderInput> = {}): LadderInput {
  return {
    ...{ id, rank: 0, tier: "equivalent", kind: "primary", host: null, probe: "none" },
    ...{ isSingleConnection: false, locator: `/media/${itemId}`, itemId },
    ...rest,
  };
}

const NONE: readonly LadderInput[] = [];

/** Ladders of one step: each item is played from its own file. */
export class OneWay {
  readonly #kept = new Map<number, readonly LadderInput[]>();

  constructor(
    private readonly make: (itemId: number) => readonly LadderInput[] = (itemId) => [way(itemId)],
  ) {}

  /** The same list for the same item, as the real ladders keep it. */
  of({ itemId }: { readonly itemId: number | null }): readonly LadderInput[] {
    if (itemId === null) return NONE;
    const ladder = this.#kept.get(itemId) ?? this.make(itemId);
    this.#kept.set(itemId, ladder);
    return ladder;
  }

  /** The item is offered otherwise from now on. */
  change(itemId: number, ladder: readonly LadderInput[]): void {
    this.#kept.set(itemId, ladder);
  }

  turnFiller(): void {}
}

/** A gate that lets everything through until it is shut, and counts what it is told. */
export class OpenGate implements RespawnGate {
  failures = 0;
  successes = 0;
  shortages = 0;
  isShut = false;

  isOpen(): boolean {
    return this.isShut;
  }

  mayRespawn(): boolean {
    return !this.isShut;
  }

  noteFailure(): void {
    this.failures++;
  }

  noteShortage(): void {
    this.shortages++;
  }

  noteSuccess(): void {
    this.successes++;
  }
}
