import { confirmed } from "../base/confirm_dialog.js";
import { element } from "../base/element.js";
import { button, labelled, textControl } from "../base/fields.js";
import {
  deleteNamed,
  previewChannel,
  readChannelDocuments,
  readNamed,
  readOneNamed,
  saveNamed,
} from "../server/rules_api.js";
import { collectionWords, contentWords } from "../rules/collection_words.js";
import { expandNames, isTouched } from "../rules/expand_names.js";
import { scheduleSentence } from "../rules/schedule_words.js";
import { CollectionCount } from "./collection_count.js";
import { DocumentEditor } from "./document_editor.js";
import { readFormContext } from "./form_context.js";
import { managerOf } from "./managers.js";
import { NAMED_FORMS, NEW_NAMED } from "./named_form_views.js";
import { readOnlyDocument } from "./read_only_document.js";

/** Channels whose next day is previewed when something they use changes. */
const PREVIEWED_MAX = 6;
/** In an address: one that is not there yet; no name has such a character. */
export const NEW = "+new";
/** What the server takes for a name. */
const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** What each section is called, and what it is for. */
export const NAMED_WORDS = {
  collections: {
    title: "Collections",
    one: "collection",
    purpose:
      "A collection is a part of the library with a name: change it once, and every schedule that uses it follows.",
  },
  fillers: {
    title: "Fillers",
    one: "filler",
    purpose: "A filler airs around or inside programmes: commercials, bumpers, station ids.",
  },
  schedules: {
    title: "Named schedules",
    one: "schedule",
    purpose: "A schedule with a name can serve several channels.",
  },
};

/**
 * All of a section.
 *
 * @param {import("./schedules_view.js").PageParts} parts
 * @param {keyof typeof NAMED_WORDS} section
 */
export async function namedListPage(parts, section) {
  const { title, one, purpose } = NAMED_WORDS[section];
  const items = await readNamed(section);
  const named = section === "collections"
    ? Object.fromEntries(items.map(({ name, document }) => [name, document]))
    : {};
  const rows = items.map((item) =>
    namedRow(section, item, { named, channels: parts.store.snapshot.channels ?? [] })
  );
  const body = rows.length > 0 ? element("ul", { class: "rules" }, ...rows) : element(
    "div",
    { class: "empty" },
    element("strong", { text: `No ${one} yet` }),
    element("span", { text: purpose }),
  );
  const make = element("a", {
    class: "button is-main",
    href: `#/schedules/${section}/${NEW}`,
    text: `New ${one}`,
  });
  return { title, body: [body], tools: [make] };
}

/**
 * Makes or changes one of a section, or shows one that is managed elsewhere.
 *
 * @param {import("./schedules_view.js").PageParts} parts
 * @param {keyof typeof NAMED_WORDS} section
 * @param {string | null} name Null for a new one.
 */
export async function namedPage(parts, section, name) {
  const { one } = NAMED_WORDS[section];
  const context = await readFormContext(parts.store.snapshot);
  const written = name === null ? null : await readOneNamed(section, name);
  const title = name === null ? `New ${one}` : name;
  if (written !== null && written.managedBy !== "api") {
    const sentence = namedSentence(section, written.document, parts.store.snapshot.channels ?? []);
    return { title, body: [readOnlyDocument(written, sentence)] };
  }
  const nameControl = textControl("", name ?? "", { required: true, maxlength: 64, spellcheck: "false" });
  const editor = new DocumentEditor({
    document: written?.document ?? NEW_NAMED[section],
    version: written?.version ?? null,
    draftKey: `${section}.${name ?? "new"}`,
    form: NAMED_FORMS[section],
    context,
    saveText: "Save",
    deeds: namedDeeds(parts, section, {
      nameOf: () => name ?? newName(nameControl, section, context),
      context,
    }),
  });
  const nameField = labelled("Name", nameControl, "Letters, digits, _ and -; documents use it by this name");
  return {
    title,
    body: [
      ...(name === null ? [element("div", { class: "form-row" }, nameField)] : []),
      editor.root,
      ...(written === null ? [] : [removal(parts, section, written)]),
    ],
  };
}

