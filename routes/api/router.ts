import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { Fault } from "../../src/fault.ts";
import type { RouteEnv } from "../route_env.ts";

/** A router for part of the API, which tells every fault of a request at once. */
export function apiRouter(): OpenAPIHono<RouteEnv> {
  return new OpenAPIHono<RouteEnv>({
    defaultHook: (result) => {
      if (!result.success) {
        throw new Fault("bad_request", `Cannot read the request: ${describe(result.error)}`);
      }
    },
  });
}

function describe(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
