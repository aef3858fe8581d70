import { element } from "../base/element.js";
import { addressesFrom } from "./addresses.js";
import { appsWith } from "./apps.js";
import { copyField } from "./copy_field.js";

/**
 * Shows what to type into other programs.
 *
 * @param {Element} place
 * @param {import("../server/store.js").Store} store
 */
export function showConnect(place, store) {
  const cards = element("ul", { class: "apps" });
  const warning = element("p", {
    class: "connect-warning",
    text:
      "You opened this page on the server itself. Other devices need its address on your network instead: " +
      "open the page under that address, and the ones below follow.",
  });
  place.append(
    element(
      "div",
      { class: "view-head" },
      element(
        "div",
        {},
        element("h2", { id: "heading-connect", tabindex: -1, text: "How to connect" }),
        element("p", { text: "What to type into the programs you watch with." }),
      ),
    ),
    warning,
    cards,
  );

  let shown = "";
  store.subscribe(({ channels, system }) => {
    const addresses = addressesFrom(location.origin, channels?.[0]?.tsPath);
    warning.hidden = !addresses.isOnlyHere;
    const isTunerOn = system?.device.is_enabled ?? true;
    const wanted = `${addresses.m3u} ${isTunerOn}`;
    if (wanted === shown) return;
    shown = wanted;
    cards.replaceChildren(...appsWith(addresses, { isTunerOn }).map(appCard));
  });
}

function appCard({ name, steps, fields }) {
  return element(
    "li",
    { class: "panel app" },
    element("h3", { text: name }),
    element("p", { text: steps }),
    element("dl", {}, ...fields.map((field) => copyField(name, field))),
  );
}
