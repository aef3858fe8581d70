/**
 * The share of a budget that each of several users may take.
 *
 * @param base What one would like, above 0.
 * @param count How many there are; none leaves `base`.
 * @param budget For all together.
 * @param floor What each gets even if that exceeds the budget; a share below it would be of no use.
 * @returns A whole number, above 0, at most `base`.
 */
export function scaleBudget(base: number, count: number, budget: number, floor: number): number {
  if (count <= 0) return base;
  return Math.min(base, Math.max(floor, Math.floor(budget / count)));
}
