import type { Rng } from "./rng.ts";

/** Hex digits of the token: 160 bits. */
const DIGITS = 40;

/**
 * The token that opens the API: made at the first start, and kept where only its owner can read it (decision 16). An
 * empty file is what a full disk or a crash left behind, and no token.
 *
 * @param path File it lies in.
 * @param rng Must be unpredictable.
 */
export async function adminToken(path: string, rng: Rng): Promise<string> {
  try {
    const kept = (await Deno.readTextFile(path)).trim();
    if (kept !== "") return kept;
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
  const token = Array.from({ length: DIGITS }, () => Math.floor(rng() * 16).toString(16)).join("");
  // Renamed when whole, so that half a token is never taken for one.
  await Deno.writeTextFile(`${path}.new`, `${token}\n`, { mode: 0o600 });
  await Deno.rename(`${path}.new`, path);
  return token;
}
