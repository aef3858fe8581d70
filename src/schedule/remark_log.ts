import type { Remark } from "./draft.ts";

/** Hears of what the operator should know of a channel's timeline; of each kind the first remark, and how many came. */
export type RemarkListener = (channelId: string, remark: Remark, count: number) => void;

/** Passes on one remark of each kind, once after every change of a channel: what is extended each hour says the same. */
export class RemarkLog {
  readonly #told = new Map<string, Set<Remark["code"]>>();

  /** Nothing was told yet. */
  constructor(private readonly listener: RemarkListener) {}

  /** Takes what a part of a timeline gave rise to. */
  note(channelId: string, remarks: readonly Remark[]): void {
    const told = this.#told.get(channelId) ?? new Set();
    this.#told.set(channelId, told);
    for (const [code, [first, ...others]] of Map.groupBy(remarks, ({ code }) => code)) {
      if (first === undefined || told.has(code)) continue;
      told.add(code);
      this.listener(channelId, first, others.length + 1);
    }
  }

  /** A channel was edited, or is gone: what is told of it next is news. */
  forget(channelId: string): void {
    this.#told.delete(channelId);
  }
}
