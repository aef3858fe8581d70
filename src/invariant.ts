/** A rule of our own is broken: a bug. It stops the channel it happened in, whose supervisor restarts and counts it. */
export class InvariantError extends Error {
  /** Always `InvariantError`. */
  override readonly name: string = "InvariantError";
}

/**
 * States a rule that holds unless the program is wrong.
 *
 * @param holds The rule.
 * @param message What was attempted, why that is wrong, and the value.
 * @throws {InvariantError} If the rule does not hold.
 */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}

/**
 * The value, which our own logic says is there.
 *
 * @param value A value the type system believes may be missing.
 * @param what Its name, for the error.
 * @throws {InvariantError} If it is null or undefined.
 */
export function known<Value>(value: Value | null | undefined, what: string): Value {
  invariant(value !== null && value !== undefined, `Cannot go on: ${what} is missing`);
  return value;
}
