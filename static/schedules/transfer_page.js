import { element } from "../base/element.js";
import { button, labelled } from "../base/fields.js";
import { readExport, sendImport } from "../server/rules_api.js";
import { faultList } from "./fault_list.js";

const CHANGES = { created: "New", edited: "Changed", deleted: "Deleted" };
const PLACES = { onGo: () => {}, placeText: () => "" };

/** Takes schedules to another server, or back. @param {import("./schedules_view.js").PageParts} parts */
export function transferPage(parts) {
  return { title: "Export and import", body: [exportPanel(), importPanel(parts)] };
}

function exportPanel() {
  const note = element("p", { class: "none", role: "status" });
  const download = async () => {
    note.textContent = "";
    try {
      const { text, type } = await readExport();
      const name = "exstreamtv.yaml";
      const address = URL.createObjectURL(new Blob([text], { type }));
      element("a", { href: address, download: name }).click();
      URL.revokeObjectURL(address);
      note.textContent = `${name} is in your downloads.`;
    } catch (thrown) {
      note.textContent = `Cannot export: ${thrown.message}`;
    }
  };
  return element(
    "section",
    { class: "panel" },
    element("h3", { text: "Export" }),
    element("p", {
      class: "none",
      text:
        "Every channel, collection, filler and schedule made here, as a file that config.yaml can include.",
    }),
    element("div", { class: "form-buttons" }, button("Download", download)),
    note,
  );
}

function importPanel(parts) {
  const area = element("textarea", {
    class: "field text-area",
    rows: 10,
    spellcheck: "false",
    autocapitalize: "off",
  });
  const file = element("input", { class: "field", type: "file", accept: ".yaml,.yml,.json" });
  const result = element("div", { role: "status" });
  const run = async (isDryRun) => {
    try {
      const answer = await parts.gate(() => sendImport(area.value, { isDryRun }));
      if (isDryRun) result.replaceChildren(dryResult(answer, () => run(false)));
      else parts.saved("The import is done.", "");
    } catch (thrown) {
      result.replaceChildren(faultList(isDryRun ? "Cannot be imported" : "Not imported", thrown, PLACES));
    }
  };
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    area.value = await chosen.text();
    result.replaceChildren();
  });
  // What was tried is what is imported.
  area.addEventListener("input", () => result.replaceChildren());
  return element(
    "section",
    { class: "panel" },
    element("h3", { text: "Import" }),
    element(
      "div",
      { class: "form-body" },
      labelled("File", file),
      labelled("Or its text", area, "YAML or JSON, as exported or as written for config.yaml"),
    ),
    element("div", { class: "form-buttons" }, button("Try it", () => run(true), { isMain: true })),
    result,
  );
}

function dryResult({ items }, onImport) {
  const changed = items.filter(({ change }) => change !== "unchanged");
  const rows = [...Map.groupBy(changed, ({ change }) => change)].map(([change, ones]) =>
    element(
      "li",
      {},
      element("span", { class: "row-name", text: CHANGES[change] ?? change }),
      element("span", {
        class: "row-detail",
        text: ones.map(({ kind, name }) => `${kind} ${name}`).join(", "),
      }),
    )
  );
  return element(
    "div",
    {},
    rows.length > 0
      ? element("ul", { class: "rows" }, ...rows)
      : element("p", { class: "none", text: "It can be imported, and would change nothing." }),
    rows.length > 0
      ? element("div", { class: "form-buttons" }, button("Import", onImport, { isMain: true }))
      : null,
  );
}
