/**
 * Says whether a test that runs real programs can run here: spread the answer into `Deno.test({ ...needs("ffmpeg") })`.
 *
 * A program that is missing skips the test and says so; in CI it is an error, for there nothing may be skipped.
 *
 * @param programs Names looked for along `PATH`.
 */
export function needs(...programs: string[]): { ignore: boolean } {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return { ignore: false };
  const reason = `${missing.join(", ")} not found along PATH`;
  if (Deno.env.get("CI") === "true") throw new Error(`Cannot run a test with real programs: ${reason}`);
  Deno.stderr.writeSync(new TextEncoder().encode(`Skipped, ${reason}\n`));
  return { ignore: true };
}

/** True if a program lies along `PATH`. */
export function isInstalled(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.NotADirectory) return false;
      throw thrown;
    }
  });
}
