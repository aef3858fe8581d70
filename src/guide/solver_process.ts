/**
 * The solver: a process of its own, without any permission. It says `ready`, reads SMT-LIB from its standard input and
 * answers each script, which ends with `(reset)`, by one line of JSON: see {@link SolverAnswer}. It ends with its input.
 *
 * A solver that hangs can only be ended from outside, and gives no memory back before it ends (decision 4).
 *
 * @module
 */
import { init } from "z3-solver";
import wasm from "z3-solver/build/z3-built.wasm" with { type: "bytes" };
import { messageOf } from "../fault.ts";
import { readScripts, READY, type SolverAnswer, T, valuesOf } from "./solver_lines.ts";

if (import.meta.main) {
  const solver = await startSolver();
  say(READY);
  for await (const script of readScripts(Deno.stdin.readable)) say(JSON.stringify(await solver(script)));
  // Threads of the solver would keep the process alive.
  Deno.exit(0);
}

async function startSolver(): Promise<(script: string) => Promise<SolverAnswer>> {
  // The package's types know no WASM that is handed in; Emscripten, which it is made with, does.
  const start: (module: { wasmBinary: Uint8Array }) => ReturnType<typeof init> = init;
  const { Context } = await start({ wasmBinary: wasm });
  const context = Context("guide");
  return async (script) => {
    const solver = new context.Solver();
    try {
      solver.fromString(script);
      const verdict = await solver.check();
      if (verdict === "unsat") return { answer: "unsat" };
      if (verdict === "unknown") return { answer: "unknown", reason: solver.reasonUnknown() };
      const at = solver.model().eval(context.Int.const(T), true);
      return { answer: "sat", ...valuesOf(at.toString()) };
    } catch (thrown) {
      return { answer: "unknown", reason: messageOf(thrown) };
    } finally {
      solver.release();
    }
  };
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
