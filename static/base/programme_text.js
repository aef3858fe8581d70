/** @typedef {import("../server/parse.js").Programme} Programme */

/** What a card is; programmes of media are none. */
const CARDS = new Map([
  ["off_air", "Off air"],
  ["getting_ready", "Starting soon"],
  ["up_next", "A card that says what comes next"],
  ["paused", "Paused until somebody watches"],
]);

/** What filler fills. */
const ROLES = new Map([
  ["pre_roll", "Before a programme"],
  ["mid_roll", "In a break"],
  ["post_roll", "After a programme"],
  ["tail", "Fills time that is left"],
  ["fallback", "Fills time for want of anything else"],
]);

/**
 * True for what airs around programmes, inside and between them.
 *
 * @param {Programme | null} programme
 */
export function isFiller(programme) {
  return programme !== null && (programme.filler !== null || programme.kind === "up_next");
}

/**
 * The line a viewer looks for: the show, or the film's title.
 *
 * @param {Programme | null} programme
 */
export function headline(programme) {
  if (programme === null) return "Nothing scheduled";
  return programme.show || programme.title;
}

/**
 * The line below: what it fills, which episode, or the film's year; may be empty.
 *
 * @param {Programme | null} programme
 */
export function subline(programme) {
  if (programme === null) return "";
  const card = CARDS.get(programme.kind);
  if (card !== undefined) return card;
  const title = programme.show && programme.show !== programme.title ? programme.title : "";
  const year = !programme.show && programme.year ? String(programme.year) : "";
  return [ROLES.get(programme.filler), episodeNumber(programme), title, year].filter(Boolean).join(" · ");
}

function episodeNumber({ season, episode }) {
  if (episode === null) return "";
  const number = `E${String(episode).padStart(2, "0")}`;
  return season === null ? number : `S${String(season).padStart(2, "0")}${number}`;
}
