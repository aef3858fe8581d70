/** What became of the connections since the last look. */
export interface ConnectionUsage {
  /** Most that were open at the same time. */
  readonly open: number;
  /** Those that did something. */
  readonly used: number;
}

/** A connection that is counted until it is disposed of. */
export interface CountedConnection extends Disposable {
  /** To be called whenever it does something. */
  touch(): void;
}

/**
 * Counts connections to the database, ours and a backup's.
 *
 * Ours is synchronous: whoever looks never finds it busy. So what counts is what happened since the last look.
 */
export class Connections {
  readonly #open = new Set<CountedConnection>();
  readonly #used = new Set<CountedConnection>();
  #openMax = 0;

  /** Counts one more. */
  open(): CountedConnection {
    const connection: CountedConnection = {
      touch: () => void this.#used.add(connection),
      [Symbol.dispose]: () => void this.#open.delete(connection),
    };
    this.#open.add(connection);
    this.#openMax = Math.max(this.#openMax, this.#open.size);
    return connection;
  }

  /** What happened since the last call. */
  usage(): ConnectionUsage {
    const usage = { open: this.#openMax, used: this.#used.size };
    this.#openMax = this.#open.size;
    this.#used.clear();
    return usage;
  }
}
