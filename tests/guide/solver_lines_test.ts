import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { parseAnswer, readLines, readScripts, valuesOf } from "../../src/guide/solver_lines.ts";

function streamOf(...chunks: string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
}

Deno.test("readScripts() cuts at (reset), wherever chunks end, and leaves commands out", {
  permissions: "none",
}, async () => {
  const text =
    "(set-logic ALL)\n(declare-const t Int)\n(assert (> t 5))\n(check-sat)\n(get-value (t))\n(reset)\n" +
    "(assert (reset-nothing))\n(reset)\n(assert unfinished)\n";
  const wanted = ["(declare-const t Int)\n(assert (> t 5))", "(assert (reset-nothing))"];
  for (const size of [1, 7, 1_000]) {
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    deepStrictEqual(await Array.fromAsync(readScripts(streamOf(...chunks))), wanted);
  }
});

Deno.test("readLines() gives whole lines only", { permissions: "none" }, async () => {
  deepStrictEqual(await Array.fromAsync(readLines(streamOf("a\nb", "c\n", "\nd"))), ["a", "bc", ""]);
});

Deno.test("valuesOf() reads numbers as z3 writes them", { permissions: "none" }, () => {
  deepStrictEqual(["5", "-5", "(- 5)", "t", "1e99"].map((text) => valuesOf(text).t), [5, -5, -5, null, null]);
});

Deno.test("parseAnswer() reads answers, and takes all else for none", { permissions: "none" }, () => {
  deepStrictEqual(parseAnswer('{"answer":"unsat"}'), { answer: "unsat" });
  deepStrictEqual(parseAnswer('{"answer":"sat","t":7}'), { answer: "sat", t: 7 });
  deepStrictEqual(parseAnswer('{"answer":"sat","t":null}'), { answer: "sat", t: null });
  deepStrictEqual(parseAnswer('{"answer":"unknown","reason":"timeout"}'), {
    answer: "unknown",
    reason: "timeout",
  });
  for (const line of ["unsat", "", "null", "[]", '{"answer":"yes"}', '"unsat"', "x".repeat(1_000)]) {
    const answer = parseAnswer(line);
    strictEqual(answer.answer, "unknown", line);
    strictEqual(answer.answer === "unknown" && answer.reason.length < 250, true);
  }
});
