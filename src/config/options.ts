import { z } from "zod";
import type { OptionPath } from "./document.ts";
import { configSchema } from "./schema.ts";

/** One option of the configuration: a leaf of the schema that is in none of {@link NAMED}. */
export interface Option {
  /** Its keys from the root. */
  readonly path: readonly string[];
  /** The environment variable that overrides it. */
  readonly variable: string;
  /** What it may be. */
  readonly schema: z.core.$ZodType;
}

/** Sections with names or files of the operator's own. */
const NAMED = new Set<string | undefined>([
  "include",
  "channels",
  "collections",
  "fillers",
  "schedules",
  "profiles",
]);

/** Options that hold secrets: never quoted, and `${VARIABLE}` stands for an environment variable. */
const SECRETS = new Set([
  "security.admin_token",
  "security.stream_token",
  "metadata.tvdb.api_key",
  "metadata.tvdb.pin",
  "metadata.tmdb.api_key",
]);

/** Every option an environment variable can override, in the order of the schema. */
export const OPTIONS: readonly Option[] = leavesOf(configSchema({ written: {}, timezone: "UTC" }), []);

/** True for options whose value must not be shown. */
export function isSecret(path: OptionPath): boolean {
  return SECRETS.has(path.map(String).join("."));
}

function leavesOf(schema: z.core.$ZodType, path: readonly string[]): Option[] {
  const object = objectIn(schema);
  if (object === null) {
    return NAMED.has(path[0])
      ? []
      : [{ path, variable: ["EXSTREAMTV", ...path].join("_").toUpperCase(), schema }];
  }
  return Object.entries(object.shape).flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

/** The map behind defaults and conversions, or null for a leaf. */
function objectIn(schema: z.core.$ZodType): z.ZodObject | null {
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodPipe) return objectIn(schema.in);
  if (schema instanceof z.ZodPrefault) return objectIn(schema.unwrap());
  return null;
}
