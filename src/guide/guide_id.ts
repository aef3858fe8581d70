import { invariant } from "../invariant.ts";
import { GUIDE_ID } from "./validate.ts";

const SLUG_LENGTH_MAX = 40;

/**
 * The id a channel has in guides for ever: `saturday-movies-3f2a.exstreamtv.local`.
 *
 * @param name Name of the channel when it is made; any text.
 * @param random4Hex Four hex digits that tell apart channels of equal names.
 * @param domain `guide.domain` of the configuration; what an id cannot hold is left out of it.
 */
export function makeGuideId(name: string, random4Hex: string, domain: string): string {
  invariant(/^[0-9a-f]{4}$/.test(random4Hex), `Cannot make a guide id: ${random4Hex} is not four hex digits`);
  const slug = slugOf(name).slice(0, SLUG_LENGTH_MAX).replace(/-$/, "") || "channel";
  const labels = domain.split(".").map(slugOf).filter((label) => label !== "");
  const id = [`${slug}-${random4Hex}`, ...(labels.length > 0 ? labels : ["local"])].join(".");
  invariant(GUIDE_ID.test(id), `Cannot make a guide id: ${id} has the wrong form`);
  return id;
}

/** Letters without their accents, digits, and single hyphens for all else. */
function slugOf(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
