/** What ties main to its launcher, the same whether main is a process of its own or a worker. */
export interface Lifeline {
  /** Main's arguments. */
  readonly args: readonly string[];
  /** The environment variables main may see. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the launcher measures, one JSON object a line; the end of it means that the launcher is gone. */
  readonly samples: ReadableStream<Uint8Array>;
  /** Aborted when main is asked to stop. */
  readonly stopRequested: AbortSignal;
  /** Ends main and tells the launcher the exit code. */
  exit(code: number): never;
}

/** What main's exit codes mean to the launcher; any other is a crash, after which it is started again. */
export const EXIT = {
  /** It was asked to stop. */
  stopped: 0,
  /** It failed in a way that another start may mend. */
  crash: 1,
  /** It cannot run, and trying again will not help. */
  hopeless: 2,
  /** It wants to be started anew, perhaps with other permissions. */
  restart: 75,
} as const;

/** What the launcher tells a worker first, as soon as it has heard {@link LISTENING}. */
export interface WorkerStart {
  /** Main's arguments: those of `Deno.args` in a worker are the launcher's. */
  readonly args: readonly string[];
  /** What main may see of the environment: in a worker, Deno refuses to list it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A worker's first word: what it is told before is lost. Its last one is the exit code. */
export const LISTENING = "listening";

/** Asks a worker to stop; every other text is a line of {@link Lifeline.samples}. */
export const STOP = "stop";

/** There is one in workers only, so Deno's types do not know it. */
declare function postMessage(message: unknown): void;

/** Takes main's end of the lifeline; to be called once. */
export async function takeLifeline(): Promise<Lifeline> {
  return "WorkerGlobalScope" in globalThis ? await workerLifeline() : processLifeline();
}

function processLifeline(): Lifeline {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stop.abort(signal));
  }
  return {
    args: Deno.args,
    environment: Deno.env.toObject(),
    samples: Deno.stdin.readable,
    stopRequested: stop.signal,
    exit: (code) => Deno.exit(code),
  };
}

async function workerLifeline(): Promise<Lifeline> {
  const start = Promise.withResolvers<WorkerStart>();
  const stop = new AbortController();
  const encoder = new TextEncoder();
  const samples = new ReadableStream<Uint8Array>({
    start: (lines) =>
      addEventListener("message", (event) => {
        if (!(event instanceof MessageEvent)) return;
        const { data } = event;
        if (data === STOP) stop.abort(STOP);
        else if (typeof data === "string") lines.enqueue(encoder.encode(`${data}\n`));
        else start.resolve(data);
      }),
  });
  postMessage(LISTENING);
  const exit = (code: number) => {
    postMessage(code);
    // In a worker this ends the worker only, and tells nobody.
    Deno.exit(code);
  };
  return { ...await start.promise, samples, stopRequested: stop.signal, exit };
}
