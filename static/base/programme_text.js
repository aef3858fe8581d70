/** @typedef {import("../server/parse.js").Programme} Programme */

/** What a card is; programmes of media are none. */
const CARDS = new Map([["off_air", "Off air"], ["getting_ready", "Starting soon"]]);

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
 * The line below: which episode, or the film's year; may be empty.
 *
 * @param {Programme | null} programme
 */
export function subline(programme) {
  if (programme === null) return "";
  const card = CARDS.get(programme.kind);
  if (card !== undefined) return card;
  const title = programme.show && programme.show !== programme.title ? programme.title : "";
  const year = !programme.show && programme.year ? String(programme.year) : "";
  return [episodeNumber(programme), title, year].filter(Boolean).join(" · ");
}

function episodeNumber({ season, episode }) {
  if (episode === null) return "";
  const number = `E${String(episode).padStart(2, "0")}`;
  return season === null ? number : `S${String(season).padStart(2, "0")}${number}`;
}
