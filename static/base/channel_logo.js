import { element } from "./element.js";

/**
 * A channel's picture; its number stands in where there is none.
 *
 * @param {import("../server/parse.js").Channel} channel
 */
export function channelLogo(channel) {
  const picture = element("img", {
    class: "logo",
    src: channel.logoPath,
    alt: "",
    loading: "lazy",
    decoding: "async",
  });
  picture.addEventListener("error", () => {
    const number = element("span", { class: "logo", "aria-hidden": "true", text: channel.number });
    picture.replaceWith(number);
  }, { once: true });
  return picture;
}

/** Hues that look well dark and light; neighbours in the list are far apart on the circle. */
const HUES = [212, 338, 168, 268, 18, 192, 305, 38, 235, 355];

/**
 * The hue a channel keeps wherever it appears.
 *
 * @param {string} number
 * @returns {number} Degrees on the colour circle.
 */
export function channelHue(number) {
  const [major = 0, minor = 0] = number.split(".").map(Number);
  return HUES[(major + 3 * minor) % HUES.length];
}
