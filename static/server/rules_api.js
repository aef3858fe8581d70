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
 *
 * @typedef {import("./parse.js").Programme} Programme
 *
 * @typedef {{atMs: number | null, detail: string}} Remark What the operator should know.
 *
 * @typedef {object} Preview
 * @property {number} cutMs From here on it differs from what is published.
 * @property {Programme[]} programmes
 * @property {Remark[]} remarks
 * @property {{startMs: number, stopMs: number, was: Programme | null, will: Programme | null}[]} changes
 *
 * @typedef {"collections" | "fillers" | "schedules"} Section
 */

const PREVIEW_HOURS = 24;

/** @param {string} id @returns {Promise<Written>} */
export async function readChannelDocument(id) {
  return parseWritten(await readJson(`channels/${encodeURIComponent(id)}/document`), id);
}

/**
 * Makes or changes a channel.
 *
 * @param {string | null} id Null for a new one.
 * @param {object} document
 * @param {number | null} version
 */
export function saveChannel(id, document, version) {
  return id === null
    ? send("POST", "channels", { body: document })
    : send("PUT", `channels/${encodeURIComponent(id)}`, { body: document, version });
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

/** @param {Section} section @param {string} name @param {unknown} document @param {number | null} version */
export function saveNamed(section, name, document, version) {
  return send("PUT", `${section}/${encodeURIComponent(name)}`, { body: document, version });
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
 * The versions of a channel that are remembered, newest first.
 *
 * @param {string} id
 * @returns {Promise<{version: number, atMs: number, document: any, note: string}[]>}
 */
export async function readHistory(id) {
  const { items } = await readJson(`channels/${encodeURIComponent(id)}/history`);
  return items.map(({ version, at, document, note }) => {
    return { version, atMs: Date.parse(at), document: document ?? null, note: note ?? "" };
  });
}

/** @param {string} id @param {number} to @param {number | null} version What it is now. */
export function revertChannel(id, to, version) {
  return send("POST", `channels/${encodeURIComponent(id)}/history/${to}/revert`, { version });
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
  const type = text.trimStart().startsWith("{") ? "application/json" : "application/yaml";
  return send("POST", `import?dry_run=${isDryRun}`, { text, type });
}

function parseWritten({ document, managed_by: managedBy, version, used_by: usedBy }, name) {
  return { name, document, managedBy, version: version ?? null, usedBy: usedBy ?? [] };
}

function parseRemark({ at, detail }) {
  return { atMs: at ? Date.parse(at) : null, detail };
}

function parseChange({ start, stop, was, will }) {
  return {
    startMs: Date.parse(start),
    stopMs: Date.parse(stop),
    was: was && parseProgramme(was),
    will: will && parseProgramme(will),
  };
}
