import { invariant } from "../../src/invariant.ts";
import type { Programme } from "../../src/programme.ts";
import { assertTiles, indexAt, type TimelineStore } from "../../src/schedule/mod.ts";

interface Kept {
  programmes: Programme[];
  state: string | null;
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

  append(channelId: string, programmes: readonly Programme[], state: string): void {
    const all = [...this.#of(channelId), ...programmes];
    assertTiles(all);
    this.#keep(channelId, all, state);
  }

  replaceFrom(channelId: string, fromMs: number, programmes: readonly Programme[], state: string): void {
    invariant(
      (programmes[0]?.startMs ?? fromMs) === fromMs,
      "Cannot replace: the first programme starts elsewhere",
    );
    const before = this.#of(channelId).filter(({ startMs }) => startMs < fromMs)
      .map((programme) => ({ ...programme, stopMs: Math.min(programme.stopMs, fromMs) }));
    const all = [...before, ...programmes];
    assertTiles(all);
    this.#keep(channelId, all, state);
  }

  prune(channelId: string, beforeMs: number): void {
    const kept = this.#kept.get(channelId);
    const rest = kept?.programmes.filter(({ stopMs }) => stopMs > beforeMs);
    if (kept === undefined || rest?.length === kept.programmes.length) return;
    kept.programmes = rest ?? [];
    this.#version++;
  }

  state(channelId: string): string | null {
    return this.#kept.get(channelId)?.state ?? null;
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

  #keep(channelId: string, programmes: Programme[], state: string): void {
    this.#kept.set(channelId, { programmes, state });
    this.#version++;
  }
}
