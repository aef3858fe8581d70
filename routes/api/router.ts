import { OpenAPIHono, type z } from "@hono/zod-openapi";
import { Fault } from "../../src/fault.ts";
import type { RouteEnv } from "../route_env.ts";

/** A router for part of the API, which tells every fault of a request at once. */
export function apiRouter(): OpenAPIHono<RouteEnv> {
  return new OpenAPIHono<RouteEnv>({
    defaultHook: (result) => {
      if (!result.success) {
        throw new Fault("bad_request", `Cannot read the request: ${describe(result)}`);
      }
    },
  });
}

/** A fault of the whole is told under the name of where it stands. */
function describe({ error, target }: { error: z.ZodError; target: string }): string {
  const whole = target === "json" ? "body" : target;
  return error.issues.map(({ path, message }) => `${path.join(".") || whole}: ${message}`).join("; ");
}
