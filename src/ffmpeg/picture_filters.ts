import type { PictureEncoder } from "./encoder.ts";
import { fitFilter } from "./picture_fit.ts";
import type { TranscodePlan } from "./plan.ts";
import type { Profile } from "./profile.ts";
import { bitmapFilter, textFilters } from "./subtitles.ts";
import { TONE_MAP } from "./tone_map.ts";
import { AS_OVERLAY, watermarkInput, watermarkOverlay } from "./watermark.ts";

/** How the pictures of a passage are made. */
export interface PictureGraph {
  /** Inputs beside the item's file, in their order from 1 on. */
  readonly inputs: readonly string[];
  /** Arguments that state the filters and name the picture stream of the output. */
  readonly filters: readonly string[];
}

/** What a graph is made of. */
export interface PictureWish {
  /** What is to be done. */
  readonly plan: TranscodePlan;
  /** For which channel. */
  readonly profile: Profile;
  /** What takes the pictures. */
  readonly encoder: PictureEncoder;
  /** Where the passage begins in the item, in milliseconds. */
  readonly offsetMs: number;
  /** When the passage airs, milliseconds since 1970. */
  readonly airsAtMs: number;
}

/** How long the last picture may be held when a file ends before it should. */
const HOLD_LAST_PICTURE_SECONDS = 2;

/**
 * The filters from a decoded picture to one the encoder takes: frames of fields, the profile's size and range, its
 * grid from 0 on (`fps`), what is drawn into the picture, the last picture held.
 *
 * Words are drawn before the black bars are added, so that signs stay where they belong in the picture; what consists of
 * pictures itself comes after. What has several inputs needs `-filter_complex`; the rest is one chain.
 */
export function pictureGraph(wish: PictureWish): PictureGraph {
  const { plan, profile, encoder } = wish;
  const card = plan.video === "card" ? ["-f", "lavfi", "-i", cardSource(profile)] : [];
  const source = plan.video === "card" ? "1:v:0" : `0:${plan.videoIndex}`;
  const end = [`tpad=stop_mode=clone:stop_duration=${HOLD_LAST_PICTURE_SECONDS}`, ...encoder.filters];
  const layers = [...bitmapLayer(wish), ...watermarkLayer(wish, card.length > 0 ? 2 : 1)];
  if (layers.length === 0) {
    return { inputs: card, filters: ["-map", source, "-vf", [...baseFilters(wish), ...end].join(",")] };
  }
  const chains = [`[${source}]${[...baseFilters(wish), "format=yuv420p"].join(",")}[picture0]`];
  for (const [index, { filters, overlay }] of layers.entries()) {
    chains.push(
      `${filters}[layer${index}]`,
      `[picture${index}][layer${index}]${overlay}[picture${index + 1}]`,
    );
  }
  chains.push(`[picture${layers.length}]${end.join(",")}[picture]`);
  const inputs = [...card, ...layers.flatMap(({ input }) => input)];
  return { inputs, filters: ["-filter_complex", chains.join(";"), "-map", "[picture]"] };
}

function baseFilters({ plan, profile, offsetMs }: PictureWish): string[] {
  const { width, height, frameRate } = profile;
  return [
    ...(plan.deinterlace === null ? [] : [DEINTERLACE[plan.deinterlace]]),
    ...sizeFilters(plan, profile),
    `fps=${frameRate.num}/${frameRate.den}:start_time=0`,
    ...(plan.burn?.kind === "text" ? textFilters(plan.burn.path, offsetMs, profile) : []),
    `pad=${width}:${height}:-1:-1`,
    "setsar=1",
  ];
}

const DEINTERLACE = { per_field: "bwdif=mode=send_field", per_frame: "bwdif=mode=send_frame" } as const;

/** Size and colours: those of BT.709, in the range of television. */
function sizeFilters({ toneMap, colorMatrix }: TranscodePlan, profile: Profile): string[] {
  if (toneMap === "filters") return [fitFilter(profile), ...TONE_MAP];
  const matrix = toneMap === "plain" ? "bt2020" : colorMatrix;
  const read = matrix === null ? [] : [`in_color_matrix=${matrix}`];
  return [fitFilter(profile, [...read, "out_color_matrix=bt709", "out_range=tv"])];
}

/** Pictures laid over the programme's. */
interface Layer {
  readonly input: readonly string[];
  /** From its source to the form that is laid over. */
  readonly filters: string;
  readonly overlay: string;
}

function bitmapLayer({ plan, profile }: PictureWish): Layer[] {
  if (plan.burn?.kind !== "bitmap" || plan.picture === null) return [];
  const { stream } = plan.burn;
  return [{
    input: [],
    filters: `[0:${stream.index}]${bitmapFilter(stream, plan.picture, profile)}`,
    overlay: "overlay=x=(W-w)/2:y=(H-h)/2:eof_action=pass",
  }];
}

function watermarkLayer({ plan, profile, airsAtMs }: PictureWish, input: number): Layer[] {
  if (plan.watermarkPath === null || profile.watermark === null) return [];
  return [{
    input: watermarkInput(plan.watermarkPath),
    filters: `[${input}:v]scale=${AS_OVERLAY}`,
    overlay: watermarkOverlay(profile.watermark, profile, airsAtMs),
  }];
}

/** The picture behind an item that has only sound. */
function cardSource({ width, height, frameRate }: Profile): string {
  return `color=c=0x14213d:s=${width}x${height}:r=${frameRate.num}/${frameRate.den}`;
}
