import type { MiddlewareHandler } from "hono";
import { readBounded } from "../src/bounded_body.ts";
import { Fault } from "../src/fault.ts";
import { LIMITS } from "../src/limits.ts";
import type { RouteEnv } from "./route_env.ts";

/** How a body may be. */
interface BodyRule {
  /** Bytes at most. */
  readonly bytesMax: number;
  /** What is read, with parameters or without. JSON is UTF-8 whatever they say (RFC 8259 §8.1). */
  readonly type: RegExp;
  /** What messages say of it. */
  readonly expected: string;
}

const JSON_TYPE = /^application\/json *(;|$)/i;
const JSON_BODY: BodyRule = {
  bytesMax: LIMITS.apiBodyBytesMax,
  type: JSON_TYPE,
  expected: "application/json",
};
/** Channels and schedules may be long. */
const DOCUMENT_BODY: BodyRule = { ...JSON_BODY, bytesMax: LIMITS.documentBodyBytesMax };
/** A file of them is YAML, of which JSON is a part. */
const FILE_BODY: BodyRule = {
  bytesMax: LIMITS.documentBodyBytesMax,
  type: /^(application\/(x-)?yaml|text\/(x-)?yaml|text\/plain|application\/json) *(;|$)/i,
  expected: "application/yaml or application/json",
};

const FILE_PATHS = ["/api/v1/import", "/api/v1/export"];
const DOCUMENT_PATH = /^\/api\/v1\/(channels(\/[^/]+)?|(collections|fillers|schedules)\/[^/]+)$/;

/**
 * Reads the body of a request that changes something, as far as it may go, before anybody looks at it.
 *
 * @throws {Fault} `body_too_large`, or `unsupported_media_type` if it is nothing that is read there.
 */
export const readJsonBody: MiddlewareHandler<RouteEnv> = async (context, next) => {
  const { raw, path } = context.req;
  if (raw.body !== null) {
    const { bytesMax, type, expected } = ruleFor(path);
    const bytes = await readBounded(raw.body, bytesMax).catch(brokenOff);
    if (bytes === null) {
      throw new Fault("body_too_large", `Cannot read the body: it has more than ${bytesMax} bytes`);
    }
    const hasBody = bytes.length > 0;
    const given = raw.headers.get("content-type") ?? "";
    if (hasBody && !type.test(given)) {
      const found = raw.headers.get("content-type");
      throw new Fault(
        "unsupported_media_type",
        `Cannot read the body: its content type is ${found}, expected ${expected}`,
      );
    }
    const headers = new Headers(raw.headers);
    // Whoever validates it knows one spelling, and takes a type without a body for a broken body.
    if (!hasBody) headers.delete("content-type");
    else if (JSON_TYPE.test(given)) headers.set("content-type", "application/json");
    context.req.raw = new Request(raw.url, { method: raw.method, headers, body: hasBody ? bytes : null });
  }
  await next();
};

function ruleFor(path: string): BodyRule {
  if (FILE_PATHS.includes(path)) return FILE_BODY;
  return DOCUMENT_PATH.test(path) ? DOCUMENT_BODY : JSON_BODY;
}

/** The client went away, or its connection did. */
function brokenOff(thrown: unknown): never {
  throw new Fault("bad_request", "Cannot read the body: it broke off", { cause: thrown });
}
