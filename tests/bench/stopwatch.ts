/**
 * The shortest of several runs: what the work takes when nothing else gets in its way.
 *
 * @returns Seconds.
 */
export async function shortestRun(work: () => unknown, runs = 3): Promise<number> {
  // Once to warm up.
  await work();
  let shortest = Infinity;
  for (let run = 0; run < runs; run++) {
    const startedMs = performance.now();
    await work();
    shortest = Math.min(shortest, (performance.now() - startedMs) / 1_000);
  }
  return shortest;
}
