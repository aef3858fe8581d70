/** The strokes of each icon in a square of 24. */
const STROKES = {
  channels: "M4 6h16v11H4z M9 21h6 M12 17v4",
  guide: "M4 5h16v14H4z M4 10h16 M10 10v9 M15 14h5",
  schedules: "M5 5h14v15H5z M5 10h14 M9 3v4 M15 3v4 M8.5 14h3 M8.5 17h7",
  health: "M3 12h4l2.5-6 4 12 2.5-6h5",
  connect: "M5 12.5a10 10 0 0 1 14 0 M8 15.5a6 6 0 0 1 8 0 M12 19h.01",
  sun:
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2v2 M12 20v2 M2 12h2 M20 12h2 M5 5l1.5 1.5 M17.5 17.5 19 19 M19 5l-1.5 1.5 M6.5 17.5 5 19",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  play: "M8 5.5v13l10.5-6.5z",
  close: "M6 6l12 12 M18 6 6 18",
  viewer: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20a7.5 7.5 0 0 1 15 0",
  muted: "M4 9.5v5h3.5L12 19V5L7.5 9.5z M16 9.5l5 5 M21 9.5l-5 5",
  sound: "M4 9.5v5h3.5L12 19V5L7.5 9.5z M15.5 9a4.5 4.5 0 0 1 0 6 M18.5 6.5a8.5 8.5 0 0 1 0 11",
  fullscreen: "M4 9V4h5 M15 4h5v5 M20 15v5h-5 M9 20H4v-5",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  minus: "M5 12h14",
  plus: "M5 12h14 M12 5v14",
  copy: "M9 9h11v11H9z M5 15H4V4h11v1",
  done: "M5 12.5l4.5 4.5L19 7.5",
  warning: "M12 4 2.5 20h19z M12 10v4.5 M12 17.2h.01",
};

const SVG = "http://www.w3.org/2000/svg";

/**
 * Draws an icon; it is decoration, the words beside it carry the meaning.
 *
 * @param {keyof typeof STROKES} name
 */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", STROKES[name]);
  drawing.append(path);
  return drawing;
}
