import { fileURLToPath } from "node:url";
import { Fault } from "../../src/fault.ts";
import type { OpenSolver } from "../../src/solver_line.ts";

const PROCESS = fileURLToPath(new URL("../../src/guide/solver_process.ts", import.meta.url));

/** The real solver, as a child of the test: without any permission, as the launcher starts it. */
export const openChildSolver: OpenSolver = () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", PROCESS],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
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
      void Promise.allSettled([writer.abort(), child.stdout.cancel()]);
      child.kill("SIGKILL");
    },
  });
};
