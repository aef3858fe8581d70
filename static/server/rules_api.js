import { readJson, readText, send } from "./api.js";
import { parseProgramme } from "./parse.js";

/**
 * A channel, collection, filler or schedule, in the words of `config.yaml`.
 *
 * @typedef {object} Written
 * @property {string} name Of a channel its id.
 * @property {any} document
 * @property {"config" | "api" | "demo"} managedBy
 * @property {number | null} version
 * @property {string[]} usedBy Places of what uses it by its name: `channels.5`.
 * @property {string | null} fault Why it is set aside, if it is.
 *
 * @typedef {import("./parse.js").Programme} Programme
 *
 * @typedef {{atMs: number, detail: string}} Remark What the operator should know.
 *
 * @typedef {object} Preview
 * @property {number} cutMs From here on it differs from what is published.
 * @property {Programme[]} programmes
 * @property {Remark[]} remarks
 * @property {{startMs: number, stopMs: number, was: Programme | null, will: Programme | null}[]} changes
 *
 * @typedef {{version: number | null, note: string}} Change `version`: that was looked at; `note`: what the history
 *   says of it, maybe nothing.
 *
 * @typedef {"collections" | "fillers" | "schedules"} Section
 */

const PREVIEW_HOURS = 24;

/** @param {string} id @returns {Promise<Written>} */
export async function readChannelDocument(id) {
  return parseWritten(await readJson(`channels/${encodeURIComponent(id)}/document`), id);
}

/** All channels as they are written, those that are switched off too. @returns {Promise<Written[]>} */
export async function readChannelDocuments() {
  const { items } = await readJson("channel-documents");
  return items.map((item) => parseWritten(item, item.name));
}

/** @param {Section} section @param {string} name @returns {Promise<Written>} */
export async function readOneNamed(section, name) {
  return parseWritten(await readJson(`${section}/${encodeURIComponent(name)}`), name);
}

/**
 * Makes or changes a channel.
 *
 * @param {string | null} id Null for a new one.
 * @param {object} document
 * @param {Change} change
 */
export function saveChannel(id, document, { version, note }) {
  return id === null
    ? send("POST", `channels${noted(note)}`, { body: document })
    : send("PUT", `channels/${encodeURIComponent(id)}${noted(note)}`, { body: document, version });
}

/** @param {string} id @param {number | null} version */
export function deleteChannel(id, version) {
  return send("DELETE", `channels/${encodeURIComponent(id)}`, { version });
}

/** Everything of a section that has a name. @param {Section} section @returns {Promise<Written[]>} */
export async function readNamed(section) {
  const { items } = await readJson(section);
  return items.map((item) => parseWritten(item, item.name));
}

/**
 * All three sections, for who needs to know what names stand for.
 *
 * @returns {Promise<import("../rules/expand_names.js").Named>}
 */
export async function readAllNamed() {
  const sections = ["collections", "fillers", "schedules"];
  const lists = await Promise.all(sections.map(readNamed));
  return Object.fromEntries(sections.map((section, index) => {
    return [section, Object.fromEntries(lists[index].map(({ name, document }) => [name, document]))];
  }));
}

/** @param {Section} section @param {string} name @param {unknown} document @param {Change} change */
export function saveNamed(section, name, document, { version, note }) {
  return send("PUT", `${section}/${encodeURIComponent(name)}${noted(note)}`, { body: document, version });
}

/** @param {Section} section @param {string} name @param {number | null} version */
export function deleteNamed(section, name, version) {
  return send("DELETE", `${section}/${encodeURIComponent(name)}`, { version });
}

/**
 * What a channel would air; nothing is saved.
 *
 * @param {string | null} channelId Null for a new one.
 * @param {object} document
 * @returns {Promise<Preview>}
 */
export async function previewChannel(channelId, document) {
  const body = { ...(channelId === null ? {} : { channel_id: channelId }), document, hours: PREVIEW_HOURS };
  const { cut_at: cutAt, programmes, remarks, changes } = await send("POST", "schedules/preview", { body });
  return {
    cutMs: Date.parse(cutAt),
    programmes: programmes.map(parseProgramme),
    remarks: remarks.map(parseRemark),
    changes: changes.map(parseChange),
  };
}

/** @param {string} id @returns {Promise<Remark[]>} */
export async function readRemarks(id) {
  const { items } = await readJson(`channels/${encodeURIComponent(id)}/remarks`);
  return items.map(parseRemark);
}

/**
 * The versions of a channel or named thing that are remembered, newest first.
 *
 * @param {Section | "channels"} section
 * @param {string} name
 * @returns {Promise<{version: number, atMs: number, document: any, note: string}[]>} A document of null was deleted.
 */
export async function readHistory(section, name) {
  const { items } = await readJson(`${section}/${encodeURIComponent(name)}/history`);
  return items.map(({ at, ...rest }) => ({ ...rest, atMs: Date.parse(at) }));
}

/** @param {Section | "channels"} section @param {string} name @param {number} to @param {Change} change */
export function revert(section, name, to, { version, note }) {
  const path = `${section}/${encodeURIComponent(name)}/history/${to}/revert${noted(note)}`;
  return send("POST", path, { version });
}

/** Builds what a channel airs anew from now on; what is on air stays. @param {string} id */
export function rebuildChannel(id) {
  return send("POST", `channels/${encodeURIComponent(id)}/rebuild`);
}

/** All that was written, as a file that a configuration can include. */
export function readExport() {
  return readText("export");
}

/** @param {string} text @param {{isDryRun: boolean}} options */
export function sendImport(text, { isDryRun }) {
  // JSON is YAML, too.
  return send("POST", `import?dry_run=${isDryRun}`, { text, type: "application/yaml" });
}

function parseWritten({ document, managed_by: managedBy, version, used_by: usedBy, fault }, name) {
  return { name, document, managedBy, version, usedBy, fault };
}

function parseRemark({ at, detail }) {
  return { atMs: Date.parse(at), detail };
}

function parseChange({ start, stop, was, will }) {
  return {
    startMs: Date.parse(start),
    stopMs: Date.parse(stop),
    was: was && parseProgramme(was),
    will: will && parseProgramme(will),
  };
}

function noted(note) {
  return note === "" ? "" : `?note=${encodeURIComponent(note)}`;
}
