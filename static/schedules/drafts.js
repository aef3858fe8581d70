const PREFIX = "exstreamtv.draft.";

/**
 * What was written and not saved yet; it outlives a reload of the page, and ends with the tab.
 *
 * @typedef {{text: string, version: number | null}} Draft `version`: of the document it was made of.
 */

/** @param {string} key @returns {Draft | null} */
export function draftOf(key) {
  const kept = sessionStorage.getItem(PREFIX + key);
  return kept === null ? null : JSON.parse(kept);
}

/** @param {string} key @param {Draft} draft */
export function keepDraft(key, draft) {
  sessionStorage.setItem(PREFIX + key, JSON.stringify(draft));
}

/** @param {string} key */
export function dropDraft(key) {
  sessionStorage.removeItem(PREFIX + key);
}
