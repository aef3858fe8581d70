import { parseChannel, parseProgramme } from "./parse.js";
import { authorization } from "./token.js";

const TIMEOUT_MS = 10_000;
/** Two weeks of a channel may have to be built before the answer. */
const SEND_TIMEOUT_MS = 60_000;
const PAGES_MAX = 50;

/** The server refused, or could not be reached (`status` 0). */
export class ServerFault extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {readonly {path: string, detail: string}[]} [faults] What is wrong with a document, option by option.
   */
  constructor(status, message, faults = []) {
    super(message);
    this.status = status;
    this.faults = faults;
  }

  /** True when there was no server to refuse anything: no answer, or a proxy's in its place. */
  get isAway() {
    return this.status === 0 || this.status === 502 || this.status === 504;
  }
}

/** Every channel with what is on. */
export async function readChannels() {
  const channels = [];
  let cursor = "";
  for (let page = 0; page < PAGES_MAX; page++) {
    const { items, next_cursor: next } = await readJson(`channels${cursor}`);
    channels.push(...items.map(parseChannel));
    if (!next) break;
    cursor = `?cursor=${encodeURIComponent(next)}`;
  }
  return channels;
}

/**
 * The programmes of a channel that touch an interval.
 *
 * @param {string} id
 * @param {number} fromMs
 * @param {number} toMs
 */
export async function readTimeline(id, fromMs, toMs) {
  const query = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}`;
  const { items } = await readJson(`channels/${encodeURIComponent(id)}/timeline?${query}`);
  return items.map(parseProgramme);
}

/** One page of the files that cannot be played. @param {string | null} cursor */
export function readBroken(cursor) {
  const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
  return readJson(`media?state=broken&limit=50${after}`);
}

/**
 * Any noun of the API that needs no treatment.
 *
 * @param {string} path Below `/api/v1/`.
 */
export async function readJson(path) {
  return await bodyOf(await ask(path, { timeoutMs: TIMEOUT_MS }));
}

/**
 * Asks for a change, or for what one would do.
 *
 * @param {"POST" | "PUT" | "DELETE"} method
 * @param {string} path Below `/api/v1/`.
 * @param {{body?: unknown, text?: string, type?: string, version?: number | null}} [options] `body` goes as JSON,
 *   `text` as it is; `version`: of what is to be changed, so that nobody's change is lost.
 * @returns {Promise<any>} Null where there is no answer but that it is done.
 */
export async function send(method, path, { body, text, type = "application/json", version = null } = {}) {
  const headers = {
    ...(body === undefined && text === undefined ? {} : { "content-type": type }),
    ...(version === null ? {} : { "if-match": `"${version}"` }),
  };
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await ask(path, { method, headers, body: content, timeoutMs: SEND_TIMEOUT_MS });
  return response.status === 204 ? null : await bodyOf(response);
}

/** A file that the API writes. @param {string} path Below `/api/v1/`. */
export async function readText(path) {
  const response = await ask(path, { timeoutMs: SEND_TIMEOUT_MS });
  return { text: await response.text(), type: response.headers.get("content-type") ?? "text/plain" };
}

/**
 * The stream of server-sent events. Read by `fetch`, because `EventSource` cannot carry the token.
 *
 * @param {AbortSignal} signal
 */
export function openEvents(signal) {
  return ask("events", { signal });
}

async function ask(path, { timeoutMs, signal = AbortSignal.timeout(timeoutMs), headers, ...request }) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      headers: { ...headers, ...authorization() },
      signal,
      cache: "no-store",
      ...request,
    });
  } catch (thrown) {
    const isLate = thrown.name === "TimeoutError";
    throw new ServerFault(0, isLate ? `no answer within ${timeoutMs / 1_000} s` : "no connection");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function bodyOf(response) {
  try {
    return await response.json();
  } catch (thrown) {
    throw new ServerFault(0, `the answer broke off: ${thrown.message}`);
  }
}

/** What the server says about its refusal: problem+json's `detail` (RFC 9457), else the status. */
async function refusal(response) {
  const problem = await response.json().catch(() => null);
  const detail = problem?.detail ?? problem?.title ?? `${response.status} ${response.statusText}`.trim();
  return new ServerFault(response.status, detail, problem?.faults ?? []);
}
