/** Plays passages through a real ffmpeg as a channel would, and looks at what came out. */
import { ok } from "node:assert/strict";
import { passageCommand } from "../../src/ffmpeg/command.ts";
import { NO_EXTRAS, type PlanExtras, planTranscode } from "../../src/ffmpeg/plan.ts";
import type { Profile } from "../../src/ffmpeg/profile.ts";
import type { MediaInfo } from "../../src/media.ts";
import { mediaInfoOf } from "../../src/source/probe_json.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";
import { needs } from "./real_program.ts";

/** A small picture, fast to encode. */
export const PROFILE: Profile = {
  ...DEFAULT_PROFILE,
  width: 320,
  height: 180,
  videoKbps: 1_500,
  preset: "ultrafast",
};

/** A test with a real ffmpeg. */
export function realTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ ...needs("ffmpeg", "ffprobe"), name, fn });
}

/** Media and what was made of them; gone when the tests are over. */
export const folder = await Deno.makeTempDir({ prefix: "exstreamtv-profiles-" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

/** Which passage to play, and what is known of it. */
export interface Airing {
  readonly profile?: Profile;
  readonly extras?: Partial<PlanExtras>;
  readonly offsetMs?: number;
  readonly airsAtMs?: number;
  readonly frames: number;
}

/** Plays a passage as a channel would. @returns Path of the transport stream. */
export async function air(
  path: string,
  { profile = PROFILE, extras, offsetMs = 0, airsAtMs = 0, frames }: Airing,
): Promise<string> {
  const plan = planTranscode(await probe(path), profile, { ...NO_EXTRAS, ...extras });
  return await write(await run(passageCommand({ path, offsetMs, airsAtMs, frames }, plan, profile)));
}

/** What the program knows of a file. */
export async function probe(path: string): Promise<MediaInfo> {
  const show = ["-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters"];
  const { stdout } = await new Deno.Command("ffprobe", { args: [...show, path] }).output();
  const info = mediaInfoOf(new TextDecoder().decode(stdout));
  ok(typeof info !== "string", String(info));
  return info;
}

/** All pictures of a stream. */
export async function pixelsOf(path: string): Promise<Picture[]> {
  const bytes = await run(["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]);
  const size = PROFILE.width * PROFILE.height * 3;
  return Array.from(
    { length: bytes.length / size },
    (_, index) => new Picture(bytes.subarray(index * size, (index + 1) * size)),
  );
}

/** Luma of the first picture: 16 is black, 235 white. */
export async function lumaOf(path: string): Promise<{ mean: number; darkest: number; brightest: number }> {
  const bytes = await run([
    "-v",
    "error",
    "-i",
    path,
    "-frames:v",
    "1",
    "-vf",
    "extractplanes=y",
    "-f",
    "rawvideo",
    "pipe:1",
  ]);
  const sorted = bytes.toSorted();
  const part = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    mean: bytes.reduce((sum, value) => sum + value, 0) / bytes.length,
    darkest: part(0.02),
    brightest: part(0.98),
  };
}

/** Compares with a tolerance for what encoding loses. */
export function near(got: readonly number[] | undefined, want: readonly number[], tolerance: number): void {
  const isNear = got !== undefined &&
    want.every((value, index) => Math.abs(value - (got[index] ?? 0)) <= tolerance);
  ok(isNear, `${got} instead of ${want}`);
}

/** Makes a file with ffmpeg. */
export async function make(path: string, args: readonly string[]): Promise<void> {
  await run(["-nostdin", "-v", "error", "-y", ...args, path]);
}

/** What ffmpeg writes; it must not complain. */
export async function run(args: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const { code, stdout, stderr } = await attempt(args);
  ok(code === 0 && stderr === "", stderr);
  return stdout;
}

/** What ffmpeg does, whatever that is. */
export async function attempt(
  args: readonly string[],
): Promise<{ code: number; stdout: Uint8Array<ArrayBuffer>; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command("ffmpeg", { args: [...args], stdin: "null" })
    .output();
  return { code, stdout, stderr: new TextDecoder().decode(stderr) };
}

/** Keeps a transport stream. @returns Its path. */
export async function write(bytes: Uint8Array): Promise<string> {
  const path = `${folder}/${crypto.randomUUID()}.ts`;
  await Deno.writeFile(path, bytes);
  return path;
}

/** One picture, three bytes a pixel. */
export class Picture {
  constructor(private readonly bytes: Uint8Array) {}

  at(x: number, y: number): number[] {
    const start = (y * PROFILE.width + x) * 3;
    return [...this.bytes.subarray(start, start + 3)];
  }

  /** How many pixels are unlike both of their neighbours above and below. */
  combs(): number {
    let count = 0;
    for (let y = 1; y < PROFILE.height - 1; y++) {
      for (let x = 0; x < PROFILE.width; x++) {
        const [above, here, below] = [this.#green(x, y - 1), this.#green(x, y), this.#green(x, y + 1)];
        if (Math.abs(here - above) > 100 && Math.abs(here - below) > 100) count++;
      }
    }
    return count;
  }

  /** Left edge of a white bar, in the middle of the picture. */
  barAt(): number {
    for (let x = 1; x < PROFILE.width; x++) {
      if (this.#green(x - 1, 90) < 128 && this.#green(x, 90) >= 128) return x;
    }
    return 0;
  }

  #green(x: number, y: number): number {
    return this.bytes[(y * PROFILE.width + x) * 3 + 1] ?? 0;
  }

  isLit(): boolean {
    return this.bytes.some((value) => value > 150);
  }
}
