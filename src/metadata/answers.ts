import type { Clock } from "../clock.ts";
import type { Rng } from "../rng.ts";
import type { HostReply } from "./polite_client.ts";
import type { z } from "zod";

/** Where answers are kept over restarts. */
export interface AnswerShelf {
  /** The kept answer as JSON, fresh or not; its `answer` is null for what the database does not have. */
  answer(question: string): { readonly answer: string | null; readonly expiresMs: number } | null;
  /** Keeps an answer. */
  keepAnswer(
    question: string,
    answer: { readonly answer: string | null; readonly expiresMs: number },
  ): void;
}

/** What a cache of answers works with. */
export interface AnswersParts {
  /** Where they are kept. */
  readonly shelf: AnswerShelf;
  /** Time. */
  readonly clock: Clock;
  /** Spreads the moments at which they expire. */
  readonly rng: Rng;
}

/** An answer, or why there is none. */
export type Answer<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  | { readonly kind: "none" }
  | { readonly kind: "unavailable"; readonly reason: string };

/** What is asked. */
export interface Question<Schema extends z.ZodType> {
  /** Its name, without any secret: `tvdb /series/81189/extended`. */
  readonly name: string;
  /** Form of the answer; what else it holds is dropped. */
  readonly schema: Schema;
  /** Asks the database. */
  readonly ask: () => Promise<HostReply>;
}

const DAY_MS = 24 * 3_600_000;
/** Databases correct themselves, but not often. */
const FRESH_MS = 7 * DAY_MS;
/** What is new is in no database at first. */
const NONE_FRESH_MS = DAY_MS;
/** A shared day of first looking up must not become a shared day of asking again. */
const SPREAD = 0.2;

/**
 * Answers of databases, kept in the store: what they have for a week, what they do not have for a day. Where a
 * database cannot be asked, an answer that has expired still counts.
 */
export class Answers {
  /** Keeps nothing by itself. */
  constructor(private readonly parts: AnswersParts) {}

  /** The kept answer while it is fresh, else the database's. */
  async get<Schema extends z.ZodType>(question: Question<Schema>): Promise<Answer<z.output<Schema>>> {
    const { shelf, clock } = this.parts;
    const kept = shelf.answer(question.name);
    const read = kept === null ? null : readKept(kept.answer, question.schema);
    if (kept !== null && read !== null && kept.expiresMs > clock.wallMs()) return read;
    const reply = await question.ask();
    if (reply.kind === "none") {
      this.#keep(question.name, null, NONE_FRESH_MS);
      return reply;
    }
    const fresh = reply.kind === "ok" ? parseReply(reply.bytes, question.schema) : unavailable(reply);
    if (fresh.kind === "unavailable") return read ?? fresh;
    this.#keep(question.name, JSON.stringify(fresh.value), FRESH_MS);
    return fresh;
  }

  #keep(name: string, answer: string | null, freshMs: number): void {
    const { shelf, clock, rng } = this.parts;
    const expiresMs = Math.round(clock.wallMs() + freshMs * (1 - SPREAD / 2 + SPREAD * rng()));
    shelf.keepAnswer(name, { answer, expiresMs });
  }
}

type Fresh<Value> = Exclude<Answer<Value>, { readonly kind: "none" }>;

/** An answer kept by an older version may have another form: it is asked for anew. */
function readKept<Schema extends z.ZodType>(
  answer: string | null,
  schema: Schema,
): Answer<z.output<Schema>> | null {
  if (answer === null) return { kind: "none" };
  const parsed = schema.safeParse(JSON.parse(answer));
  return parsed.success ? { kind: "ok", value: parsed.data } : null;
}

function parseReply<Schema extends z.ZodType>(
  bytes: Uint8Array<ArrayBuffer>,
  schema: Schema,
): Fresh<z.output<Schema>> {
  const json = parseJson(bytes);
  if (json === undefined) return { kind: "unavailable", reason: "the answer is no JSON" };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { kind: "ok", value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "it" : issue.path.join(".");
  return { kind: "unavailable", reason: `the answer has another form than documented, at ${where}` };
}

/** Undefined for what is no JSON, which null is. */
function parseJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function unavailable(reply: Exclude<HostReply, { readonly kind: "ok" | "none" }>): Fresh<never> {
  const reason = reply.kind === "unauthorized" ? "the key is not accepted" : reply.reason;
  return { kind: "unavailable", reason };
}
