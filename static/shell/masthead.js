import { setText } from "../base/element.js";
import { icon } from "../base/icon.js";
import { isDark, onSystemTheme, toggleTheme } from "../base/theme.js";
import { clockText } from "../base/time.js";

/**
 * Wires the header: icons, clock, the switch between dark and light.
 *
 * @returns {(nowMs: number) => void} To be called every second.
 */
export function showMasthead() {
  for (const link of document.querySelectorAll("[data-icon]")) link.prepend(icon(link.dataset.icon));
  const button = document.getElementById("theme");
  button.addEventListener("click", () => {
    toggleTheme();
    drawTheme(button);
  });
  onSystemTheme(() => drawTheme(button));
  drawTheme(button);

  const clock = document.getElementById("clock");
  return (nowMs) => {
    setText(clock, clockText(nowMs));
    clock.dateTime = new Date(nowMs).toISOString();
  };
}

function drawTheme(button) {
  const wanted = isDark() ? "light" : "dark";
  button.replaceChildren(icon(isDark() ? "sun" : "moon"));
  button.setAttribute("aria-label", `Switch to the ${wanted} look`);
  button.title = `Switch to the ${wanted} look`;
}
