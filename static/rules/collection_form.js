import { isPlainText } from "./form_values.js";

/**
 * A collection as a form shows it.
 *
 * @typedef {{source: "named" | "folder" | "show" | "search", value: string}} CollectionForm
 */

/** Where items come from, in the order to choose from. */
export const SOURCES = [
  ["folder", "Folder"],
  ["show", "Show"],
  ["search", "Search words"],
  ["named", "Named collection"],
];

/**
 * @param {unknown} collection
 * @returns {CollectionForm | null} Null for one the form cannot show.
 */
export function formOfCollection(collection) {
  if (collection === undefined || collection === null) return { source: "folder", value: "" };
  if (typeof collection === "string") return { source: "named", value: collection };
  const keys = Object.keys(collection);
  const [source] = keys;
  const isSimple = keys.length === 1 && ["folder", "show", "search"].includes(source) &&
    typeof collection[source] === "string";
  return isSimple ? { source, value: collection[source] } : null;
}

/** True for a collection that the form shows and gives back as it was. @param {unknown} collection */
export function isShownCollection(collection) {
  if (collection === undefined || collection === null) return false;
  const form = formOfCollection(collection);
  return form !== null && isPlainText(form.value);
}

/** @param {CollectionForm} form */
export function collectionOf({ source, value }) {
  return source === "named" ? value : { [source]: value };
}
