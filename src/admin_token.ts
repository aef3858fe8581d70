import type { Rng } from "./rng.ts";

/** Hex digits of the token: 160 bits. */
const DIGITS = 40;

/**
 * The token that opens the API: made at the first start, and kept where only its owner can read it (decision 16).
 *
 * @param path File it lies in.
 * @param rng Must be unpredictable.
 */
export async function adminToken(path: string, rng: Rng): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
  const token = Array.from({ length: DIGITS }, () => Math.floor(rng() * 16).toString(16)).join("");
  await Deno.writeTextFile(path, `${token}\n`, { mode: 0o600 });
  return token;
}
