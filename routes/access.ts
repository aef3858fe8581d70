import type { Context, MiddlewareHandler } from "hono";
import { Fault } from "../src/fault.ts";
import { isPrivateAddress } from "./addresses.ts";
import type { RouteEnv } from "./route_env.ts";
import type { Security } from "./parts.ts";

/**
 * Guards the API: who holds the admin token may do everything; others may read, if they are in the local network
 * and that is allowed.
 *
 * @throws {Fault} `unauthorized`.
 */
export function requireApiAccess(security: Security): MiddlewareHandler<RouteEnv> {
  return async (context, next) => {
    const isAdmin = hasAdminToken(context, security);
    const isReading = ["GET", "HEAD"].includes(context.req.method);
    const isInLan = security.readOnlyLan && isPrivateAddress(context.var.client.address);
    if (!isAdmin && !(isReading && isInLan)) {
      throw new Fault(
        "unauthorized",
        `Cannot ${context.req.method} ${context.req.path}: the admin token is missing or wrong`,
      );
    }
    context.set("isAdmin", isAdmin);
    await next();
  };
}

/**
 * Whether two secrets are the same. How long it takes tells nothing but the length of the one that was given.
 *
 * @param given What the client sent.
 * @param secret What it should be; an empty one equals nothing.
 */
export function equalSecrets(given: string, secret: string): boolean {
  const encoder = new TextEncoder();
  const one = encoder.encode(given);
  const other = encoder.encode(secret);
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index++) {
    difference |= (one[index] ?? 0) ^ (other[index % Math.max(1, other.length)] ?? 0);
  }
  return other.length > 0 && difference === 0;
}

function hasAdminToken(context: Context<RouteEnv>, { adminToken }: Security): boolean {
  const given = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  return adminToken !== null && given !== undefined && equalSecrets(given, adminToken);
}
