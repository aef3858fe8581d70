import type { z } from "zod";
import { isSameChannelNumber } from "../channel.ts";
import { LIMITS } from "../limits.ts";
import type { Collection } from "../content.ts";
import type { Break, Schedule } from "../schedule_rule.ts";
import { channelSchema, type ParsedChannel } from "./channel_schema.ts";
import { collectionSchema } from "./collection_schema.ts";
import { contentForms } from "./content_schema.ts";
import { isRecord } from "./document.ts";
import { fillerForms } from "./filler_schema.ts";
import { listNames } from "./names.ts";
import { FRAME } from "./schedule_frame.ts";
import { scheduleSchema } from "./schedule_schema.ts";
import { Shelf } from "./shelf.ts";
import { formOf, listOf, textThat } from "./values.ts";

/** The sections that say what airs. */
export interface RulesShape {
  /** Channels, with what their names stand for. */
  readonly channels: z.ZodDefault<z.ZodArray<z.ZodType<ParsedChannel>>>;
  /** Collections by name. */
  readonly collections: z.ZodPrefault<z.ZodType<Readonly<Record<string, Collection>>>>;
  /** Breaks by name. */
  readonly fillers: z.ZodPrefault<z.ZodType<Readonly<Record<string, Break>>>>;
  /** Schedules by name, with a zone and filler that are still to be replaced by a channel's. */
  readonly schedules: z.ZodPrefault<z.ZodType<Readonly<Record<string, Schedule>>>>;
}

/**
 * The sections that say what airs. Names are resolved while they are read.
 *
 * @param written All sections as they are written, perhaps with faults.
 */
export function rulesShape(written: Readonly<Record<string, unknown>>): RulesShape {
  const collections: Shelf<Collection> = new Shelf({
    section: "collections",
    written: written["collections"],
    orElse: "a map with folder, show, search, playlist, smart or any",
    schema: () => collection,
    broken: { any: [] },
  });
  const collection = collectionSchema(collections);
  const content = contentForms(collection);
  const fillers: Shelf<Break> = new Shelf({
    section: "fillers",
    written: written["fillers"],
    orElse: "a map with collection, collections, sequence or up_next_s",
    schema: () => filler.break,
    broken: [],
  });
  const filler = fillerForms(content, fillers);
  const channelId = channelKey(written["channels"]);
  // By far the largest, and most files that are read say nothing of schedules.
  let speltOut: z.ZodType<Schedule> | undefined;
  const schedules: Shelf<Schedule> = new Shelf({
    section: "schedules",
    written: written["schedules"],
    orElse: "a map with kind",
    schema: () => schedule,
    broken: { kind: "mirror", seed: null, ...FRAME, channelId: "", offsetMs: 0 },
  });
  const schedule: z.ZodType<Schedule> = formOf((value) =>
    typeof value === "string"
      ? schedules.byName
      : speltOut ??= scheduleSchema({ content, filler, channel: channelId })
  );
  const channel = channelSchema({ collection, schedule, fillers: filler.rules });
  return {
    channels: listOf(channel, "channels", LIMITS.channelsMax).default([]),
    collections: collections.all.prefault({}),
    fillers: fillers.all.prefault({}),
    schedules: schedules.all.prefault({}),
  };
}

/** A channel as another one names it, by id or number; becomes its id. */
function channelKey(channels: unknown): z.ZodType<string> {
  const written = Array.isArray(channels) ? channels.slice(0, LIMITS.channelsMax).filter(isRecord) : [];
  const keys = written.flatMap(({ number, id }) =>
    typeof number === "string" ? { number, id: typeof id === "string" ? id : number } : []
  );
  const find = (text: string) =>
    keys.find(({ id }) => id === text) ??
      keys.find(({ number }) => isSameChannelNumber(number, text));
  return textThat(
    (text) => find(text) !== undefined,
    listNames("the number or id of a channel", keys.map(({ number }) => number)),
  ).transform((text) => find(text)?.id ?? text);
}
