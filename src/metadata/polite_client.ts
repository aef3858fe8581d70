import type { Clock } from "../clock.ts";
import type { Rng } from "../rng.ts";
import { readBounded } from "../bounded_body.ts";
import { backoffMs, retryAfterMs } from "./retry.ts";

/** A request to a host on the internet. */
export interface HostRequest {
  /** Its https URL. It may carry a key: it is never told to anybody else. */
  readonly url: string;
  /** Headers beside those of the client. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A body to post as JSON; a GET when absent. */
  readonly body?: unknown;
  /** Bytes of the answer at most. */
  readonly bytesMax: number;
}

/** How a host answered, or why it did not. */
export type HostReply =
  | { readonly kind: "ok"; readonly bytes: Uint8Array<ArrayBuffer> }
  /** It has no such thing. */
  | { readonly kind: "none" }
  /** It does not accept the key or the token. */
  | { readonly kind: "unauthorized" }
  /** It cannot be asked, or does not answer as it should; `reason` holds no secret. */
  | { readonly kind: "unavailable"; readonly reason: string };

/** What a client works with. */
export interface ClientParts {
  /** Asks; the program's own is `fetch`. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Time. */
  readonly clock: Clock;
  /** Jitter. */
  readonly rng: Rng;
  /** Told when a host is left alone, and that it answers again; must not throw. */
  readonly onQuiet: (host: string, reason: string | null, forMs: number) => void;
  /** How the program names itself. */
  readonly agent: string;
}

/** Between two requests to one host. */
const SPACING_MS = 250;
/** A host that has not answered in full by then does not. */
const TIMEOUT_MS = 15_000;
/** Tries of one request. */
const TRIES = 3;
/** A host that asks for a longer wait is left alone for that time instead. */
const PATIENCE_MS = 20_000;
/** Requests in a row that failed after all tries, after which a host is left alone. */
const FAILURES_MAX = 3;
/** For how long at first, then twice as long, and so on. */
const QUIET_MS = 60_000;
/** And at most. */
const QUIET_MS_MAX = 3_600_000;

interface HostState {
  nextAtMs: number;
  /** Whoever has his turn before then waits for another one: it asked for a short rest. */
  restUntilMs: number;
  failures: number;
  quiets: number;
  quietUntilMs: number;
}

type Attempt =
  | Exclude<HostReply, { readonly kind: "unavailable" }>
  | {
    readonly kind: "failed";
    readonly reason: string;
    readonly waitMs: number | null;
    readonly isFinal: boolean;
  };

/**
 * Asks hosts politely: spaced, each request with a time-out and a few tries, farther and farther apart; a host that
 * keeps failing, or asks for it, is left alone for a while, and then costs nothing.
 */
export class PoliteClient {
  readonly #hosts = new Map<string, HostState>();

  /** Has asked nobody yet. */
  constructor(private readonly parts: ClientParts) {}

  /**
   * Asks, when it is this request's turn.
   *
   * @param request What is asked.
   * @param signal Gives up.
   */
  async ask(request: HostRequest, signal: AbortSignal): Promise<HostReply> {
    const { host } = new URL(request.url);
    const state = this.#stateOf(host);
    for (let tried = 1;; tried++) {
      if (!this.#isQuiet(state)) await this.#waitForTurn(state, signal);
      if (signal.aborted) return unavailable("the program ends");
      // Asked last, for others may have failed while this one waited.
      if (this.#isQuiet(state)) {
        const quietMs = state.quietUntilMs - this.parts.clock.monotonicMs();
        return unavailable(`${host} is left alone for another ${Math.ceil(quietMs / 1_000)} s`);
      }
      const attempt = await this.#try(request, signal);
      if (attempt.kind !== "failed") {
        if (attempt.kind !== "unauthorized") this.#noteAnswer(host, state);
        return attempt;
      }
      if (signal.aborted) return unavailable("the program ends");
      const { reason, isFinal } = attempt;
      const waitMs = attempt.waitMs ?? backoffMs(tried, this.parts.rng);
      if (waitMs > PATIENCE_MS) {
        this.#quieten(host, state, { reason, forMs: waitMs });
        return unavailable(reason);
      }
      if (attempt.waitMs !== null) this.#rest(state, waitMs);
      if (isFinal || tried >= TRIES) {
        this.#noteFailure(host, state, reason);
        return unavailable(reason);
      }
      await this.parts.clock.sleep(waitMs, signal);
    }
  }

  /** Leaves a host alone for a while: it refuses the key, for instance. */
  leaveAlone(url: string, reason: string): void {
    const { host } = new URL(url);
    this.#quieten(host, this.#stateOf(host), { reason, forMs: QUIET_MS_MAX });
  }

  #stateOf(host: string): HostState {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const made = { nextAtMs: 0, restUntilMs: -Infinity, failures: 0, quiets: 0, quietUntilMs: -Infinity };
    this.#hosts.set(host, made);
    return made;
  }

