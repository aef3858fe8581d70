import type { Config } from "./config.ts";
import { configSchema } from "./schema.ts";

/** What an empty file means. */
export const DEFAULT_CONFIG: Config = configSchema.parse({});
