/** Keeps what is dear to make for as long as it is among the values asked for most recently. */
export class Recent<Value> {
  readonly #kept = new Map<string, Value>();

  /** @param max How many values are kept, above 0. */
  constructor(private readonly max: number) {}

  /** The value kept under a key; made and kept if there is none. */
  get(key: string, make: () => Value): Value {
    const value = this.#kept.get(key) ?? make();
    // Put back at the end, so that the first of the map is the one used least recently.
    this.#kept.delete(key);
    this.#kept.set(key, value);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.max && oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }

  /** Keys of what is kept, the one used least recently first. */
  keys(): string[] {
    return [...this.#kept.keys()];
  }

  /** Forgets everything. */
  clear(): void {
    this.#kept.clear();
  }
}
