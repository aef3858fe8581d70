import { parseChannel, parseProgramme } from "./parse.js";
import { authorization } from "./token.js";

const TIMEOUT_MS = 10_000;
const PAGES_MAX = 50;

/** The server refused, or could not be reached (`status` 0). */
export class ServerFault extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
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
  const response = await ask(path, AbortSignal.timeout(TIMEOUT_MS));
  try {
    return await response.json();
  } catch (thrown) {
    throw new ServerFault(0, `the answer broke off: ${thrown.message}`);
  }
}

/**
 * The stream of server-sent events. Read by `fetch`, because `EventSource` cannot carry the token.
 *
 * @param {AbortSignal} signal
 */
export function openEvents(signal) {
  return ask("events", signal);
}

async function ask(path, signal) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, { headers: authorization(), signal, cache: "no-store" });
  } catch (thrown) {
    throw new ServerFault(0, thrown.name === "TimeoutError" ? "no answer within 10 s" : "no connection");
  }
  if (!response.ok) throw new ServerFault(response.status, await refusal(response));
  return response;
}

/** What the server says about its refusal: problem+json's `detail` (RFC 9457), else the status. */
async function refusal(response) {
  const problem = await response.json().catch(() => null);
  return problem?.detail ?? problem?.title ?? `${response.status} ${response.statusText}`.trim();
}
