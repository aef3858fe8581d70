import type { MiddlewareHandler } from "hono";
import { Fault } from "../src/fault.ts";
import { LIMITS } from "../src/limits.ts";
import type { RouteEnv } from "./route_env.ts";

/** With parameters or without; JSON is UTF-8 whatever they say (RFC 8259 §8.1). */
const JSON_TYPE = /^application\/json *(;|$)/i;

/**
 * Reads the body of a request that changes something, as far as it may go, before anybody looks at it.
 *
 * @throws {Fault} `body_too_large`, or `unsupported_media_type` if it is not JSON.
 */
export const readJsonBody: MiddlewareHandler<RouteEnv> = async (context, next) => {
  const { raw } = context.req;
  if (raw.body !== null) {
    const bytes = await readBounded(raw.body, LIMITS.apiBodyBytesMax).catch(brokenOff);
    const hasBody = bytes.length > 0;
    if (hasBody && !JSON_TYPE.test(raw.headers.get("content-type") ?? "")) {
      throw new Fault(
        "unsupported_media_type",
        `Cannot read the body: its content type is ${
          raw.headers.get("content-type")
        }, expected application/json`,
      );
    }
    const headers = new Headers(raw.headers);
    // Whoever validates it knows one spelling, and takes a type without a body for a broken body.
    if (hasBody) headers.set("content-type", "application/json");
    else headers.delete("content-type");
    context.req.raw = new Request(raw.url, { method: raw.method, headers, body: hasBody ? bytes : null });
  }
  await next();
};

async function readBounded(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > bytesMax) {
      throw new Fault("body_too_large", `Cannot read the body: it has more than ${bytesMax} bytes`);
    }
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The client went away, or its connection did. */
function brokenOff(thrown: unknown): never {
  if (thrown instanceof Fault) throw thrown;
  throw new Fault("bad_request", "Cannot read the body: it broke off", { cause: thrown });
}
