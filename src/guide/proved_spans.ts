import { LIMITS } from "../limits.ts";

/**
 * Remembers what was proved, by content: the bytes that were emitted and what airs meanwhile. What the last guide said
 * is kept, and what was proved since, within a bound.
 */
export class ProvedSpans {
  #last = new Set<string>();
  #now = new Set<string>();

  /** Whether this was proved before. */
  has(key: string): boolean {
    return this.#last.has(key) || this.#now.has(key);
  }

  /** This is proved, or was proved before and is used again. */
  add(key: string): void {
    // Guides that are refused again and again are never published, and end no turn.
    if (this.#now.size >= LIMITS.provedSpansMax) this.#now.clear();
    this.#now.add(key);
  }

  /** A guide of what was added since the last call is published: whatever else is known is forgotten. */
  turn(): void {
    this.#last = this.#now;
    this.#now = new Set();
  }

  /** How much is remembered. */
  get size(): number {
    return this.#last.size + this.#now.size;
  }
}
