/**
 * Makes the class by which mpegts.js fetches a live stream. Its own loader leaves a connection open until the next
 * byte arrives, and knows no reason for a refusal; this one ends at once and reads what the server says.
 *
 * @param {object} mpegts The library.
 * @param {(reason: string) => void} onRefused
 */
export function createStreamLoader(mpegts, onRefused) {
  return class StreamLoader extends mpegts.BaseLoader {
    #abort = new AbortController();

    constructor() {
      super("exstreamtv-live");
      this._needStash = true;
    }

    destroy() {
      this.abort();
      super.destroy();
    }

    abort() {
      this.#abort.abort();
      this._status = mpegts.LoaderStatus.kComplete;
    }

    async open({ url }) {
      this._status = mpegts.LoaderStatus.kConnecting;
      const { signal } = this.#abort;
      try {
        const response = await fetch(url, { signal, cache: "no-store" });
        if (response.ok) await this.#pump(response.body.getReader());
        else this.#fail(await refusalOf(response), response.status);
      } catch (thrown) {
        if (!signal.aborted) this.#fail(`The connection broke off (${thrown.message})`, -1);
      }
    }

    async #pump(reader) {
      this._status = mpegts.LoaderStatus.kBuffering;
      let received = 0;
      for (;;) {
        const { value, done } = await reader.read();
        if (this.#abort.signal.aborted) return;
        if (done) break;
        const start = received;
        received += value.byteLength;
        this._onDataArrival?.(wholeBuffer(value), start, received);
      }
      this._status = mpegts.LoaderStatus.kComplete;
      this._onComplete?.(0, received - 1);
    }

    #fail(reason, code) {
      this._status = mpegts.LoaderStatus.kError;
      onRefused(reason);
      this._onError?.(mpegts.LoaderErrors.EXCEPTION, { code, msg: reason });
    }
  };
}

/** The reason in the HDHomeRun's own header, else in problem+json, else the status. */
async function refusalOf(response) {
  const tunerError = response.headers.get("x-hdhomerun-error");
  const problem = await response.json().catch(() => null);
  const reason = problem?.detail ?? tunerError?.replace(/^\d+ /, "") ?? response.statusText;
  return `The server refused: ${reason} (${response.status})`;
}

function wholeBuffer({ buffer, byteOffset, byteLength }) {
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength;
  return isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
}
