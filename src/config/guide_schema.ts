import type { z } from "zod";
import type { ChannelGuide } from "../channel.ts";
import {
  DESCRIPTION_PLACEHOLDERS,
  type GuideTemplates,
  strangerIn,
  TITLE_PLACEHOLDERS,
} from "../guide_template.ts";
import type { GuideConfig } from "./config.ts";
import { nearestWord } from "./nearest.ts";
import { refuse, section, textLike, truth, wholeNumber } from "./values.ts";

const domain = textLike(
  /^(?=.{1,200}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/,
  "a domain name in small letters such as exstreamtv.local",
);

/** How guides word what they say. */
const templates = section({
  title: template(1, TITLE_PLACEHOLDERS),
  sub_title: template(0, TITLE_PLACEHOLDERS),
  description: template(0, DESCRIPTION_PLACEHOLDERS),
}).prefault({}).transform((it): GuideTemplates => ({
  title: it.title,
  subTitle: it.sub_title,
  description: it.description,
}));

/** The options of `guide`. */
export const guideSchema: z.ZodType<GuideConfig> = section({
  domain: domain.default("exstreamtv.local"),
  refresh_s: wholeNumber(60, 86_400).default(3_600),
  show_filler: truth().default(false),
  proof_timeout_s: wholeNumber(1, 600).default(30),
  templates,
}).prefault({}).transform((it): GuideConfig => ({
  domain: it.domain,
  refreshMs: it.refresh_s * 1_000,
  showsFiller: it.show_filler,
  proofTimeoutMs: it.proof_timeout_s * 1_000,
  templates: it.templates,
}));

/** The options of a channel's own `guide`. */
export const channelGuideSchema: z.ZodType<ChannelGuide> = section({
  hidden: truth().default(false),
  templates,
}).prefault({}).transform((it): ChannelGuide => ({ isHidden: it.hidden, templates: it.templates }));

/** Text with placeholders, or null for our own way. */
function template(lengthMin: number, known: readonly string[]) {
  const placeholders = known.map((name) => `{${name}}`).join(" ");
  const expected = `text of ${lengthMin} to 500 printable characters with none but the placeholders ` +
    `${placeholders}, or null`;
  return textLike(new RegExp(`^[^\\p{Cc}\\p{Cs}]{${lengthMin},500}$`, "u"), expected)
    .superRefine(refuse((text) => {
      const stranger = strangerIn(text, known);
      return stranger === null ? [] : [{ path: [], expected, known: corrected(text, stranger, known) }];
    })).nullable().default(null);
}

/** The template that was probably meant. */
function corrected(text: string, stranger: string, known: readonly string[]): string[] {
  const meant = nearestWord(stranger, known);
  return meant === undefined ? [] : [text.replace(`{${stranger}}`, `{${meant}}`)];
}
