/** The seam for randomness: numbers 0 <= n < 1. */
export type Rng = () => number;

/**
 * Random numbers that depend on nothing but their seed: the same on every machine and in every run.
 *
 * The generator is Mulberry32 over a 32-bit FNV-1a hash of the seed; fit for shuffling, not for secrets.
 *
 * @param seed Any text.
 */
export function seededRng(seed: string): Rng {
  let state = hash(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value | 0;
}