function namedRow(section, { name, document, managedBy }, { named, channels }) {
  const manager = managerOf(managedBy);
  const count = element("span", { class: "row-note" });
  if (section === "collections") {
    new CollectionCount((text) => count.textContent = text).show(document, named);
  }
  const word = manager.isOurs ? "Edit" : "View";
  return element(
    "li",
    { class: "panel rule" },
    element(
      "div",
      { class: "rule-head" },
      element(
        "div",
        { class: "rule-words" },
        element("h3", { text: name }),
        element("p", { class: "rule-sentence" }, namedSentence(section, document, channels), count),
      ),
      element(
        "div",
        { class: "rule-tools" },
        element("span", { class: "badge", text: manager.word, title: manager.sentence }),
        element("a", {
          class: "button",
          href: `#/schedules/${section}/${encodeURIComponent(name)}`,
          text: word,
          "aria-label": `${word} ${name}`,
        }),
      ),
    ),
  );
}

function namedSentence(section, document, channels) {
  if (section === "schedules") return scheduleSentence(document, { channels });
  if (section === "collections") return collectionWords(document);
  if (document?.sequence) return `${document.sequence.length} parts, one after another`;
  return document?.up_next_s ? `A card with what is next, ${document.up_next_s} s` : contentWords(document);
}

function newName(control, section, { named }) {
  const name = control.value.trim();
  const isTaken = Object.hasOwn(named[section], name);
  if (NAME.test(name) && !isTaken) return name;
  control.focus();
  throw new Error(
    isTaken
      ? `the name “${name}” is taken. Choose another one.`
      : "it needs a name of letters, digits, _ and -, not of digits alone.",
  );
}

function namedDeeds(parts, section, { nameOf, context }) {
  return {
    preview: (document) => previewNamed(parts, { section, name: nameOf(), document }, context.named),
    async save(document, change) {
      const name = nameOf();
      await parts.gate(() => saveNamed(section, name, document, change));
      parts.saved(`${name} is saved.`, section);
    },
    newestVersion: async () => (await readOneNamed(section, nameOf())).version,
  };
}

/**
 * What a change of a named thing would do to the channels that use it.
 *
 * @param {import("./schedules_view.js").PageParts} parts
 * @param {{section: keyof typeof NAMED_WORDS, name: string, document: unknown}} changed
 * @param {import("../rules/expand_names.js").Named} before
 */
export async function previewNamed(parts, { section, name, document }, before) {
  const after = { ...before, [section]: { ...before[section], [name]: document } };
  const touched = await touchedChannels(parts.store.snapshot.channels ?? [], before, after);
  const channels = [];
  for (const { channel, document: using } of touched.slice(0, PREVIEWED_MAX)) {
    const preview = await parts.gate(() => previewChannel(channel.id, expandNames(using, after)));
    const zone = using.timezone ?? undefined;
    channels.push({ title: `${channel.number} ${channel.name}`, zone, preview });
  }
  const left = touched.length - channels.length;
  const note = touched.length === 0
    ? "No channel uses it yet, so nothing changes on air."
    : left > 0
    ? `${left} more channels use it; these are the first.`
    : "";
  return { channels, note };
}

/** Channels on air that would air something else. */
async function touchedChannels(channels, before, after) {
  const documents = new Map((await readChannelDocuments()).map(({ name, document }) => [name, document]));
  return channels.map((channel) => ({ channel, document: documents.get(channel.id) }))
    .filter(({ document }) => document !== undefined && isTouched(document, before, after));
}

function removal(parts, section, { name, version, usedBy }) {
  const used = usedBy.length > 0 ? `Used by ${usedBy.join(", ")}.` : "Nothing uses it.";
  const note = element("p", { class: "none", role: "status", text: used });
  const remove = async () => {
    const isSure = await confirmed({
      title: `Delete ${name}?`,
      text: usedBy.length > 0 ? `${used} The server refuses it while that is so.` : "Nothing uses it.",
      action: "Delete",
    });
    if (!isSure) return;
    try {
      await parts.gate(() => deleteNamed(section, name, version));
      // The way back lies there.
      parts.saved(`${name} is deleted.`, `${section}/${encodeURIComponent(name)}/history`);
    } catch (thrown) {
      note.textContent = `Not deleted: ${thrown.message}`;
    }
  };
  return element(
    "section",
    { class: "panel more-deeds", "aria-label": "More" },
    element(
      "div",
      { class: "form-buttons" },
      element("a", {
        class: "button",
        href: `#/schedules/${section}/${encodeURIComponent(name)}/history`,
        text: "History",
      }),
      button("Delete", remove),
    ),
    note,
  );
}
