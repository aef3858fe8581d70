import { z } from "@hono/zod-openapi";
import { resolveTitle } from "../../src/metadata/mod.ts";
import type { Channel } from "../../src/channel.ts";
import type { Programme } from "../../src/programme.ts";
import { isoTime } from "./answers.ts";

/** A programme as the API shows it. */
export const ProgrammeView = z.object({
  start: z.iso.datetime(),
  stop: z.iso.datetime(),
  title: z.string(),
  show: z.string().nullable(),
  season: z.int().nullable(),
  episode: z.int().nullable(),
  year: z.int().nullable(),
  kind: z.enum(["item", "off_air", "getting_ready"]).openapi({ description: "Media, or a card and why" }),
  category: z.enum(["episode", "movie", "other"]),
}).openapi("Programme");

/**
 * Shows a programme under the same title as the guide.
 *
 * @param programme What airs.
 * @param channel Where it airs.
 */
export function viewProgramme(programme: Programme, channel: Channel): z.infer<typeof ProgrammeView> {
  const { title, show, season, episode, year, kind, category, startMs, stopMs } = programme;
  return {
    start: isoTime(startMs),
    stop: isoTime(stopMs),
    title: resolveTitle({ title, show }, { channelName: channel.name, startMs }).title,
    show,
    season,
    episode,
    year,
    kind,
    category,
  };
}
