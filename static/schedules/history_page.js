import { element } from "../base/element.js";
import { button } from "../base/fields.js";
import { previewChannel, readChannelDocument, readHistory, revertChannel } from "../server/rules_api.js";
import { diffDocuments, valueText } from "../rules/document_diff.js";
import { faultList } from "./fault_list.js";
import { previewPanel } from "./preview_panel.js";

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/**
 * The versions of a channel, and the way back to one of them.
 *
 * @param {import("./schedules_view.js").PageParts} parts
 * @param {string} id
 */
export async function historyPage(parts, id) {
  const [written, versions] = await Promise.all([readChannelDocument(id), readHistory(id)]);
  const { number, name } = written.document;
  const place = element("div", { class: "schedules-body" });
  const rows = versions.map((version) =>
    versionRow(version, written, () => look(parts, { id, written, version, place }))
  );
  const none = element("p", { class: "none", text: "Nothing was changed here yet." });
  return {
    title: `History of ${number} ${name}`,
    body: [
      element(
        "section",
        { class: "panel" },
        rows.length > 0 ? element("ol", { class: "rows versions" }, ...rows) : none,
      ),
      place,
    ],
  };
}

function versionRow({ version, atMs, note, document }, written, onLook) {
  const isNow = version === written.version;
  const look = button("Compare", onLook, { label: `Compare version ${version} with what is now` });
  return element(
    "li",
    {},
    element("span", { class: "row-name", text: `Version ${version}` }),
    element("span", {
      class: "row-note row-detail",
      text: [format.format(atMs), note].filter(Boolean).join(" · "),
    }),
    isNow
      ? element("span", { class: "badge", text: "Now" })
      : document === null
      ? element("span", { class: "row-note", text: "Deleted" })
      : look,
  );
}

/** The difference first; then, if it is wanted, the way back. */
async function look(parts, { id, written, version: { version, document }, place }) {
  const places = { onGo: () => {}, placeText: () => "" };
  const complain = (action, thrown) =>
    place.prepend(element("div", { role: "alert" }, faultList(action, thrown, places)));
  place.replaceChildren(optionTable(diffDocuments(written.document, document), version));
  try {
    const preview = await parts.gate(() => previewChannel(id, document));
    const zone = document.timezone ?? undefined;
    const { root, heading } = previewPanel(
      [{ title: `${document.number} ${document.name}`, zone, preview }],
      {
        saveText: `Go back to version ${version}`,
        note: "",
        async onSave() {
          try {
            await parts.gate(() => revertChannel(id, version, written.version));
            parts.saved(`${document.number} ${document.name} is as it was in version ${version}.`, "");
          } catch (thrown) {
            complain("Not reverted", thrown);
          }
        },
      },
    );
    place.append(root);
    heading.focus();
  } catch (thrown) {
    complain("Cannot be previewed", thrown);
  }
}

function optionTable(differences, version) {
  if (differences.length === 0) {
    return element("p", { class: "form-notice", text: `Version ${version} says the same as what is now.` });
  }
  const rows = differences.map(({ path, was, will }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", text: path }),
      element("td", {}, element("del", { text: valueText(was) })),
      element("td", {}, element("ins", { text: valueText(will) })),
    )
  );
  const heads = ["Option", "Now", `Version ${version}`];
  return element(
    "section",
    { class: "panel" },
    element(
      "table",
      { class: "changes" },
      element("caption", { text: "What the document would say" }),
      element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col", text })))),
      element("tbody", {}, ...rows),
    ),
  );
}
