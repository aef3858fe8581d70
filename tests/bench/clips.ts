/** How clips are made. */
export interface ClipWish {
  /** Pictures per second. */
  readonly fps: number;
  /** Size of the picture, such as `1280x720`. */
  readonly size: string;
  /** Bitrate of picture and sound together, 1000 bits per second. */
  readonly kbps: number;
  /** Length of each clip. */
  readonly lengthsSeconds: readonly number[];
}

/** What the default profile copies, at 3 Mbit/s. */
export const COPYABLE = { fps: 30, size: "1280x720", kbps: 3_000 } as const;

/** What many films are, which it encodes. */
export const FILM = { fps: 24, size: "1920x1080", kbps: 6_000 } as const;

const AUDIO_KBPS = 128;
const KEY_FRAME_SECONDS = 2;
/** A library takes younger files for unfinished ones. */
const AGE_MS = 3_600_000;

/**
 * Puts clips into a folder, all cut from one, with the bitrate kept in every second.
 *
 * @param folder Made if it is missing; what is there already stays.
 * @returns The folder.
 */
export async function makeClips(folder: string, wish: ClipWish): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const whole = `${folder}.mp4`;
  await encode(whole, wish);
  for (const seconds of wish.lengthsSeconds) {
    const clip = `${folder}/Clip of ${seconds} seconds.mp4`;
    await ffmpeg("-i", whole, "-c", "copy", "-t", `${seconds}`, clip);
    await Deno.utime(clip, new Date(), new Date(Date.now() - AGE_MS));
  }
  await Deno.remove(whole);
  return folder;
}

async function encode(file: string, { fps, size, kbps, lengthsSeconds }: ClipWish): Promise<void> {
  const length = Math.max(...lengthsSeconds);
  const rate = `${kbps - AUDIO_KBPS - OVERHEAD_KBPS}k`;
  await ffmpeg(
    ...["-f", "lavfi", "-i", `testsrc2=s=${size}:r=${fps}:d=${length}`],
    ...["-f", "lavfi", "-i", `sine=f=440:r=48000:d=${length}`],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"],
    ...["-g", `${fps * KEY_FRAME_SECONDS}`, "-sc_threshold", "0", "-x264-params", "nal-hrd=cbr"],
    ...["-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate],
    ...["-c:a", "aac", "-b:a", `${AUDIO_KBPS}k`, "-ac", "2", file],
  );
}

/** Headers of the transport stream take about so much. */
const OVERHEAD_KBPS = 60;

async function ffmpeg(...args: string[]): Promise<void> {
  const command = new Deno.Command("ffmpeg", { args: ["-v", "error", "-y", ...args], stdout: "null" });
  const { code, stderr } = await command.output();
  if (code !== 0) throw new Error(`Cannot make clips: ${new TextDecoder().decode(stderr)}`);
}
