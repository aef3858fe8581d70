import type { z } from "zod";
import { CHANNEL_NUMBER, type ChannelInputs, type Lifecycle, type Mirror } from "../channel.ts";
import { isHttpUrl } from "../http_file.ts";
import { LIMITS } from "../limits.ts";
import type { Collection } from "../content.ts";
import type { FillerRules, Schedule } from "../schedule_rule.ts";
import type { ChannelConfig } from "./config.ts";
import { isFolderPath, isPlainHttpUrl } from "./forms.ts";
import { channelGuideSchema } from "./guide_schema.ts";
import { timeZone } from "./moments.ts";
import { listOf, oneOf, printable, section, textLike, textThat, truth } from "./values.ts";

const mirror = section({
  from: textThat(isFolderPath, "the absolute path of a media folder; not /, nor a folder of the system"),
  to: textThat(
    (text) => isFolderPath(text) || isPlainHttpUrl(text),
    "the absolute path of a folder, or an http or https URL without user, password, query and fragment",
  ),
  probe: oneOf("none", "light", "full").default("light"),
  single_connection: truth().default(false),
}).refine(({ to, single_connection: isSingle }) => !isSingle || isHttpUrl(to), {
  path: ["single_connection"],
  error: "false where to is a folder",
}).transform(({ from, to, probe, single_connection: isSingleConnection }): Mirror => ({
  from: withoutSlash(from),
  to: withoutSlash(isHttpUrl(to) ? new URL(to).href : to),
  probe,
  isSingleConnection,
}));

/** How the parts of channels are written. */
export interface ChannelParts {
  /** A collection, by name or spelt out. */
  readonly collection: z.ZodType<Collection>;
  /** A schedule, by name or spelt out. */
  readonly schedule: z.ZodType<Schedule>;
  /** What airs around programmes. */
  readonly fillers: z.ZodType<FillerRules>;
}

/** A channel whose lifecycle and zone are null when it leaves them to the configuration's other sections. */
export interface ParsedChannel extends Omit<ChannelConfig, "lifecycle"> {
  readonly lifecycle: Lifecycle | null;
  readonly timezone: string | null;
}

/**
 * A channel as the file writes it.
 *
 * @param parts How its parts are written.
 */
export function channelSchema({ collection, schedule, fillers }: ChannelParts): z.ZodType<ParsedChannel> {
  const inputs = section({
    mirrors: listOf(mirror, "mirrors", LIMITS.mirrorsMax).default([]),
    fallback: collection.nullable().default(null),
    alternates: truth().default(true),
  }).prefault({}).transform((it): ChannelInputs => it);
  return section({
    number: textLike(CHANNEL_NUMBER, "a channel number such as 5 or 7.1"),
    name: printable(80),
    id: textLike(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "1 to 64 letters, digits, _ and -").nullable()
      .default(null),
    group: printable(80).default("EXStreamTV"),
    enabled: truth().default(true),
    lifecycle: oneOf("continuous", "on_demand").nullable().default(null),
    profile: printable(32).default("default"),
    schedule,
    fillers: fillers.prefault({}),
    timezone: timeZone().nullable().default(null),
    inputs,
    guide: channelGuideSchema,
  }).refine(({ lifecycle, schedule }) => lifecycle !== "continuous" || !standsStill(schedule), {
    path: ["lifecycle"],
    error: "on_demand, because its time stands still while nobody watches",
  }).transform(({ id, enabled, lifecycle, schedule, fillers, ...rest }): ParsedChannel => ({
    ...rest,
    lifecycle: standsStill(schedule) ? "on_demand" : lifecycle,
    id: id ?? rest.number,
    isEnabled: enabled,
    schedule: { ...schedule, filler: fillers },
  }));
}

/**
 * The channel with what it leaves to other sections.
 *
 * @param channel The channel.
 * @param defaults How channels run, and the zone they show, unless they say otherwise.
 */
export function settleChannel(
  { timezone, schedule, ...channel }: ParsedChannel,
  defaults: { readonly lifecycle: Lifecycle; readonly timezone: string },
): ChannelConfig {
  const zone = timezone ?? defaults.timezone;
  return {
    ...channel,
    lifecycle: channel.lifecycle ?? defaults.lifecycle,
    schedule: schedule === null ? null : { ...schedule, timezone: zone },
  };
}

/** A channel that ran while nobody watches would have nothing to air. */
function standsStill({ kind }: Schedule): boolean {
  return kind === "paused_when_unwatched";
}

function withoutSlash(place: string): string {
  return place.replace(/\/+$/, "");
}
