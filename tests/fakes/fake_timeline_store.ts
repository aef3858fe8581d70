import { invariant } from "../../src/invariant.ts";
import type { Programme } from "../../src/programme.ts";
import { assertTiles, type Checkpoint, indexAt, type TimelineStore } from "../../src/schedule/mod.ts";

interface Kept {
  programmes: Programme[];
  state: string | null;
  /** By instant, one each. */
  checkpoints: Checkpoint[];
}

/** Timelines in memory; passes the same contract suite as the real store. */
export class FakeTimelineStore implements TimelineStore {
  readonly #kept = new Map<string, Kept>();
  #version = 0;

  read(channelId: string, fromMs: number, toMs: number): Programme[] {
    return this.#of(channelId).filter(({ startMs, stopMs }) => startMs < toMs && stopMs > fromMs);
  }

  at(channelId: string, atMs: number): Programme | null {
    const programmes = this.#of(channelId);
    return programmes[indexAt(programmes, atMs)] ?? null;
  }

  endMs(channelId: string): number | null {
    return this.#of(channelId).at(-1)?.stopMs ?? null;
  }

  append(
    channelId: string,
    programmes: readonly Programme[],
    state: string,
    more: readonly Checkpoint[] = [],
  ): void {
    const all = [...this.#of(channelId), ...programmes];
    assertTiles(all);
    this.#keep(channelId, all, { state, checkpoints: [...this.#checkpoints(channelId), ...more] });
  }

  replaceFrom(
    channelId: string,
    fromMs: number,
    programmes: readonly Programme[],
    state: string,
    more: readonly Checkpoint[] = [],
  ): void {
    invariant(
      (programmes[0]?.startMs ?? fromMs) === fromMs,
      "Cannot replace: the first programme starts elsewhere",
    );
    const before = this.#of(channelId).filter(({ startMs }) => startMs < fromMs)
      .map((programme) => ({ ...programme, stopMs: Math.min(programme.stopMs, fromMs) }));
    const all = [...before, ...programmes];
    assertTiles(all);
    const checkpoints = this.#checkpoints(channelId).filter(({ atMs }) => atMs <= fromMs);
    this.#keep(channelId, all, { state, checkpoints: [...checkpoints, ...more] });
  }

  prune(channelId: string, beforeMs: number): void {
    const kept = this.#kept.get(channelId);
    if (kept === undefined) return;
    const newestMs = this.checkpoint(channelId, beforeMs)?.atMs ?? -Infinity;
    kept.checkpoints = kept.checkpoints.filter(({ atMs }) => atMs >= newestMs);
    const rest = kept.programmes.filter(({ stopMs }) => stopMs > beforeMs);
    if (rest.length === kept.programmes.length) return;
    kept.programmes = rest;
    this.#version++;
  }

  state(channelId: string): string | null {
    return this.#kept.get(channelId)?.state ?? null;
  }

  checkpoint(channelId: string, atMs: number): Checkpoint | null {
    return this.#checkpoints(channelId).findLast((one) => one.atMs <= atMs) ?? null;
  }

  version(): number {
    return this.#version;
  }

  channels(): string[] {
    return [...this.#kept.keys()];
  }

  remove(channelId: string): void {
    if (this.#kept.delete(channelId)) this.#version++;
  }

  #of(channelId: string): Programme[] {
    return this.#kept.get(channelId)?.programmes ?? [];
  }

  #checkpoints(channelId: string): readonly Checkpoint[] {
    return this.#kept.get(channelId)?.checkpoints ?? [];
  }

  #keep(
    channelId: string,
    programmes: Programme[],
    { state, checkpoints }: { readonly state: string; readonly checkpoints: readonly Checkpoint[] },
  ): void {
    const atMs = programmes.at(-1)?.stopMs;
    const own = atMs === undefined ? [] : [{ atMs, state }];
    const byInstant = new Map([...checkpoints, ...own].map((one) => [one.atMs, one]));
    const kept = [...byInstant.values()].sort((one, other) => one.atMs - other.atMs);
    this.#kept.set(channelId, { programmes, state, checkpoints: kept });
    this.#version++;
  }
}
