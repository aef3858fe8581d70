import type { Ratio } from "../media.ts";

/** One clip the program draws by itself, so that a newcomer sees a picture before any media is configured. */
export interface DemoClip {
  /** Show it belongs to; also its folder. */
  readonly show: string;
  /** Episode number within season 1. */
  readonly episode: number;
  /** Title drawn into the picture: letters, digits and blanks only, so that no filter reads it as syntax. */
  readonly title: string;
  /** Second, smaller line; same letters as the title. */
  readonly line: string;
  /** Play time in whole seconds. */
  readonly seconds: number;
  /** Picture width in pixels. */
  readonly width: number;
  /** Picture height in pixels. */
  readonly height: number;
  /** Pictures per second. */
  readonly frameRate: Ratio;
  /** ffmpeg filters that draw the moving background at any size; the last size is set by the caller. */
  readonly picture: string;
  /** How the background is enlarged: `bicubic` keeps colours smooth, `neighbor` keeps pixels square. */
  readonly enlarge: "bicubic" | "neighbor";
  /** Encoder arguments for the picture. */
  readonly videoArguments: readonly string[];
  /** Notes of the chord, in hertz. */
  readonly chord: readonly number[];
  /** Sound samples per second. */
  readonly sampleRate: number;
  /** 1 mono, 2 stereo. */
  readonly channels: 1 | 2;
  /** Encoder arguments for the sound. */
  readonly audioArguments: readonly string[];
}

const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "23", "-pix_fmt", "yuv420p"];

/** Distance of a pixel from a centre that wanders. */
const DISTANCE = "hypot(X-40-10*sin(T*0.5),Y-17-3*sin(T*0.8))";
/** Rings that run outwards, 0 to 1. */
const RIPPLE = `(0.5+0.5*sin(${DISTANCE}/3.8-T*1.4))`;
/** Light that fades with the distance. */
const GLOW = `exp(-${DISTANCE}/42)`;

