import { z } from "zod";
import {
  CHANNEL_NUMBER,
  type ChannelInputs,
  type Collection,
  type Mirror,
  type Schedule,
} from "../channel.ts";
import { isHttpUrl } from "../http_file.ts";
import { LIMITS } from "../limits.ts";
import { isFolderPath, isPlainHttpUrl } from "./forms.ts";
import { listOf, oneOf, printable, section, textLike, textThat, truth } from "./values.ts";

const collection = section({
  folder: printable(1_000).optional(),
  show: printable(200).optional(),
  search: printable(200).optional(),
})
  .refine((it) => Object.values(it).filter(isGiven).length === 1, "exactly one of folder, show, search")
  .transform((it): Collection => {
    if (isGiven(it.folder)) return { folder: it.folder };
    if (isGiven(it.show)) return { show: it.show };
    return { search: it.search ?? "" };
  });

const schedule = section({
  kind: oneOf("loop"),
  collection,
  order: oneOf("chronological", "shuffle").default("chronological"),
  seed: printable(100).nullable().default(null),
});

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

const inputs = section({
  mirrors: listOf(mirror, "mirrors", LIMITS.mirrorsMax).default([]),
  fallback: collection.nullable().default(null),
  alternates: truth().default(true),
}).prefault({}).transform((it): ChannelInputs => it);

/** A channel as the file writes it; its lifecycle stays null when `streaming.lifecycle` decides. */
export const channelSchema = section({
  number: textLike(CHANNEL_NUMBER, "a channel number such as 5 or 7.1"),
  name: printable(80),
  id: textLike(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "1 to 64 letters, digits, _ and -").nullable().default(
    null,
  ),
  group: printable(80).default("EXStreamTV"),
  enabled: truth().default(true),
  lifecycle: oneOf("continuous", "on_demand").nullable().default(null),
  profile: printable(32).default("default"),
  schedule,
  inputs,
}).transform(({ id, enabled, schedule, ...rest }) => {
  const rule: Schedule = schedule;
  return { ...rest, id: id ?? rest.number, isEnabled: enabled, schedule: rule };
});

/** What `channelSchema` gives. */
export type ParsedChannel = z.output<typeof channelSchema>;

function withoutSlash(place: string): string {
  return place.replace(/\/+$/, "");
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined;
}
