import { Fault, messageOf } from "./fault.ts";

/** A line to a solver, a process of its own: text goes in, lines come out. Closing it ends the process. */
export interface SolverLine extends Disposable {
  /**
   * Gives it text.
   *
   * @throws {Fault} `solver_missing` if it is gone.
   */
  write(text: string): Promise<void>;
  /** What it says; ends when it is gone. */
  readonly output: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Starts a solver.
 *
 * @throws {Fault} `solver_missing` if there is none.
 */
export type OpenSolver = () => Promise<SolverLine>;

/**
 * A solver behind a socket of the launcher: main may start nothing that could do more than main itself.
 *
 * @param path Path of the socket.
 * @throws {Fault} `solver_missing` if nobody listens there.
 */
export async function connectSolver(path: string): Promise<SolverLine> {
  const connection = await Deno.connect({ transport: "unix", path }).catch((error) => {
    throw new Fault("solver_missing", `Cannot reach the solver: ${messageOf(error)}`, { cause: error });
  });
  const writer = connection.writable.getWriter();
  const encoder = new TextEncoder();
  return {
    output: connection.readable,
    write: (text) =>
      writer.write(encoder.encode(text)).catch((error) => {
        throw new Fault("solver_missing", `Cannot ask the solver: ${messageOf(error)}`, { cause: error });
      }),
    [Symbol.dispose]() {
      try {
        connection.close();
      } catch (thrown) {
        // It is closed: by the solver's end, or by us.
        if (!(thrown instanceof Deno.errors.BadResource)) throw thrown;
      }
    },
  };
}
