import type { AnswerShelf } from "../../src/metadata/mod.ts";

/** Answers in memory. */
export class MemoryAnswers implements AnswerShelf {
  readonly kept = new Map<string, { readonly answer: string | null; readonly expiresMs: number }>();

  answer(question: string): { readonly answer: string | null; readonly expiresMs: number } | null {
    return this.kept.get(question) ?? null;
  }

  keepAnswer(question: string, answer: { readonly answer: string | null; readonly expiresMs: number }): void {
    this.kept.set(question, answer);
  }
}
