/** The product's own command lines, real ffmpegs and the splicer, as fast as they go: no server, no clock. */
import { ok, strictEqual } from "node:assert/strict";
import {
  framesPerSecond,
  type Passage,
  passageCommand,
  planTranscode,
  type Profile,
  SAMPLE_RATE,
  slateCommand,
  type TranscodePlan,
} from "../../src/ffmpeg/mod.ts";
import type { MediaInfo } from "../../src/media.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { probe } from "../../src/source/mod.ts";
import {
  silenceFrom,
  SlateLoop,
  type SpliceEvent,
  Splicer,
  type SpliceResult,
} from "../../src/splice/mod.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";

/** A file and what the product knows of it. */
export interface Clip {
  readonly path: string;
  readonly info: MediaInfo;
}

/** What an ffmpeg made of a passage. */
export interface Rendered {
  readonly bytes: Uint8Array;
  readonly plan: TranscodePlan;
  readonly frames: number;
}

/** A small picture, quick to encode; tests change what they care about. */
export const SMALL: Profile = { ...DEFAULT_PROFILE, width: 320, height: 180, videoKbps: 600 };

/** Looks at a file as the library does. */
export async function probeClip(path: string): Promise<Clip> {
  const run = async (args: readonly string[], signal: AbortSignal) => {
    const { code, stdout, stderr } = await new Deno.Command("ffprobe", { args: [...args], signal }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  };
  const info = await probe(path, { run, signal: AbortSignal.timeout(60_000) });
  if (typeof info === "string") throw new Error(`Cannot use ${path} in a test: ${info}`);
  return { path, info };
}

/** What an ffmpeg writes; it must end well. */
export async function output(...args: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const { code, stdout, stderr } = await new Deno.Command("ffmpeg", { args, stdin: "null" }).output();
  strictEqual(code, 0, `${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}

/** Does something in a folder of its own. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "exstreamtv-joints-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** One channel's output, made of whatever a test airs on it. */
export class JointLab {
  readonly splicer: Splicer;
  readonly events: SpliceEvent[] = [];
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  readonly #loop: SlateLoop;

  private constructor(readonly profile: Profile, slate: readonly AccessUnit[], startTicks: number) {
    const { frameRate } = profile;
    this.#loop = new SlateLoop({ units: slate, frameRate });
    const silence = silenceFrom(slate);
    const serviceName = "Joint lab";
    this.splicer = new Splicer({ frameRate, sampleRate: SAMPLE_RATE, serviceName, silence, startTicks });
  }

  /** A channel that has sent nothing yet; its slate is rendered. */
  static async open(profile: Profile, startTicks = 900_000): Promise<JointLab> {
    const { args } = slateCommand({ headline: "", detail: "" }, profile, "none");
    return new JointLab(profile, unitsOf(await output(...args)), startTicks);
  }

  /** Lets ffmpeg make a passage, as the playout would ask for it. */
  async render(clip: Clip, passage: Pick<Passage, "offsetMs" | "frames">): Promise<Rendered> {
    const plan = planTranscode(clip.info, this.profile);
    const args = passageCommand({ ...passage, path: clip.path, airsAtMs: 0 }, plan, this.profile);
    return { bytes: await output(...args), plan, frames: passage.frames };
  }

  /**
   * Airs a passage.
   *
   * @param killAt Where its ffmpeg is killed, as a share of its bytes; 1 for its own end.
   */
  air({ bytes, plan, frames }: Rendered, killAt = 1): void {
    const demuxer = new Demuxer();
    const { frameRate } = this.profile;
    const stopTicks = this.splicer.endTicks + (frames - 0.5) * 90_000 / framesPerSecond(frameRate);
    this.splicer.begin({ frameRate, hasAudio: plan.audio !== "silence", stopTicks });
    const end = Math.floor(bytes.length * killAt);
    for (let at = 0; at < end && !this.splicer.isFull; at += 65_536) {
      this.#take(this.splicer.push(demuxer.push(bytes.subarray(at, Math.min(end, at + 65_536)))));
    }
    this.#take(this.splicer.push(demuxer.end(killAt === 1)));
    this.#take(this.splicer.cut());
  }

  /** Airs the card for so many pictures, or a few more. */
  slate(pictures: number): void {
    const { frameRate } = this.profile;
    this.splicer.begin({ frameRate, hasAudio: false, stopTicks: null });
    this.#take(this.splicer.push(this.#loop.next(pictures * 90_000 / framesPerSecond(frameRate))));
    this.#take(this.splicer.cut());
    this.#loop.restart();
  }

  /** How many inputs reached the output. */
  get joints(): number {
    return this.splicer.counters.joints;
  }

  /** Writes everything to a file. */
  async save(path: string): Promise<void> {
    await Deno.writeFile(path, new Blob(this.#chunks).stream());
    const { size } = await Deno.stat(path);
    ok(size === this.splicer.counters.packets * 188, `${size} bytes in ${path}`);
  }

  #take({ chunks, events }: SpliceResult): void {
    this.#chunks.push(...chunks.map(({ bytes }) => bytes));
    this.events.push(...events);
  }
}

function unitsOf(bytes: Uint8Array): AccessUnit[] {
  const demuxer = new Demuxer();
  return [...demuxer.push(bytes), ...demuxer.end(true)];
}
