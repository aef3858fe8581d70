import { collectionOf, formOfCollection, isShownCollection } from "./collection_form.js";
import { isMap, isNumberOrNone, numberOr } from "./form_values.js";

/**
 * What the form for a filler shows.
 *
 * @typedef {{collection: import("./collection_form.js").CollectionForm, amount: string, much: string,
 *   cooldownMinutes: string}} FillerForm
 */

/** How much of a filler airs, with the unit of the number beside it. */
export const AMOUNTS = [
  ["count", "So many clips", "Clips"],
  ["seconds", "So many seconds", "Seconds"],
  ["minutes", "So many minutes", "Minutes"],
  ["pad_to_minutes", "Until the clock shows a multiple of", "Minutes"],
  ["fill", "Until what comes next begins", ""],
];

const SHOWN = ["collection", "cooldown_minutes", ...AMOUNTS.map(([key]) => key)];

/**
 * The options of a filler that the form cannot show, or not give back as they were; none when it can be edited there.
 *
 * @param {unknown} filler
 */
export function beyondFiller(filler) {
  if (!isMap(filler)) return ["the filler"];
  const amounts = AMOUNTS.map(([key]) => key).filter((key) => filler[key] !== undefined);
  return [
    ...Object.keys(filler).filter((key) => !SHOWN.includes(key)),
    ...(isShownCollection(filler.collection) ? [] : ["collection"]),
    ...(amounts.length === 1 && isShownAmount(amounts[0], filler) ? [] : ["its amount"]),
    ...(isNumberOrNone(filler.cooldown_minutes) ? [] : ["cooldown_minutes"]),
  ];
}

/** @param {object} filler One without anything {@link beyondFiller}. @returns {FillerForm} */
export function formOfFiller(filler) {
  const [amount] = AMOUNTS.find(([key]) => filler[key] !== undefined) ?? AMOUNTS[0];
  return {
    collection: formOfCollection(filler.collection),
    amount,
    much: amount === "fill" ? "" : String(filler[amount] ?? 1),
    cooldownMinutes: filler.cooldown_minutes === undefined ? "" : String(filler.cooldown_minutes),
  };
}

/**
 * The filler a form stands for.
 *
 * @param {FillerForm} form
 */
export function fillerOf({ collection, amount, much, cooldownMinutes }) {
  const cooldown = numberOr(cooldownMinutes, null);
  return {
    collection: collectionOf(collection),
    [amount]: amount === "fill" ? true : numberOr(much, ""),
    ...(cooldown === null ? {} : { cooldown_minutes: cooldown }),
  };
}

function isShownAmount(key, filler) {
  return key === "fill" ? filler.fill === true : isNumberOrNone(filler[key]);
}
