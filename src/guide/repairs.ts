/** What can be put right in a guide before it is written. */
export type RepairKind =
  | "order"
  | "doubled"
  | "no_length"
  | "fraction"
  | "range"
  | "channel"
  | "text"
  | "title"
  | "overlap"
  | "gap";

/** Something that was put right. */
export interface Repair {
  /** What. */
  readonly kind: RepairKind;
  /** XMLTV id of the channel. */
  readonly channel: string;
  /** Where, seconds since 1970; null if the entry had no instant. */
  readonly atS: number | null;
  /** What it was and what became of it. */
  readonly detail: string;
}

/** Repairs kept with their details; any more are counted. */
export const REPAIRS_MAX = 100;

/** Gathers repairs within a bound. */
export class Repairs {
  readonly #list: Repair[] = [];
  readonly #counts = new Map<RepairKind, number>();

  /** The first {@link REPAIRS_MAX} of them. */
  get list(): readonly Repair[] {
    return this.#list;
  }

  /** How many there are, by kind. */
  get counts(): ReadonlyMap<RepairKind, number> {
    return this.#counts;
  }

  /** Keeps one more. */
  add(repair: Repair): void {
    this.#counts.set(repair.kind, (this.#counts.get(repair.kind) ?? 0) + 1);
    if (this.#list.length < REPAIRS_MAX) this.#list.push(repair);
  }
}
