import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";

/** What a port is used for. */
export interface PortUse<Socket extends Disposable> {
  /** For the log: `HDHomeRun discovery`. */
  readonly name: string;
  /** For the log: `UDP 65001`. */
  readonly port: string;
  /**
   * Opens it.
   *
   * @throws {Error} If it is taken or not permitted.
   */
  open(): Socket | Promise<Socket>;
  /** Uses it until it is closed. */
  serve(socket: Socket): Promise<void>;
}

/** What a port needs. */
export interface PortParts {
  /** Tells when to try again. */
  readonly clock: Clock;
  /** Where a port that is missing is told. */
  readonly log: Logger;
}

/**
 * Keeps a port open that the program can do without: where it cannot be had there is one warning, and another try
 * now and then, until it can.
 *
 * @param use What the port is used for.
 * @param parts Clock and log.
 * @returns Closes it when disposed.
 */
export function keepOpen<Socket extends Disposable>(
  use: PortUse<Socket>,
  { clock, log }: PortParts,
): AsyncDisposable {
  const stop = new AbortController();
  const run = async () => {
    for (let hasWarned = false; !stop.signal.aborted;) {
      try {
        using socket = await use.open();
        if (stop.signal.aborted) return;
        const close = () => socket[Symbol.dispose]();
        stop.signal.addEventListener("abort", close, { once: true });
        log.debug("Listening", { port: use.port, use: use.name });
        if (hasWarned) log.info(`${use.name} works now`, { port: use.port });
        hasWarned = false;
        try {
          await use.serve(socket);
        } finally {
          stop.signal.removeEventListener("abort", close);
        }
      } catch (thrown) {
        if (stop.signal.aborted) return;
        const reason = messageOf(thrown);
        if (!hasWarned) log.warn(`${use.name} is off: cannot use ${use.port}`, { reason });
        hasWarned = true;
      }
      await clock.sleep(LIMITS.portRetryMs, stop.signal);
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
