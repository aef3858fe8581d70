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
  kind: z.enum(["item", "off_air", "getting_ready", "up_next", "paused"])
    .openapi({ description: "Media, or a card and why" }),
  filler: z.enum(["pre_roll", "mid_roll", "post_roll", "tail", "fallback"]).nullable()
    .openapi({ description: "What media fills that is no programme of its own" }),
  guide_title: z.string().nullable()
    .openapi({
      description: "What the schedule has the guide call it; null where it is called by show or title",
    }),
  category: z.enum(["episode", "movie", "other"]),
}).openapi("Programme");

/**
 * Shows a programme under the same title as the guide.
 *
 * @param programme What airs.
 * @param channel Where it airs.
 */
export function viewProgramme(programme: Programme, channel: Channel): z.infer<typeof ProgrammeView> {
  const { title, show, season, episode, year, kind, filler, category, startMs, stopMs } = programme;
  return {
    start: isoTime(startMs),
    stop: isoTime(stopMs),
    title: resolveTitle({ title, show }, { channelName: channel.name, startMs }).title,
    show,
    season,
    episode,
    year,
    kind,
    filler,
    guide_title: programme.guideTitle,
    category,
  };
}
