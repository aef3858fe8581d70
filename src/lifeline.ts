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

/** The first message to a worker. It comes with a port, on which the launcher sends lines and {@link STOP}. */
export interface WorkerStart {
  /** Main's arguments: those of `Deno.args` in a worker are the launcher's. */
  readonly args: readonly string[];
  /** What main may see of the environment: in a worker, Deno refuses to list it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Asks a worker to stop; no sample looks like it. */
export const STOP = "stop";

/** Takes main's end of the lifeline. To be called once, before anything is awaited: a worker would miss its start. */
export function takeLifeline(): Promise<Lifeline> {
  return "WorkerGlobalScope" in globalThis ? workerLifeline() : Promise.resolve(processLifeline());
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
  const { data, ports: [port] } = await new Promise<MessageEvent>((resolve) =>
    addEventListener("message", (event) => event instanceof MessageEvent && resolve(event), { once: true })
  );
  if (port === undefined) throw new Error("Cannot start as a worker: the first message brought no port");
  const { args, environment }: WorkerStart = data;
  const stop = new AbortController();
  const encoder = new TextEncoder();
  const samples = new ReadableStream<Uint8Array>({
    start: (controller) => {
      port.onmessage = ({ data }) =>
        data === STOP ? stop.abort(STOP) : controller.enqueue(encoder.encode(`${data}\n`));
    },
  });
  const exit = (code: number) => {
    port.postMessage(code);
    // In a worker this ends the worker only, and nobody hears of the code.
    Deno.exit(code);
  };
  return { args, environment, samples, stopRequested: stop.signal, exit };
}
