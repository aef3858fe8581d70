import type { z } from "zod";
import { type FillerRules, NO_FILLER } from "../schedule_rule.ts";
import { printable } from "./values.ts";

/** What a schedule has until its channel puts its own zone and filler there; one schedule may serve many channels. */
export const FRAME: { readonly timezone: string; readonly filler: FillerRules } = {
  timezone: "UTC",
  filler: NO_FILLER,
};

/** The option every schedule that draws by chance has. */
export const SEED_SHAPE: { readonly seed: z.ZodDefault<z.ZodNullable<z.ZodString>> } = {
  seed: printable(100).nullable().default(null),
};
