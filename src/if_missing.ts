/**
 * What work with a file or folder brings, or a stand-in where there is none.
 *
 * @param fallback Where something is not there.
 * @param work What is done with it.
 * @throws What the work throws for any other reason.
 */
export async function orIfMissing<Value>(fallback: Value, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return fallback;
    throw thrown;
  }
}
