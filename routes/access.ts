import type { Context, MiddlewareHandler } from "hono";
import { Fault } from "../src/fault.ts";
import type { RouteParts } from "./parts.ts";
import type { RouteEnv } from "./route_env.ts";
import { WrongTokens } from "./wrong_tokens.ts";

/**
 * Guards the API: who holds the admin token may do everything; others may read, if they are in the local network
 * and that is allowed.
 *
 * @throws {Fault} `unauthorized`, or `too_many_attempts` whatever the token is.
 */
export function requireApiAccess(
  { security, clock }: Pick<RouteParts, "security" | "clock">,
): MiddlewareHandler<RouteEnv> {
  const { adminToken, readOnlyLan } = security;
  const wrongTokens = new WrongTokens(clock);
  return async (context, next) => {
    const { address, isLocal } = context.var.client;
    const token = tokenOf(context);
    if (token !== null && wrongTokens.areTooMany(address)) {
      throw new Fault(
        "too_many_attempts",
        `Cannot check the admin token: ${address} sent too many wrong ones`,
      );
    }
    const isAdmin = token !== null && adminToken !== null && equalSecrets(token, adminToken);
    if (token !== null && !isAdmin) wrongTokens.note(address, token);
    const isReading = ["GET", "HEAD"].includes(context.req.method);
    if (!isAdmin && !(isReading && readOnlyLan && isLocal)) {
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

function tokenOf(context: Context<RouteEnv>): string | null {
  return /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1] ?? null;
}
