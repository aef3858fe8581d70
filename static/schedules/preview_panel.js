import { element } from "../base/element.js";
import { button, labelled, textControl } from "../base/fields.js";
import { headline, subline } from "../base/programme_text.js";
import { serverNow } from "../server/clock.js";
import { zoneClockText, zoneSpanText } from "../rules/zone_hours.js";
import { remarkList } from "./remark_list.js";
import { strip } from "./strip.js";

/** More of them are folded away. */
const CHANGES_SHOWN = 10;
const CHANGES_MAX = 200;

/**
 * What would air, next to what is published.
 *
 * @typedef {{title: string, zone?: string, preview: import("../server/rules_api.js").Preview}} PreviewedChannel
 *
 * @param {readonly PreviewedChannel[]} channels
 * @param {{saveText: string, onSave: (note: string) => void, note: string}} options `note`: what there is to say beside
 *   channels; that of `onSave` is what the history shall say.
 */
export function previewPanel(channels, { saveText, onSave, note }) {
  const reason = textControl("", "", { maxlength: 200 });
  const heading = element("h3", { tabindex: -1, text: "Preview of the next 24 hours" });
  const root = element(
    "section",
    { class: "panel preview", "aria-label": "Preview" },
    heading,
    note ? element("p", { class: "none", text: note }) : null,
    ...channels.map(previewedChannel),
    labelled("Note for the history", reason, "May be empty"),
    element(
      "div",
      { class: "form-buttons" },
      button(saveText, () => onSave(reason.value.trim()), { isMain: true }),
    ),
  );
  return { root, heading };
}

function previewedChannel({ title, zone, preview }) {
  const { changes, remarks, programmes, cutMs } = preview;
  const isOff = programmes.length === 0;
  return element(
    "article",
    { class: "previewed" },
    element("h4", { text: title }),
    isOff
      ? element("p", { class: "none", text: "Nothing would air." })
      : strip(programmes, { fromMs: serverNow(), zone, label: `${title}, as it would be` }),
    remarkList(remarks, zone),
    changeList(changes, zone) ??
      element("p", { class: "none", text: "Nothing changes in the next 24 hours." }),
    changes.length === 0 || cutMs <= serverNow()
      ? null
      : element("p", { class: "none", text: `Until ${zoneClockText(cutMs, zone)} all stays as it is.` }),
  );
}

/** What was next to what will be; null when nothing changes. */
function changeList(changes, zone) {
  if (changes.length === 0) return null;
  const [shown, hidden] = [changes.slice(0, CHANGES_SHOWN), changes.slice(CHANGES_SHOWN, CHANGES_MAX)];
  const more = hidden.length === 0 ? null : element(
    "details",
    {},
    element("summary", { text: `${changes.length - shown.length} more changes` }),
    changeTable(hidden, zone),
  );
  return element("div", {}, changeTable(shown, zone), more);
}

function changeTable(changes, zone) {
  const rows = changes.map(({ startMs, stopMs, was, will }) =>
    element(
      "tr",
      {},
      element("th", {
        scope: "row",
        text: zoneSpanText(startMs, stopMs, zone),
      }),
      element("td", {}, element("del", { text: titleOf(was) })),
      element("td", {}, element("ins", { text: titleOf(will) })),
    )
  );
  const heads = ["When", "Was", "Will be"].map((text) => element("th", { scope: "col", text }));
  return element(
    "table",
    { class: "changes" },
    element("caption", { class: "visually-hidden", text: "What changes" }),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows),
  );
}

function titleOf(programme) {
  return programme === null
    ? "Nothing"
    : [headline(programme), subline(programme)].filter(Boolean).join(" · ");
}
