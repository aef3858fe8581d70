import { READY } from "../../src/guide/solver_lines.ts";
import type { OpenSolver } from "../../src/solver_line.ts";

/** A solver by hand: says what it is told to say. */
export class FakeSolver {
  /** Scripts it was asked, without their ends. */
  readonly asked: string[] = [];
  /** Times it was started. */
  started = 0;
  /** How many of them run. */
  running = 0;

  /** @param answer What it says to a script; null for nothing at all, `end` for its end. */
  constructor(private readonly answer: (script: string, start: number) => string | null | "end") {}

  /** Starts it. */
  readonly open: OpenSolver = () => {
    const start = ++this.started;
    this.running++;
    let isOpen = true;
    let say: (text: string) => void = () => {};
    let end: () => void = () => {};
    const output = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        say = (text) => controller.enqueue(new TextEncoder().encode(`${text}\n`));
        end = () => controller.close();
      },
    });
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      this.running--;
      end();
    };
    say(READY);
    return Promise.resolve({
      output,
      write: (text) => {
        const script = text.replace(/\(reset\)\n$/, "");
        this.asked.push(script);
        const said = this.answer(script, start);
        if (said === "end") close();
        else if (said !== null) say(said);
        return Promise.resolve();
      },
      [Symbol.dispose]: close,
    });
  };
}

/** What an honest solver says to our lemmas: only the canary has a counterexample. */
export function honest(script: string): string {
  return script.includes("(assert (>= duration 0))") ? '{"answer":"sat","t":0}' : '{"answer":"unsat"}';
}
