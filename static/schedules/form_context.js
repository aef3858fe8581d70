import { element } from "../base/element.js";
import { readAllNamed } from "../server/rules_api.js";

/**
 * What forms offer to choose from.
 *
 * @typedef {object} FormContext
 * @property {import("../rules/expand_names.js").Named} named
 * @property {readonly import("../server/parse.js").Channel[]} channels
 * @property {string} foldersId Id of the list of media folders in the page.
 */

const FOLDERS_ID = "media-folders";

/** @param {import("../server/store.js").Snapshot} snapshot @returns {Promise<FormContext>} */
export async function readFormContext({ channels, libraries }) {
  const folders = libraries?.items.map(({ folder }) => folder) ?? [];
  const list = element(
    "datalist",
    { id: FOLDERS_ID },
    ...folders.map((value) => element("option", { value })),
  );
  document.getElementById(FOLDERS_ID)?.remove();
  document.body.append(list);
  return { named: await readAllNamed(), channels: channels ?? [], foldersId: FOLDERS_ID };
}
