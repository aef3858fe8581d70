const VERIFIED = { plain: "checked by plain rules", smt: "proved by solver" };

/** How the guide was checked, in words. @param {string | null} verifiedBy */
export function verifiedText(verifiedBy) {
  if (verifiedBy === null) return "not yet";
  return VERIFIED[verifiedBy] ?? `checked by ${verifiedBy}`;
}

/**
 * The guide in one line and one colour.
 *
 * @param {{version: number | null, verified_by: string | null, is_stale: boolean}} guide The API's answer.
 */
export function guideSummary(guide) {
  if (guide.version === null) return { text: "No guide yet", state: "wait" };
  const text = `Guide ${guide.version}, ${verifiedText(guide.verified_by)}`;
  return guide.is_stale ? { text: `${text}, stale`, state: "wait" } : { text, state: "good" };
}