/** Six clips of different size, rate, codec, sample rate and layout, so that every joint between them is a hard one. */
export const DEMO_CLIPS: readonly DemoClip[] = [
  {
    show: "Colour Studies",
    episode: 1,
    title: "Aurora",
    line: "Colours that drift",
    seconds: 24,
    width: 1280,
    height: 720,
    frameRate: { num: 30, den: 1 },
    picture: "color=black:s=128x72:r=30,format=gbrp," +
      `geq=r='14+Y/5+90*${curtain("51+5*sin(X/25-T*0.3)", "7*sin(X/10-T*0.6)", 16)}'` +
      `:g='16+Y/6+190*${curtain("30+8*sin(X/22+T*0.4)", "5*sin(X/7-T*0.7)", 12)}'` +
      `:b='46+Y/3+90*${curtain("38+7*sin(X/20+T*0.35)", "6*sin(X/9+T*0.5)", 19)}'`,
    enlarge: "bicubic",
    videoArguments: [...H264, "-g", "60"],
    chord: [220, 277.18, 329.63, 415.3],
    sampleRate: 48_000,
    channels: 2,
    audioArguments: ["-c:a", "aac", "-b:a", "128k"],
  },
  {
    show: "Colour Studies",
    episode: 2,
    title: "Deep Sea",
    line: "Waves without water",
    seconds: 20,
    width: 1920,
    height: 1080,
    frameRate: { num: 24_000, den: 1_001 },
    picture: "color=black:s=160x90:r=24000/1001,format=gbrp," +
      "geq=r='46+25*sin(X/19+T*0.7)+20*sin(Y/11-T*0.9)':g='90+50*sin(X/23-T*0.5+Y/17)+30*sin((X+Y)/31+T)'" +
      ":b='150+50*sin(Y/13+T*0.6)+40*sin(X/29+T*0.4)'",
    enlarge: "bicubic",
    videoArguments: [...H264, "-g", "48", "-bf", "2"],
    chord: [130.81, 196, 261.63, 311.13],
    sampleRate: 48_000,
    channels: 2,
    audioArguments: ["-c:a", "ac3", "-b:a", "192k"],
  },
  {
    show: "Colour Studies",
    episode: 3,
    title: "Embers",
    line: "Warm to the touch",
    seconds: 24,
    width: 1280,
    height: 720,
    frameRate: { num: 30_000, den: 1_001 },
    picture: "color=black:s=80x45:r=30000/1001,format=gbrp," +
      `geq=r='(44+210*${RIPPLE})*${GLOW}':g='(8+140*pow(${RIPPLE},2))*${GLOW}':b='(28+26*${RIPPLE})*${GLOW}'`,
    enlarge: "bicubic",
    videoArguments: ["-c:v", "mpeg2video", "-q:v", "4", "-g", "15", "-pix_fmt", "yuv420p"],
    chord: [146.83, 220, 293.66, 369.99],
    sampleRate: 44_100,
    channels: 2,
    audioArguments: ["-c:a", "mp2", "-b:a", "160k"],
  },
  {
    show: "Little Machines",
    episode: 1,
    title: "Tiny Lives",
    line: "Three rules and a lot of patience",
    seconds: 32,
    width: 640,
    height: 480,
    frameRate: { num: 25, den: 1 },
    picture:
      "life=s=128x96:r=25/2:mold=20:ratio=0.12:life_color=0xffe08a:death_color=0xc8553d:mold_color=0x1b2a49:seed=7,fps=25",
    enlarge: "neighbor",
    videoArguments: ["-c:v", "mpeg4", "-q:v", "6", "-g", "50", "-pix_fmt", "yuv420p"],
    chord: [196, 246.94, 293.66, 392],
    sampleRate: 22_050,
    channels: 1,
    audioArguments: ["-c:a", "libmp3lame", "-b:a", "64k"],
  },
  {
    show: "Little Machines",
    episode: 2,
    title: "The Long Zoom",
    line: "One formula without an end",
    seconds: 22,
    width: 854,
    height: 480,
    frameRate: { num: 50, den: 1 },
    picture:
      "mandelbrot=s=426x240:r=25:start_scale=2.4:end_scale=0.0005:end_pts=550:maxiter=300:inner=black" +
      ":start_x=-0.743643887037:start_y=-0.131825904205,format=gray,format=gbrp,pseudocolor=preset=magma,fps=50",
    enlarge: "bicubic",
    videoArguments: [
      "-c:v",
      "libx265",
      "-preset",
      "ultrafast",
      "-x265-params",
      "log-level=error",
      "-g",
      "100",
    ],
    chord: [164.81, 246.94, 329.63, 493.88],
    sampleRate: 48_000,
    channels: 1,
    audioArguments: ["-c:a", "flac"],
  },
  {
    show: "Little Machines",
    episode: 3,
    title: "Triangles",
    line: "A picture out of dice",
    seconds: 20,
    width: 960,
    height: 540,
    frameRate: { num: 60, den: 1 },
    picture:
      "gradients=seed=4:s=480x270:r=60:n=3:c0=0x12c2e9:c1=0xc471ed:c2=0xf64f59:x0=0:y0=0:x1=480:y1=270:speed=0.01" +
      ",format=gbrp[colours];sierpinski=s=480x270:r=60:type=triangle:jump=90:seed=5,format=gbrp," +
      "lutrgb=r=val*0.85+26:g=val*0.85+26:b=val*0.85+38[dots];[colours][dots]blend=all_mode=multiply",
    enlarge: "bicubic",
    videoArguments: [
      "-c:v",
      "libvpx-vp9",
      "-deadline",
      "realtime",
      "-cpu-used",
      "8",
      "-row-mt",
      "1",
      "-b:v",
      "2M",
    ],
    chord: [174.61, 220, 261.63, 349.23],
    sampleRate: 48_000,
    channels: 2,
    audioArguments: ["-c:a", "libopus", "-b:a", "96k"],
  },
];

/** One band of northern light: 1 on its middle line, fading to 0 over some rows. */
function curtain(middle: string, waves: string, rows: number): string {
  return `exp(-pow((Y-(${middle}+${waves}))/${rows},2))`;
}
