import { encodeAudio, encodeVideo, QUIET, TRANSPORT_STREAM } from "./command.ts";
import { framesPerSecond, type Profile, SAMPLE_RATE } from "./profile.ts";

/** What a card says: a headline and a smaller line below it. */
export interface CardText {
  /** The headline; any characters. */
  readonly headline: string;
  /** The smaller line; may be empty. */
  readonly detail: string;
}

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

/**
 * The command that renders a card with silent sound in a profile's exact format.
 *
 * The text travels in files under fixed names, so that no character of it meets ffmpeg's filter syntax.
 *
 * @param card What it says.
 * @param profile The channel's profile.
 * @param hasText False renders the plain card, for a machine without any font.
 */
export function slateCommand(card: CardText, profile: Profile, hasText: boolean): SlateCommand {
  const lines = hasText ? layout(card, profile) : [];
  const rate = `${profile.frameRate.num}/${profile.frameRate.den}`;
  const gop = Math.max(1, Math.round(framesPerSecond(profile.frameRate) / KEYS_PER_SECOND));
  const filter = ["setsar=1", "format=yuv420p", ...lines.map(drawText)].join(",");
  return {
    args: [
      ...QUIET,
      ...["-f", "lavfi", "-i", background(profile, rate)],
      ...["-f", "lavfi", "-i", `anullsrc=r=${SAMPLE_RATE}:cl=stereo`],
      ...["-map", "0:v", "-map", "1:a", "-t", `${CLIP_SECONDS}`, "-vf", filter],
      ...encodeVideo(profile, gop),
      ...encodeAudio(profile),
      ...TRANSPORT_STREAM,
    ],
    files: new Map(lines.map((line) => [line.file, line.text])),
  };
}

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
    ...wrap(card.headline, Math.floor(width / large * 1.5), 3).map((text) => ({
      text,
      size: large,
      colour: "0xf4f1ea",
    })),
    ...wrap(card.detail, Math.floor(width / small * 1.5), 3).map((text) => ({
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

/** Breaks at spaces into lines of at most `columns` characters; what is left after the last line ends in an ellipsis. */
export function wrap(text: string, columns: number, linesMax: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words(text, columns)) {
    if (line !== "" && [...line].length + 1 + [...word].length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  const kept = lines.slice(0, linesMax);
  const last = kept.at(-1);
  if (lines.length > linesMax && last !== undefined) {
    kept[kept.length - 1] = `${[...last].slice(0, columns - 1).join("")}…`;
  }
  return kept;
}

/** The words of a text; one longer than a line is cut. Control characters count as spaces. */
function* words(text: string, columns: number): Generator<string> {
  for (const word of text.split(/[\s\p{Cc}]+/u)) {
    const characters = [...word];
    for (let at = 0; at < characters.length; at += columns) yield characters.slice(at, at + columns).join("");
  }
}

function drawText(line: Line): string {
  const place = `x=(w-text_w)/2:y=${line.top}`;
  return `drawtext=textfile=${line.file}:expansion=none:fontsize=${line.size}:fontcolor=${line.colour}:${place}`;
}

/** A still, dark gradient: calm on a television, and almost free to encode. */
function background({ width, height }: Profile, rate: string): string {
  const colours = "c0=0x0b132b:c1=0x1c2541:nb_colors=2";
  return `gradients=s=${width}x${height}:r=${rate}:${colours}:x0=0:y0=0:x1=${width}:y1=${height}:speed=0.00001`;
}
