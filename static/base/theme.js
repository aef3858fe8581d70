/** Dark, light, or as the system says; remembered in this browser. Loaded before the first paint. */

const KEY = "exstreamtv.theme";
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

applyTheme(localStorage.getItem(KEY));

/** True while the page is dark, whoever decided so. */
export function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
}

/** Switches to the other look; a choice equal to the system's is forgotten, so that the page follows it again. */
export function toggleTheme() {
  const wanted = isDark() ? "light" : "dark";
  const isSystems = (wanted === "dark") === system.matches;
  if (isSystems) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, wanted);
  applyTheme(isSystems ? null : wanted);
}

/**
 * Tells when the system changes its mind.
 *
 * @param {() => void} listener
 */
export function onSystemTheme(listener) {
  system.addEventListener("change", listener);
}

/** @param {string | null} theme */
function applyTheme(theme) {
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  else delete root.dataset.theme;
}
