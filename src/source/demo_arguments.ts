import type { DemoClip } from "./demo_clips.ts";

/** Choices beside the clip itself. */
export interface DemoArgumentsOptions {
  /** False draws no text, for an ffmpeg without fonts. */
  readonly hasText: boolean;
  /** False uses encoders that every ffmpeg has of its own. */
  readonly hasOwnEncoders: boolean;
}

/**
 * The ffmpeg arguments that draw one clip and write it, as Matroska, to standard output.
 *
 * A pipe cannot be rewound, so ffmpeg could not fill in the play time at the end; the `DURATION` tag makes it write
 * the time at once.
 *
 * @param clip What to draw.
 * @param options Whether to draw text, and with which encoders.
 */
export function demoArguments(clip: DemoClip, options: DemoArgumentsOptions): string[] {
  const encoders = options.hasOwnEncoders ? [...clip.videoArguments, ...clip.audioArguments] : PLAIN_ENCODERS;
  const duration = `DURATION=${clockText(clip.seconds)}.000000000`;
  return [
    "-nostdin",
    "-hide_banner",
    "-loglevel",
    "error",
    "-f",
    "lavfi",
    "-i",
    pictureGraph(clip, options.hasText),
    "-f",
    "lavfi",
    "-i",
    soundGraph(clip),
    "-t",
    String(clip.seconds),
    ...encoders,
    "-metadata",
    `title=${clip.title}`,
    "-metadata:s:v:0",
    duration,
    "-metadata:s:a:0",
    duration,
    "-metadata:s:a:0",
    "language=eng",
    "-f",
    "matroska",
    "pipe:1",
  ];
}

const PLAIN_ENCODERS = ["-c:v", "mpeg4", "-q:v", "4", "-g", "50", "-c:a", "mp2", "-ar", "48000"];

/** The band behind the text is darkened while the picture is small and in RGB: enlarging then softens its edges. */
function pictureGraph(clip: DemoClip, hasText: boolean): string {
  const band = "drawbox=x=0:y=ih*0.57:w=iw:h=ih*0.31:color=black@0.4:t=fill";
  const enlarge = `scale=${clip.width}:${clip.height}:flags=${clip.enlarge},setsar=1,format=yuv420p`;
  return [clip.picture, "format=gbrp", ...(hasText ? [band] : []), enlarge, ...(hasText ? card(clip) : [])]
    .join(",");
}

/** Title and line at the lower left, a running clock at the upper right. */
function card(clip: DemoClip): string[] {
  const depth = Math.max(1, Math.round(clip.height / 240));
  const shadow = `shadowcolor=black@0.45:shadowx=${depth}:shadowy=${depth}`;
  const clock = String.raw`%{eif\:floor(t/60)\:d\:2}\:%{eif\:floor(mod(t,60))\:d\:2}`;
  return [
    "drawbox=x=iw/16:y=ih*0.60:w=ih/90:h=ih*0.25:color=white@0.9:t=fill",
    text(clip.title, `font=Sans:fontcolor=white:fontsize=h/7:x=w/16+h/26:y=h*0.66-ascent/2`, shadow),
    text(clip.line, `font=Sans:fontcolor=white@0.9:fontsize=h/21:x=w/16+h/24:y=h*0.80-ascent/2`, shadow),
    text(clock, `font=Sans:fontcolor=white:fontsize=h/16:x=w-w/16-tw:y=h/12`, shadow),
  ];
}

function text(words: string, style: string, shadow: string): string {
  return `drawtext=text='${words}':${style}:${shadow}`;
}

/** A soft chord that swells and ebbs, and one note of it plucked each second. */
function soundGraph(clip: DemoClip): string {
  const sides = Array.from({ length: clip.channels }, (_, side) => {
    const pad = clip.chord.map((hertz, note) =>
      `0.022*sin(2*PI*${hertz}*t)*(0.6+0.4*sin(2*PI*t/${6 + note}+${side + note}))`
    );
    const plucks = clip.chord.map((hertz, note) =>
      `0.05*sin(2*PI*${2 * hertz}*t)*exp(-4*mod(t,1))*eq(mod(floor(t)+${side},${clip.chord.length}),${note})`
    );
    return [...pad, ...plucks].join("+");
  });
  const fades = `afade=t=in:d=0.5,afade=t=out:st=${clip.seconds - 1}:d=1`;
  return `aevalsrc='${sides.join("|")}':s=${clip.sampleRate}:d=${clip.seconds},${fades}`;
}

function clockText(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(11, 19);
}
