import { invariant } from "../invariant.ts";
import { encodeAudio, QUIET, TRANSPORT_STREAM } from "./command.ts";
import { pictureEncoder } from "./encoder.ts";
import { framesPerSecond, type Profile, SAMPLE_RATE } from "./profile.ts";

/** What a card says: a headline and a smaller line below it. */
export interface CardText {
  /** The headline; any characters. */
  readonly headline: string;
  /** The smaller line; may be empty. */
  readonly detail: string;
}

/** How words are drawn: in a font the system chooses, in the font of a file, or not at all. */
export type Lettering = "system" | "none" | FontFile;

/** A font by its file. */
export interface FontFile {
  /** Absolute path, without any character that means something to ffmpeg's filters. */
  readonly fontFile: string;
}

/**
 * Ways to draw words, best first: a machine may know no fonts, or lack the filter that draws. The files are where
 * Debian, Fedora, Alpine, Arch and macOS keep a font each. The last way needs nothing, so that a card never fails to be.
 */
export const LETTERINGS: readonly [Lettering, ...Lettering[]] = [
  "system",
  { fontFile: "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf" },
  { fontFile: "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf" },
  { fontFile: "/usr/share/fonts/dejavu/DejaVuSans.ttf" },
  { fontFile: "/usr/share/fonts/TTF/DejaVuSans.ttf" },
  { fontFile: "/System/Library/Fonts/Supplemental/Arial.ttf" },
  "none",
];

/** How to render one card. */
export interface SlateCommand {
  /** Arguments of the ffmpeg that writes the clip to its standard output. */
  readonly args: string[];
  /** Files the arguments name, relative to the folder ffmpeg must be started in. */
  readonly files: ReadonlyMap<string, string>;
}

/** Length of the rendered clip, which is then looped. */
const CLIP_SECONDS = 2;

/** Key frames this far apart, so that a joint or a first segment need not wait. */
const KEYS_PER_SECOND = 2;

/** Pictures of a rendered card: two seconds, and none cut, so that rounds of it tile time. */
export function slatePictures(profile: Profile): number {
  return Math.round(CLIP_SECONDS * framesPerSecond(profile.frameRate));
}

/**
 * The command that renders a card with silent sound in a profile's exact format.
 *
 * The text travels in files under fixed names, so that no character of it meets ffmpeg's filter syntax.
 *
 * @param card What it says.
 * @param profile The channel's profile.
 * @param lettering How its words are drawn; one of {@link LETTERINGS}.
 */
export function slateCommand(card: CardText, profile: Profile, lettering: Lettering): SlateCommand {
  const lines = lettering === "none" ? [] : layout(card, profile);
  const fps = framesPerSecond(profile.frameRate);
  const { device, filters, codec } = pictureEncoder(profile, Math.max(1, Math.round(fps / KEYS_PER_SECOND)));
  // A quarter of a picture short of the whole: ffmpeg rounds to whole pictures, and half a one goes either way.
  const seconds = ((slatePictures(profile) - 0.25) / fps).toFixed(6);
  const picture = [...PICTURE_FORMAT, ...lines.map((line) => drawText(line, lettering)), ...filters];
  return {
    args: [
      ...QUIET,
      ...device,
      ...["-f", "lavfi", "-i", background(profile, lettering)],
      ...["-f", "lavfi", "-i", `anullsrc=r=${SAMPLE_RATE}:cl=stereo`],
      ...["-map", "0:v", "-map", "1:a", "-t", seconds, "-vf", picture.join(",")],
      ...codec,
      ...encodeAudio(profile),
      ...TRANSPORT_STREAM,
    ],
    files: new Map(lines.map((line) => [line.file, line.text])),
  };
}

/** Backgrounds are made in RGB. */
const PICTURE_FORMAT = ["scale=out_color_matrix=bt709:out_range=tv", "format=yuv420p", "setsar=1"];

interface Line {
  readonly file: string;
  readonly text: string;
  readonly size: number;
  readonly top: number;
  readonly colour: string;
}

/** Wraps the text into lines that fit the picture and stacks them around its middle. */
function layout(card: CardText, { width, height }: Profile): Line[] {
  const large = Math.round(height / 11);
  const small = Math.round(height / 22);
  const rows = [
    ...wrap(card.headline, columnsOf(width, large), 3).map((text) => ({
      text,
      size: large,
      colour: "0xf4f1ea",
    })),
    ...wrap(card.detail, columnsOf(width, small), 3).map((text) => ({
      text,
      size: small,
      colour: "0xb8bfd0",
    })),
  ];
  const spacing = 1.45;
  let top = (height - rows.reduce((sum, row) => sum + row.size * spacing, 0)) / 2;
  return rows.map((row, index) => {
    const line = { ...row, file: `line${index}.txt`, top: Math.round(top) };
    top += row.size * spacing;
    return line;
  });
}

/** How many columns fit a line; the widest common letters take more than the 2/3 of their size reckoned here. */
function columnsOf(width: number, size: number): number {
  return Math.max(2, Math.floor(width / size * 1.5));
}

/**
 * Breaks at spaces into lines of at most `columns` columns; what is left after the last line ends in an ellipsis.
 *
 * @param columns Width of a line, 2 or more: letters of Chinese, Japanese and Korean take two columns, as pictograms do.
 */
export function wrap(text: string, columns: number, linesMax: number): string[] {
  invariant(columns >= 2, `Cannot wrap a text: a line of ${columns} columns holds no pictogram`);
  const lines: string[] = [];
  let line = "";
  for (const word of words(text, columns)) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
    if (lines.length > linesMax) break;
  }
  if (line !== "") lines.push(line);
  const kept = lines.slice(0, linesMax);
  const last = kept.at(-1);
  if (lines.length > linesMax && last !== undefined) kept[kept.length - 1] = `${fit(last, columns - 1)}…`;
  return kept;
}

/** The words of a text; one longer than a line is cut. Control characters count as spaces. */
function* words(text: string, columns: number): Generator<string> {
  for (const word of text.split(/[\s\p{Cc}]+/u)) {
    for (let rest = word; rest !== "";) {
      const piece = fit(rest, columns);
      yield piece;
      rest = rest.slice(piece.length);
    }
  }
}

/** As much of the beginning of a text as fits; accents take no room, but there is an end to them too. */
function fit(text: string, columns: number): string {
  let width = 0;
  let length = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns || length > columns * 8) break;
    length += character.length;
  }
  return text.slice(0, length);
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
const UNSEEN = /[\p{M}\p{Cf}]/u;

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : UNSEEN.test(character) ? 0 : 1;
  return width;
}

function drawText(line: Line, lettering: Lettering): string {
  const font = typeof lettering === "string" ? "" : `fontfile=${lettering.fontFile}:`;
  const place = `x=(w-text_w)/2:y=${line.top}`;
  const look = `fontsize=${line.size}:fontcolor=${line.colour}`;
  return `drawtext=${font}textfile=${line.file}:expansion=none:${look}:${place}`;
}

/** A still, dark gradient: calm on a television, and almost free to encode. Where even filters lack, one colour. */
function background({ width, height, frameRate }: Profile, lettering: Lettering): string {
  const format = `s=${width}x${height}:r=${frameRate.num}/${frameRate.den}`;
  if (lettering === "none") return `color=c=0x141d36:${format}`;
  const colours = "c0=0x0b132b:c1=0x1c2541:nb_colors=2";
  // A corner outside the picture would be taken for none, and put anywhere: each card would look different.
  return `gradients=${format}:${colours}:x0=0:y0=0:x1=${width - 1}:y1=${height - 1}:speed=0.00001`;
}
