import { element } from "../base/element.js";
import { button } from "../base/fields.js";
import {
  previewChannel,
  readAllNamed,
  readChannelDocument,
  readHistory,
  readOneNamed,
  revert,
} from "../server/rules_api.js";
import { diffDocuments, valueText } from "../rules/document_diff.js";
import { faultList } from "./fault_list.js";
import { previewNamed } from "./named_pages.js";
import { previewPanel } from "./preview_panel.js";

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const PLACES = { onGo: () => {}, placeText: () => "" };

/**
 * What has a history.
 *
 * @typedef {{section: import("../server/rules_api.js").Section | "channels", name: string}} Subject `name`: of a
 *   channel its id.
 */

/**
 * The versions of a channel or named thing, and the way back to one of them, also when it is deleted.
 *
 * @param {import("./schedules_view.js").PageParts} parts
 * @param {Subject} subject
 */
export async function historyPage(parts, subject) {
  const [versions, document] = await Promise.all([
    readHistory(subject.section, subject.name),
    readPresent(subject),
  ]);
  const now = { document, version: versions[0]?.version ?? null };
  const place = element("div", { class: "schedules-body" });
  const rows = versions.map((version) => {
    return versionRow(version, now, () => look(parts, { subject, now, then: version, place }));
  });
  const list = rows.length > 0
    ? element("ol", { class: "rows versions" }, ...rows)
    : element("p", { class: "none", text: "Nothing was changed here yet." });
  const title = `History of ${titleOf(subject, document ?? versions.find((one) => one.document)?.document)}`;
  return { title, body: [element("section", { class: "panel" }, list), place] };
}

/** The document as it is; null when it is deleted. */
async function readPresent({ section, name }) {
  try {
    const written = await (section === "channels" ? readChannelDocument(name) : readOneNamed(section, name));
    return written.document;
  } catch (thrown) {
    if (thrown.status !== 404) throw thrown;
    return null;
  }
}

function titleOf({ section, name }, document) {
  return section === "channels" && document ? `${document.number} ${document.name}` : name;
}

function versionRow({ version, atMs, note, document }, now, onLook) {
  const name = `Compare version ${version} with what is now`;
  const words = [format.format(atMs), document === null ? "deleted" : "", note].filter(Boolean).join(" · ");
  return element(
    "li",
    {},
    element("span", { class: "row-name", text: `Version ${version}` }),
    element("span", { class: "row-note row-detail", text: words }),
    version === now.version
      ? element("span", { class: "badge", text: "Now" })
      : document === null
      ? null
      : button("Compare", onLook, { label: name }),
  );
}

/** The difference first; then, if it is wanted, the way back. */
async function look(parts, { subject, now, then: { version, document }, place }) {
  const complain = (action, thrown) => {
    place.prepend(element("div", { role: "alert" }, faultList(action, thrown, PLACES)));
  };
  const goBack = async (note) => {
    try {
      await parts.gate(() => revert(subject.section, subject.name, version, { version: now.version, note }));
      const part = subject.section === "channels" ? "" : subject.section;
      parts.saved(`${titleOf(subject, document)} is as it was in version ${version}.`, part);
    } catch (thrown) {
      complain("Not reverted", thrown);
    }
  };
  place.replaceChildren(optionTable(diffDocuments(now.document ?? {}, document), version));
  try {
    const { channels, note } = await previewOf(parts, { subject, now, document });
    const saveText = `Go back to version ${version}`;
    const { root, heading } = previewPanel(channels, { saveText, note, onSave: goBack });
    place.append(root);
    heading.focus();
  } catch (thrown) {
    complain("Cannot be previewed", thrown);
  }
}

async function previewOf(parts, { subject, now, document }) {
  const { section, name } = subject;
  if (section !== "channels") return previewNamed(parts, { section, name, document }, await readAllNamed());
  // A deleted channel comes back as a new one.
  const preview = await parts.gate(() => previewChannel(now.document === null ? null : name, document));
  const zone = document.timezone ?? undefined;
  return { channels: [{ title: titleOf(subject, document), zone, preview }], note: "" };
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
  const heads = ["Option", "Now", `Version ${version}`].map((text) => element("th", { scope: "col", text }));
  return element(
    "section",
    { class: "panel" },
    element(
      "table",
      { class: "changes" },
      element("caption", { text: "What the document would say" }),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows),
    ),
  );
}
