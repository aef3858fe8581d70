import { openEvents } from "./api.js";
import { createSseParser } from "./sse_parser.js";

const RETRY_MS = 5_000;

/**
 * The server's events as they happen, for as long as the page lives. Dispatches one `CustomEvent` per event, named
 * after its kind, with the data as `detail`; reconnects by itself.
 */
export class LiveEvents extends EventTarget {
  #wake = () => {};

  /** True while the stream stands; without it the page has to ask more often. */
  isConnected = false;

  /** Reads until the page is closed. */
  async run() {
    for (;;) {
      try {
        await this.#read();
      } catch (thrown) {
        this.dispatchEvent(new CustomEvent("lost", { detail: thrown }));
      }
      this.isConnected = false;
      await new Promise((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, RETRY_MS);
      });
    }
  }

  /** Tries again at once, because the server was seen or a token was given. */
  retry() {
    this.#wake();
  }

  async #read() {
    const response = await openEvents(new AbortController().signal);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parse = createSseParser();
    this.isConnected = true;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      for (const event of parse(value)) this.#dispatch(event);
    }
    this.dispatchEvent(new CustomEvent("lost", { detail: new Error("The event stream ended") }));
  }

  #dispatch({ kind, data }) {
    this.dispatchEvent(new CustomEvent(kind, { detail: parseData(data) }));
  }
}

function parseData(data) {
  try {
    return JSON.parse(data);
  } catch {
    return { text: data };
  }
}