  /** Each takes its own turn, so that any number may wait. */
  async #waitForTurn(state: HostState, signal: AbortSignal): Promise<void> {
    const { clock } = this.parts;
    do {
      const nowMs = clock.monotonicMs();
      const atMs = Math.max(nowMs, state.nextAtMs);
      state.nextAtMs = atMs + SPACING_MS;
      if (atMs > nowMs) await clock.sleep(atMs - nowMs, signal);
    } while (clock.monotonicMs() < state.restUntilMs && !this.#isQuiet(state) && !signal.aborted);
  }

  /** Nobody asks the host for a while, and then one after another. */
  #rest(state: HostState, forMs: number): void {
    state.restUntilMs = Math.max(state.restUntilMs, this.parts.clock.monotonicMs() + forMs);
    state.nextAtMs = Math.max(state.nextAtMs, state.restUntilMs);
  }

  #isQuiet({ quietUntilMs }: HostState): boolean {
    return quietUntilMs > this.parts.clock.monotonicMs();
  }

  async #try({ url, headers, body, bytesMax }: HostRequest, signal: AbortSignal): Promise<Attempt> {
    const { clock, agent } = this.parts;
    const end = new AbortController();
    const over = AbortSignal.any([signal, end.signal]);
    let isLate = false;
    const timer = clock.sleep(TIMEOUT_MS, end.signal).then(() => {
      if (end.signal.aborted) return;
      isLate = true;
      end.abort();
    });
    try {
      const response = await this.parts.fetch(url, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          "accept": "application/json, image/*",
          "user-agent": agent,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // Another host is none that was configured.
        redirect: "manual",
        signal: over,
      });
      return await this.#read(response, bytesMax);
    } catch (thrown) {
      // Its message may quote the URL, and with it a key.
      const name = thrown instanceof Error ? thrown.name : typeof thrown;
      const reason = isLate ? `no answer within ${TIMEOUT_MS / 1_000} s` : `no connection (${name})`;
      return failed(reason);
    } finally {
      end.abort();
      await timer;
    }
  }

  async #read(response: Response, bytesMax: number): Promise<Attempt> {
    const { status, headers, body } = response;
    if (status === 200) {
      const bytes = body === null ? new Uint8Array() : await readBounded(body, bytesMax);
      return bytes === null
        ? failed(`an answer of more than ${bytesMax} bytes`, { isFinal: true })
        : { kind: "ok", bytes };
    }
    // What is not read keeps its connection.
    await body?.cancel();
    if (status === 401 || status === 403) return { kind: "unauthorized" };
    const isTransient = status === 408 || status === 429 || status >= 500;
    // It has no such thing, or finds no sense in the question.
    if (status >= 400 && !isTransient) return { kind: "none" };
    const waitMs = retryAfterMs(headers.get("retry-after"), this.parts.clock.wallMs());
    return failed(`status ${status}`, { waitMs: isTransient ? waitMs : null, isFinal: !isTransient });
  }

  #noteAnswer(host: string, state: HostState): void {
    if (state.quiets > 0) this.parts.onQuiet(host, null, 0);
    state.failures = 0;
    state.quiets = 0;
  }

  #noteFailure(host: string, state: HostState, reason: string): void {
    // Those that were on their way when it was left alone failed with the others, not after them.
    if (this.#isQuiet(state)) return;
    state.failures += 1;
    // One that was left alone has one request to show that it is back.
    if (state.failures < FAILURES_MAX && state.quiets === 0) return;
    const forMs = Math.min(QUIET_MS_MAX, QUIET_MS * 2 ** Math.min(state.quiets, 10));
    this.#quieten(host, state, { reason, forMs: Math.round(forMs * (0.75 + this.parts.rng() / 2)) });
  }

  #quieten(
    host: string,
    state: HostState,
    { reason, forMs }: { readonly reason: string; readonly forMs: number },
  ): void {
    state.quiets += 1;
    state.failures = 0;
    state.quietUntilMs = this.parts.clock.monotonicMs() + forMs;
    this.parts.onQuiet(host, reason, forMs);
  }
}

function failed(
  reason: string,
  { waitMs = null, isFinal = false }: { readonly waitMs?: number | null; readonly isFinal?: boolean } = {},
): Attempt {
  return { kind: "failed", reason, waitMs, isFinal };
}

function unavailable(reason: string): HostReply {
  return { kind: "unavailable", reason };
}
