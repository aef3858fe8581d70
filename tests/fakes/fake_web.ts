/** Something that goes wrong with the next requests, before a server thinks about them. */
export type WebTrouble =
  /** An answer of this status, perhaps with headers and a body. */
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** The connection breaks; the error names the URL, as Deno's does. */
  | "broken"
  /** No answer until the client gives up. */
  | "silent"
  /** An answer that begins and never ends. */
  | "endless_body";

/** A request as a server saw it. */
export interface SeenRequest {
  /** Its method. */
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Its headers. */
  readonly headers: Headers;
  /** What is to be done with an answer that leads elsewhere. */
  readonly redirect: string;
  /** When it came, by the clock handed in. */
  readonly atMs: number;
}

/** Servers in memory behind one `fetch`, each on its host; what nobody serves cannot be reached. */
export class FakeWeb {
  /** Every request, oldest first. */
  readonly seen: SeenRequest[] = [];
  readonly #hosts = new Map<string, (request: Request) => Response | Promise<Response>>();
  readonly #troubles: WebTrouble[] = [];

  constructor(private readonly nowMs: () => number = () => 0) {}

  /** Answers a host's requests from now on. */
  serve(host: string, answer: (request: Request) => Response | Promise<Response>): void {
    this.#hosts.set(host, answer);
  }

  /** The next requests meet these, one each. */
  trouble(...troubles: readonly WebTrouble[]): void {
    this.#troubles.push(...troubles);
  }

  /** Paths of the requests so far. */
  paths(): string[] {
    return this.seen.map(({ path }) => path);
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    const { host, pathname, search } = new URL(url);
    const { method, headers, redirect } = request;
    this.seen.push({ method, path: pathname + search, headers, redirect, atMs: this.nowMs() });
    const trouble = this.#troubles.shift();
    if (trouble !== undefined) return await meet(trouble, request);
    const answer = this.#hosts.get(host);
    if (answer === undefined) throw new TypeError(`error sending request for url (${url})`);
    return await answer(request);
  };
}

function meet(trouble: WebTrouble, request: Request): Promise<Response> {
  if (trouble === "broken") {
    return Promise.reject(new TypeError(`error sending request for url (${request.url})`));
  }
  const { promise, reject } = Promise.withResolvers<never>();
  // Most answers are not waited for until the client gives up.
  promise.catch(() => {});
  request.signal.addEventListener("abort", () => reject(request.signal.reason), { once: true });
  if (trouble === "silent") return promise;
  if (trouble === "endless_body") {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"data":'));
        promise.catch((thrown) => controller.error(thrown));
      },
    });
    return Promise.resolve(new Response(body));
  }
  const { status, headers = {}, body = "" } = trouble;
  return Promise.resolve(new Response(status === 204 ? null : body, { status, headers }));
}
