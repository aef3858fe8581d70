/** The instant every question is about: the constant that a counterexample gives a value. */
export const T = "t";

/** What the solver says of one script. */
export type SolverAnswer =
  /** Nothing satisfies it: there is no counterexample. */
  | { readonly answer: "unsat" }
  /** Something does; `t` is the value of {@link T}, null if it is none that we can read. */
  | { readonly answer: "sat"; readonly t: number | null }
  /** It does not know. */
  | { readonly answer: "unknown"; readonly reason: string };

/** What a solver says first, as soon as it can be asked. */
export const READY = "ready";

/** Ends a script; SMT-LIB 2.6 §4.2.2 has it forget all that was said. */
export const END_OF_SCRIPT = "(reset)";

/** Commands that ask or command, where z3's reader of assertions takes assertions only. */
const COMMAND = /^\((check-sat|get-value|set-logic|set-option|reset)\b.*\)$/;

/** Cuts what comes in into scripts, without their commands; what is not ended by {@link END_OF_SCRIPT} is none. */
export async function* readScripts(input: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let lines: string[] = [];
  for await (const line of readLines(input)) {
    if (line === END_OF_SCRIPT) {
      yield lines.join("\n");
      lines = [];
    } else if (!COMMAND.test(line)) lines.push(line);
  }
}

/** The lines of a stream of text; one that is not ended is left out. */
export async function* readLines(input: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of input.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Reads a number as z3 writes it: `5`, `-5` or `(- 5)`. */
export function valuesOf(written: string): { readonly t: number | null } {
  const t = Number(written.replace(/^\(- (\d+)\)$/, "-$1"));
  return { t: Number.isSafeInteger(t) ? t : null };
}

/**
 * Reads an answer.
 *
 * @param line What the solver wrote.
 * @returns An answer that is none, with its reason, for a line that is none of ours.
 */
export function parseAnswer(line: string): SolverAnswer {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said === "object" && said !== null && "answer" in said) {
      if (said.answer === "unsat") return { answer: "unsat" };
      if (said.answer === "sat") {
        return { answer: "sat", t: "t" in said && typeof said.t === "number" ? said.t : null };
      }
      if (said.answer === "unknown") {
        return { answer: "unknown", reason: "reason" in said ? String(said.reason) : "" };
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  return { answer: "unknown", reason: `the solver said ${line.slice(0, 200)}` };
}
