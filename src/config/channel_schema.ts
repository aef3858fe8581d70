import { z } from "zod";
import { CHANNEL_NUMBER, type Collection, type Schedule } from "../channel.ts";
import { oneOf, printable, section, textLike, truth } from "./values.ts";

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
}).transform(({ id, enabled, schedule, ...rest }) => {
  const rule: Schedule = schedule;
  return { ...rest, id: id ?? rest.number, isEnabled: enabled, schedule: rule };
});

/** What `channelSchema` gives. */
export type ParsedChannel = z.output<typeof channelSchema>;

function isGiven(text: string | undefined): text is string {
  return text !== undefined;
}
