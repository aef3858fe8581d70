import type { Channel } from "../channel.ts";
import { seededRng } from "../rng.ts";
import { GLYPH_COLUMNS, GLYPH_ROWS, hasGlyph, strokesOf } from "./font.ts";
import { encodePng, type Picture } from "./png.ts";

/** Width of a logo in pixels. */
export const LOGO_WIDTH = 360;
/** Height of a logo in pixels. */
export const LOGO_HEIGHT = 270;

type Colour = readonly [red: number, green: number, blue: number];

const WHITE: Colour = [255, 255, 255];
const INITIALS_MAX = 3;

/**
 * A logo for a channel that has none: initials of its name, its number, and a colour of its own that stays the same
 * for ever.
 *
 * @param channel Its guide id decides the colour.
 * @returns A PNG of {@link LOGO_WIDTH} by {@link LOGO_HEIGHT} pixels.
 */
export function makeLogo(
  channel: Pick<Channel, "number" | "name" | "guideId">,
): Promise<Uint8Array<ArrayBuffer>> {
  const picture: Picture = {
    width: LOGO_WIDTH,
    height: LOGO_HEIGHT,
    rgb: new Uint8Array(LOGO_WIDTH * LOGO_HEIGHT * 3),
  };
  const hue = seededRng(channel.guideId)();
  paintBackground(picture, hue);
  const initials = initialsOf(channel.name);
  if (initials === "") {
    paintText(picture, channel.number, {
      centreY: LOGO_HEIGHT / 2,
      cell: cellFor(channel.number, 19),
      ink: 1,
    });
  } else {
    paintText(picture, initials, { centreY: 112, cell: cellFor(initials, 18), ink: 1 });
    paintText(picture, channel.number, { centreY: 221, cell: cellFor(channel.number, 6), ink: 0.78 });
  }
  return encodePng(picture);
}

/** First letters or digits of up to three words, without accents; empty when the name has none we can draw. */
export function initialsOf(name: string): string {
  const words = name.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase().split(/[^\p{L}\p{N}]+/u);
  return words.map((word) => word.charAt(0)).filter(hasGlyph).slice(0, INITIALS_MAX).join("");
}

/** A slope of colour from the upper left to the lower right, with a wide soft light behind the letters. */
function paintBackground({ width, height, rgb }: Picture, hue: number): void {
  const bright = colourOf(hue, 0.62, 0.47);
  const dark = colourOf(hue + 0.09, 0.7, 0.17);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const slope = (x / width + y / height) / 2;
      const light = Math.max(0, 1 - Math.hypot(x / width - 0.3, y / height - 0.2) * 1.6) * 0.16;
      const base = mix(mix(bright, dark, slope), WHITE, light);
      rgb.set(base, (y * width + x) * 3);
    }
  }
}

/** How large the cells of a text may be: as wished, unless it would not fit. */
function cellFor(text: string, wished: number): number {
  const columns = text.length * (GLYPH_COLUMNS + 1) - 1;
  return Math.min(wished, (LOGO_WIDTH - 56) / columns);
}

/** Draws a line of text in white, centred, as strokes with round ends. */
function paintText(
  picture: Picture,
  text: string,
  { centreY, cell, ink }: { readonly centreY: number; readonly cell: number; readonly ink: number },
): void {
  const glyphs = [...text];
  const advances = glyphs.map((glyph) => glyph === "." ? 3 : GLYPH_COLUMNS + 1);
  const columns = advances.reduce((sum, advance) => sum + advance, -1);
  let left = (LOGO_WIDTH - columns * cell) / 2;
  for (const [at, glyph] of glyphs.entries()) {
    const shift = glyph === "." ? -1.5 * cell : 0;
    paintGlyph(picture, glyph, { left: left + shift, top: centreY - GLYPH_ROWS * cell / 2, cell, ink });
    left += (advances[at] ?? 0) * cell;
  }
}

function paintGlyph(
  { width, height, rgb }: Picture,
  glyph: string,
  { left, top, cell, ink }: {
    readonly left: number;
    readonly top: number;
    readonly cell: number;
    readonly ink: number;
  },
): void {
  const strokes = strokesOf(glyph).map(({ from, to }) => ({
    fromX: left + (from[0] + 0.5) * cell,
    fromY: top + (from[1] + 0.5) * cell,
    alongX: (to[0] - from[0]) * cell,
    alongY: (to[1] - from[1]) * cell,
  }));
  const radius = cell * 0.46;
  const [startX, stopX] = [
    Math.max(0, Math.floor(left - 1)),
    Math.min(width, left + GLYPH_COLUMNS * cell + 1),
  ];
  const [startY, stopY] = [Math.max(0, Math.floor(top - 1)), Math.min(height, top + GLYPH_ROWS * cell + 1)];
  for (let y = startY; y < stopY; y++) {
    for (let x = startX; x < stopX; x++) {
      const distance = Math.min(...strokes.map((stroke) => distanceTo(stroke, x + 0.5, y + 0.5)));
      // Half a pixel of slope at the rim is what makes the edge look smooth.
      const cover = Math.min(1, Math.max(0, radius - distance + 0.5)) * ink;
      if (cover === 0) continue;
      const at = (y * width + x) * 3;
      rgb.set(mix([rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0], WHITE, cover), at);
    }
  }
}

function distanceTo(
  stroke: {
    readonly fromX: number;
    readonly fromY: number;
    readonly alongX: number;
    readonly alongY: number;
  },
  x: number,
  y: number,
): number {
  const { fromX, fromY, alongX, alongY } = stroke;
  const square = alongX * alongX + alongY * alongY;
  const along = square === 0 ? 0 : ((x - fromX) * alongX + (y - fromY) * alongY) / square;
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(x - fromX - part * alongX, y - fromY - part * alongY);
}

function mix(one: Colour, other: Colour, part: number): Colour {
  return [
    one[0] + (other[0] - one[0]) * part,
    one[1] + (other[1] - one[1]) * part,
    one[2] + (other[2] - one[2]) * part,
  ];
}

/** Hue, saturation and lightness as red, green and blue; the hue counts in turns. */
function colourOf(hue: number, saturation: number, lightness: number): Colour {
  const channel = (offset: number) => {
    const at = (offset + hue * 12) % 12;
    const reach = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}
