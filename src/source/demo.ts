import { Fault, messageOf } from "../fault.ts";
import { demoArguments, type DemoArgumentsOptions } from "./demo_arguments.ts";
import { DEMO_CLIPS, type DemoClip } from "./demo_clips.ts";

/** Receives what ffmpeg writes, in order; ffmpeg waits until each promise resolves. */
export type DemoSink = (chunk: Uint8Array) => Promise<void>;

/** What rendering the demo needs. */
export interface DemoOptions {
  /** Where the clips go; made if missing. */
  readonly folder: string;
  /** Runs ffmpeg and hands its output on; rejects when ffmpeg fails. */
  readonly run: (args: readonly string[], sink: DemoSink) => Promise<void>;
  /** Called at the start and after each clip. */
  readonly onProgress: (done: number, total: number) => void;
  /** The clips; all of them when absent. */
  readonly clips?: readonly DemoClip[];
}

/** What came of it. */
export interface DemoReport {
  /** Clips that are there now. */
  readonly ready: number;
  /** Why others are not. */
  readonly failures: readonly string[];
}

/**
 * Renders the demo clips that are not there yet, one after the other. A clip gets its name only once it is whole.
 *
 * @param options Where to, and how to run ffmpeg.
 * @throws {Fault} `store_failed` if the folder or a file cannot be written.
 */
export async function renderDemo(options: DemoOptions): Promise<DemoReport> {
  const clips = options.clips ?? DEMO_CLIPS;
  const failures: string[] = [];
  options.onProgress(0, clips.length);
  for (const [index, clip] of clips.entries()) {
    const reason = await exists(demoPath(options.folder, clip)) ? null : await renderClip(clip, options);
    if (reason !== null) failures.push(`Cannot render the demo clip ${clip.title}: ${reason}`);
    options.onProgress(index + 1, clips.length);
  }
  return { ready: clips.length - failures.length, failures };
}

/** Where a clip lies: `Show/Season 01/Show - S01E02 - Title.mkv`, as a library of one's own would have it. */
export function demoPath(folder: string, clip: DemoClip): string {
  const episode = `S01E${String(clip.episode).padStart(2, "0")}`;
  return `${folder}/${clip.show}/Season 01/${clip.show} - ${episode} - ${clip.title}.mkv`;
}

/** Not every ffmpeg has fonts, or all the encoders: what cannot be drawn one way is drawn a simpler way. */
const ATTEMPTS: readonly DemoArgumentsOptions[] = [
  { hasText: true, hasOwnEncoders: true },
  { hasText: true, hasOwnEncoders: false },
  { hasText: false, hasOwnEncoders: true },
  { hasText: false, hasOwnEncoders: false },
];

/** Returns why the clip could not be rendered, or null. */
async function renderClip(clip: DemoClip, options: DemoOptions): Promise<string | null> {
  const path = demoPath(options.folder, clip);
  // Hidden, so that no scan picks it up.
  const unfinished = path.replace(/[^/]*$/, (name) => `.${name}.part`);
  let reason = "";
  for (const attempt of ATTEMPTS) {
    try {
      await write(unfinished, (sink) => options.run(demoArguments(clip, attempt), sink));
      await Deno.rename(unfinished, path);
      return null;
    } catch (thrown) {
      if (thrown instanceof Fault && (thrown.code === "store_failed" || thrown.code === "shutting_down")) {
        throw thrown;
      }
      reason ||= messageOf(thrown);
    }
  }
  await Deno.remove(unfinished);
  return reason;
}

async function write(path: string, produce: (sink: DemoSink) => Promise<void>): Promise<void> {
  await orFault(path, Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true }));
  using file = await orFault(path, Deno.open(path, { write: true, create: true, truncate: true }));
  await produce(async (chunk) => {
    for (let written = 0; written < chunk.length;) {
      written += await orFault(path, file.write(chunk.subarray(written)));
    }
  });
}

async function exists(path: string): Promise<boolean> {
  const size = Deno.stat(path).then((facts) => facts.size).catch((thrown) => {
    if (thrown instanceof Deno.errors.NotFound) return 0;
    throw thrown;
  });
  return await orFault(path, size) > 0;
}

async function orFault<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (thrown) {
    throw new Fault("store_failed", `Cannot write the demo clip ${path}: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}
