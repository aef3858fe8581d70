import type { Config } from "./config.ts";
import { configSchema } from "./schema.ts";

/** What an empty file means; the zone is the system's where the system has one. */
export const DEFAULT_CONFIG: Config = configSchema({ written: {}, timezone: "UTC" }).parse({});
