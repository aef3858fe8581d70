import { announce } from "../base/announce.js";
import { confirmed } from "../base/confirm_dialog.js";
import { element } from "../base/element.js";
import { button } from "../base/fields.js";
import {
  deleteChannel,
  previewChannel,
  readChannelDocument,
  readNamed,
  rebuildChannel,
  saveChannel,
} from "../server/rules_api.js";
import { scheduleSentence } from "../rules/schedule_words.js";
import { CHANNEL_FORM } from "./channel_form_view.js";
import { DocumentEditor } from "./document_editor.js";
import { readFormContext } from "./form_context.js";
import { readOnlyDocument } from "./read_only_document.js";

/** What a new channel begins with. */
const NEW_CHANNEL = {
  number: "",
  name: "",
  schedule: { kind: "loop", collection: { folder: "" }, order: "shuffle" },
};

/** @typedef {import("./schedules_view.js").PageParts} PageParts */

/**
 * Makes a channel.
 *
 * @param {PageParts} parts
 * @returns {Promise<{title: string, body: Element[]}>}
 */
export async function newChannelPage(parts) {
  const document = { ...NEW_CHANNEL, number: freeNumber(parts.store.snapshot.channels ?? []) };
  const editor = await channelEditor(parts, null, { document, version: null });
  return { title: "New channel", body: [editor.root] };
}

/**
 * Changes a channel, or shows one that is managed elsewhere.
 *
 * @param {PageParts} parts
 * @param {string} id
 */
export async function channelPage(parts, id) {
  const written = await readChannelDocument(id);
  const { document, managedBy, fault } = written;
  const title = `${document.number} ${document.name}`;
  const setAside = fault === null
    ? []
    : [element("p", { class: "form-notice", text: `Does not fit: ${fault}` })];
  if (managedBy !== "api") {
    const schedules = Object.fromEntries(
      (await readNamed("schedules")).map((one) => [one.name, one.document]),
    );
    const known = { schedules, channels: parts.store.snapshot.channels ?? [] };
    return {
      title,
      body: [...setAside, readOnlyDocument(written, scheduleSentence(document.schedule, known))],
    };
  }
  const editor = await channelEditor(parts, id, written);
  return { title, body: [...setAside, editor.root, moreDeeds(parts, id, written)] };
}

async function channelEditor(parts, id, { document, version }) {
  const context = await readFormContext(parts.store.snapshot);
  return new DocumentEditor({
    document,
    version,
    draftKey: id === null ? "new-channel" : `channel.${id}`,
    form: CHANNEL_FORM,
    context,
    saveText: id === null ? "Save the new channel" : "Save",
    deeds: {
      async preview(written) {
        const preview = await parts.gate(() => previewChannel(id, written));
        const zone = typeof written.timezone === "string" ? written.timezone : undefined;
        return { channels: [{ title: `${written.number} ${written.name}`, zone, preview }], note: "" };
      },
      async save(written, change) {
        await parts.gate(() => saveChannel(id, written, change));
        parts.saved(`${written.number} ${written.name} is saved.`, "");
      },
      newestVersion: async () => (await readChannelDocument(id)).version,
    },
  });
}

/** What else can be done with a channel: its history, its timeline, its end. */
function moreDeeds(parts, id, { document, version }) {
  const name = `${document.number} ${document.name}`;
  const note = element("p", { class: "none", role: "status" });
  const attempt = async (task) => {
    try {
      await parts.gate(task);
    } catch (thrown) {
      note.textContent = thrown.message;
    }
  };
  const rebuild = async () => {
    const isSure = await confirmed({
      title: `Rebuild ${name} from now?`,
      text: "What is on air plays on to its end. All that follows is planned anew, and the guide with it.",
      action: "Rebuild",
    });
    if (!isSure) return;
    await attempt(async () => {
      await rebuildChannel(id);
      note.textContent = "Planned anew from now on.";
      announce(note.textContent);
    });
  };
  const remove = async () => {
    const isSure = await confirmed({
      title: `Delete ${name}?`,
      text:
        "Whoever watches it is cut off, and it leaves lineup and guide. Its history stays, and so does the way back.",
      action: "Delete",
    });
    if (!isSure) return;
    await attempt(async () => {
      await deleteChannel(id, version);
      // The way back lies there.
      parts.saved(`${name} is deleted.`, `channel/${encodeURIComponent(id)}/history`);
    });
  };
  return element(
    "section",
    { class: "panel more-deeds", "aria-label": "More" },
    element(
      "div",
      { class: "form-buttons" },
      element("a", {
        class: "button",
        href: `#/schedules/channel/${encodeURIComponent(id)}/history`,
        text: "History",
      }),
      button("Rebuild from now", rebuild),
      button("Delete", remove),
    ),
    note,
  );
}

function freeNumber(channels) {
  const taken = new Set(channels.map(({ number }) => number));
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return String(number);
}
