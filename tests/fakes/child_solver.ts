import { fileURLToPath } from "node:url";
import { Fault } from "../../src/fault.ts";
import type { OpenSolver } from "../../src/solver_line.ts";

const PROCESS = fileURLToPath(new URL("../../src/guide/solver_process.ts", import.meta.url));

/** The real solver, in children of the test: without any permission, as the launcher starts it. */
export interface ChildSolver extends AsyncDisposable {
  /** Starts one. */
  readonly open: OpenSolver;
}

/** Starts solvers, and waits for their end when it is disposed. */
export function childSolver(): ChildSolver {
  const ends: Promise<unknown>[] = [];
  return {
    open: () => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", "--quiet", PROCESS],
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      const writer = child.stdin.getWriter();
      const ended = Promise.withResolvers<void>();
      ends.push(ended.promise);
      let isOpen = true;
      return Promise.resolve({
        output: child.stdout,
        write: (text) =>
          writer.write(new TextEncoder().encode(text)).catch((error) => {
            throw new Fault("solver_missing", String(error));
          }),
        [Symbol.dispose]() {
          if (!isOpen) return;
          isOpen = false;
          child.kill("SIGKILL");
          // What is still being read or written then fails, and that is the end of both streams.
          void Promise.allSettled([child.status, writer.abort()]).then(() => ended.resolve());
        },
      });
    },
    [Symbol.asyncDispose]: () => Promise.all(ends).then(() => {}),
  };
}
