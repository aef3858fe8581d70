import type { Clock } from "../src/clock.ts";
import { parseAddress } from "./addresses.ts";

/** Different wrong tokens one address may send within {@link WINDOW_MS}. */
const GUESSES_MAX = 10;
const WINDOW_MS = 60_000;
/** Addresses that are remembered; with more, the oldest is forgotten. */
const ADDRESSES_MAX = 1_000;
/** No token is longer, so what differs behind this is no other guess. */
const TOKEN_LENGTH_MAX = 128;

/**
 * Counts who sends wrong tokens, so that nobody can try them one by one. A page that goes on asking with one wrong
 * token makes no new guess by that.
 */
export class WrongTokens {
  readonly #clock: Clock;
  readonly #guesses = new Map<string, Guesses>();

  /** Counts by a clock. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether an address has guessed so often that its tokens are not looked at for now. */
  areTooMany(address: string): boolean {
    return (this.#recent(keyOf(address))?.tokens.size ?? 0) >= GUESSES_MAX;
  }

  /** Notes a wrong token. */
  note(address: string, token: string): void {
    const key = keyOf(address);
    const guesses = this.#recent(key) ?? { sinceMs: this.#clock.monotonicMs(), tokens: new Set() };
    guesses.tokens.add(token.slice(0, TOKEN_LENGTH_MAX + 1));
    this.#guesses.set(key, guesses);
    const [oldest] = this.#guesses.keys();
    if (this.#guesses.size > ADDRESSES_MAX && oldest !== undefined) this.#guesses.delete(oldest);
  }

  #recent(key: string): Guesses | null {
    const guesses = this.#guesses.get(key);
    if (guesses === undefined) return null;
    if (this.#clock.monotonicMs() - guesses.sinceMs < WINDOW_MS) return guesses;
    this.#guesses.delete(key);
    return null;
  }
}

interface Guesses {
  readonly sinceMs: number;
  readonly tokens: Set<string>;
}

/** One line can use any address of its /64 (RFC 4291 §2.5.4), so these count as one. */
function keyOf(address: string): string {
  return parseAddress(address)?.slice(0, 8).join(".") ?? address;
}
