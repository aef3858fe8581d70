import { z } from "@hono/zod-openapi";

/** RFC 9457, with our stable code. */
const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  faults: z.array(z.object({ path: z.string(), detail: z.string() })).optional().openapi({
    description: "What is wrong with a document, place by place",
  }),
}).openapi("Problem");

/** How the reference describes an answer that succeeds. */
export interface JsonAnswer<Schema extends z.ZodType> {
  /** What it tells. */
  readonly description: string;
  /** Its form. */
  readonly content: {
    /** The only type. */
    readonly "application/json": {
      /** Its form. */
      readonly schema: Schema;
    };
  };
}

/** How the reference describes an answer that fails. */
export interface ProblemAnswer {
  /** When it comes. */
  readonly description: string;
  /** Its form. */
  readonly content: {
    /** The only type. */
    readonly "application/problem+json": {
      /** Its form. */
      readonly schema: typeof Problem;
    };
  };
}

/** An answer in JSON. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema): JsonAnswer<Schema> {
  return { description, content: { "application/json": { schema } } };
}

/** An answer that says what is wrong. */
export function problem(description: string): ProblemAnswer {
  return { description, content: { "application/problem+json": { schema: Problem } } };
}

/** What only administrators may do, as the reference tells it; `requireApiAccess` sees to it. */
export const ADMIN_ONLY = [{ adminToken: [] }];

/** How anything that changes something may be refused. */
export const WRITE_PROBLEMS = {
  400: problem("The request has faults; `detail` names all of them."),
  401: problem("The admin token is missing or wrong."),
  413: problem("The body is too large."),
  415: problem("The body is not JSON."),
  429: problem("Too many wrong tokens came from this address."),
} as const;

/** Milliseconds since 1970 as ISO 8601 in UTC. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
