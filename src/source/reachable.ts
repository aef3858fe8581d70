import { aborted } from "../aborted.ts";
import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import { isHttpUrl } from "../http_file.ts";
import { LIMITS } from "../limits.ts";
import type { MediaInfo } from "../media.ts";
import type { FileTree } from "./file_tree.ts";

/** What the look at an input works with. */
export interface ReachableParts {
  /** Asks another machine; rejects when its signal aborts. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Looks at local files. */
  readonly stat: FileTree["stat"];
  /** Runs ffprobe on a path or URL: what it holds, or why it cannot air; rejects when its signal aborts. */
  readonly probe: (locator: string, signal: AbortSignal) => Promise<MediaInfo | string>;
  /** Time. */
  readonly clock: Clock;
  /** A full look takes no longer than this, the wait for a process included; milliseconds above 0. */
  readonly fullTimeoutMs: number;
}

/** An input to look at. */
export interface ReachableInput {
  /** Absolute path, or an http or https URL. */
  readonly locator: string;
  /** Machine it is fetched from; null for local files. */
  readonly host: string | null;
  /** `none`: not at all; `light`: that the file is there; `full`: that ffprobe finds something to play in it. */
  readonly probe: "none" | "light" | "full";
}

/** Finds out whether inputs could be played now. Each machine is asked for one input at a time. */
export class Reachability {
  /** Resolve when all who want a machine have had it. */
  readonly #turns = new Map<string, Promise<void>>();
  #stats = 0;

  /** Asks nobody yet. */
  constructor(private readonly parts: ReachableParts) {}

  /**
   * Looks at one input.
   *
   * @param input What to look at, and how closely.
   * @param signal Ends the look early.
   * @returns Null if it can be reached, else why not.
   * @throws The signal's reason, when it aborts.
   */
  async faultOf(input: ReachableInput, signal: AbortSignal): Promise<string | null> {
    signal.throwIfAborted();
    if (input.probe === "none") return null;
    if (input.host === null) return await this.#look(input, signal);
    return await this.#inTurn(input.host, signal, () => this.#look(input, signal));
  }

  async #look({ locator, probe }: ReachableInput, signal: AbortSignal): Promise<string | null> {
    if (probe === "full") {
      return await this.#within(this.parts.fullTimeoutMs, signal, async (signal) => {
        const outcome = await this.parts.probe(locator, signal);
        return typeof outcome === "string" ? outcome : null;
      });
    }
    return await this.#within(
      LIMITS.lightProbeTimeoutMs,
      signal,
      (signal) => isHttpUrl(locator) ? this.#ask(locator, signal) : this.#stat(locator, signal),
    );
  }

  /** Reads no more than the answer's head. Redirects could lead anywhere, so none is followed. */
  async #ask(url: string, signal: AbortSignal): Promise<string | null> {
    const init: RequestInit = { redirect: "manual", signal };
    let response = await this.#headOf(url, { ...init, method: "HEAD" });
    // Some servers know GET only.
    if (response.status === 405 || response.status === 501) {
      response = await this.#headOf(url, { ...init, method: "GET", headers: { range: "bytes=0-1" } });
    }
    const { status, type, headers } = response;
    if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
      return "It redirects elsewhere, which is not followed";
    }
    if (!response.ok) return `The server answers ${status}`;
    return headers.get("content-length") === "0" ? "The file is empty" : null;
  }

  async #headOf(url: string, init: RequestInit): Promise<Response> {
    const response = await this.parts.fetch(url, init);
    await response.body?.cancel();
    return response;
  }

  async #stat(path: string, signal: AbortSignal): Promise<string | null> {
    // On a dead network disk they never come back, and each keeps a thread.
    if (this.#stats >= LIMITS.statsAtOnce) return `${this.#stats} other files do not answer`;
    this.#stats++;
    const stat = this.parts.stat(path).finally(() => this.#stats--);
    const facts = await Promise.race([stat, aborted(signal)]);
    signal.throwIfAborted();
    if (!facts) return "The file is gone";
    if (facts.kind !== "file") return "It is no file";
    return facts.sizeBytes === 0 ? "The file is empty" : null;
  }

  async #within(
    timeoutMs: number,
    signal: AbortSignal,
    look: (signal: AbortSignal) => Promise<string | null>,
  ): Promise<string | null> {
    const over = new AbortController();
    const late = new AbortController();
    void this.parts.clock.sleep(timeoutMs, over.signal).then(() => {
      if (!over.signal.aborted) late.abort();
    });
    try {
      return await look(AbortSignal.any([signal, late.signal]));
    } catch (thrown) {
      signal.throwIfAborted();
      return late.signal.aborted ? `It does not answer within ${timeoutMs / 1_000} s` : messageOf(thrown);
    } finally {
      over.abort();
    }
  }

  async #inTurn<Result>(host: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(host) ?? Promise.resolve();
    const mine = Promise.withResolvers<void>();
    // Who leaves the queue early lets nobody past those before.
    const turns = before.then(() => mine.promise);
    this.#turns.set(host, turns);
    try {
      await Promise.race([before, aborted(signal)]);
      signal.throwIfAborted();
      return await work();
    } finally {
      mine.resolve();
      if (this.#turns.get(host) === turns) this.#turns.delete(host);
    }
  }
}
