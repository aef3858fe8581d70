import { createHash } from "node:crypto";
import { join } from "node:path";
import { aborted } from "../../aborted.ts";
import type { Clock } from "../../clock.ts";
import { Fault, messageOf } from "../../fault.ts";
import { type ProcessPoolManager, runProcess, subtitleCommand, type SubtitleText } from "../../ffmpeg/mod.ts";
import { LIMITS } from "../../limits.ts";
import type { Logger } from "../../log.ts";
import { Attempts } from "./attempts.ts";
import type { ReadyFiles } from "./ready_files.ts";

/** What the words of subtitles are taken out with. */
export interface SubtitleTextsParts {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Time. */
  readonly clock: Clock;
  /** Says what cannot be shown. */
  readonly log: Logger;
  /** Our own folder for them. */
  readonly files: Pick<ReadyFiles, "create" | "rename" | "remove" | "list" | "has">;
  /** Its absolute path, for ffmpeg. */
  readonly folder: string;
}

/** Words somebody wants, and of which version of a file. */
export interface WantedText extends Omit<SubtitleText, "charset"> {
  /** Changes when the file does. */
  readonly version: string;
  /** Finds out the characters of a file of its own. */
  readonly charset: () => Promise<string | null>;
}

/** Words that are being taken out. */
interface Making {
  /** Where they will be; null when they cannot be had. */
  readonly path: Promise<string | null>;
  /** Gives up. */
  readonly stop: AbortController;
  /** True when they are for what airs now, too. */
  isUrgent: boolean;
}

/** A file that is not whole yet. */
const UNFINISHED = ".part";

/**
 * The words of subtitles, taken out of films and sidecars into files of our own: a film need not be read to its end
 * before it begins, and no name anybody gave a file meets a filter's syntax.
 */
export class SubtitleTexts implements AsyncDisposable {
  readonly #attempts: Attempts;
  readonly #stop = new AbortController();
  readonly #making = new Map<string, Making>();
  /** Names of what is there, the longest unused first; null until the folder was looked at. */
  #names: Promise<Set<string>> | null = null;

  /** Nothing is taken out yet. */
  constructor(private readonly parts: SubtitleTextsParts) {
    this.#attempts = new Attempts(parts.clock);
  }

  /** Absolute path of words that were taken out before; null when they were not. */
  async find(wanted: WantedText): Promise<string | null> {
    const name = nameOf(wanted);
    const names = await this.#known();
    if (!names.delete(name)) return null;
    // Where that cannot be told, taking them out again will say why.
    if (!await this.parts.files.has(name).catch(() => false)) return null;
    names.add(name);
    return join(this.parts.folder, name);
  }

  /** False when it failed before, and is not to be tried now. */
  mayMake(wanted: WantedText): boolean {
    return this.#attempts.mayTry(nameOf(wanted));
  }

  /** Takes words out; null if that cannot be done, which is said. It goes on when nobody waits for it any more. */
  make(wanted: WantedText): Promise<string | null> {
    const making = this.#begin(wanted);
    making.isUrgent = true;
    return making.path;
  }

  /** Takes words out for later. When `signal` aborts, that ends at once, unless they are urgent by then. */
  async makeAhead(wanted: WantedText, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const making = this.#begin(wanted);
    await Promise.race([making.path, aborted(signal)]);
    if (making.isUrgent) return;
    making.stop.abort();
    await making.path;
  }

  /** Ends what is being taken out. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#making.values()].map(({ path }) => path));
  }

  #begin(wanted: WantedText): Making {
    const name = nameOf(wanted);
    const known = this.#making.get(name);
    if (known !== undefined) return known;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#stop.signal]);
    const path = this.#make(name, wanted, signal).finally(() => this.#making.delete(name));
    const making = { path, stop, isUrgent: false };
    this.#making.set(name, making);
    return making;
  }

  async #make(name: string, wanted: WantedText, signal: AbortSignal): Promise<string | null> {
    const { log, folder } = this.parts;
    try {
      await this.#write(name, await this.#take(wanted, signal));
      await this.#drop();
      return join(folder, name);
    } catch (thrown) {
      if (signal.aborted) return null;
      this.#attempts.noteFailure(name);
      log.warn("Subtitles: cannot be shown", { path: wanted.path, reason: messageOf(thrown) });
      return null;
    }
  }

  async #take(wanted: WantedText, signal: AbortSignal): Promise<string> {
    const { pool, clock } = this.parts;
    const { subtitleTimeoutMs: timeoutMs, subtitleBytesMax: outputBytesMax } = LIMITS;
    const args = subtitleCommand({ ...wanted, charset: await wanted.charset() });
    const request = { ...WORK, args, signal };
    const { code, stdout, stderr } = await runProcess(pool, request, { clock, timeoutMs, outputBytesMax });
    if (code === 0 && stdout.includes("\nDialogue:")) return stdout;
    throw new Fault("tune_failed", stderr.split("\n").at(-1)?.trim() || "there are no words in it");
  }

  async #write(name: string, text: string): Promise<void> {
    const { files } = this.parts;
    {
      await using writer = await files.create(name + UNFINISHED);
      await writer.write(new TextEncoder().encode(text));
    }
    await files.rename(name + UNFINISHED, name);
    (await this.#known()).add(name);
  }

  /** Makes room: what was not shown for the longest time goes. */
  async #drop(): Promise<void> {
    const names = await this.#known();
    for (const name of names) {
      if (names.size <= LIMITS.subtitleFilesMax) return;
      names.delete(name);
      await this.parts.files.remove(name);
    }
  }

  #known(): Promise<Set<string>> {
    this.#names ??= this.#look();
    return this.#names;
  }

  async #look(): Promise<Set<string>> {
    const { files, log } = this.parts;
    const names = new Set<string>();
    try {
      for (const name of await files.list()) {
        if (name.endsWith(UNFINISHED)) await files.remove(name);
        else if (name.endsWith(".ass")) names.add(name);
      }
    } catch (thrown) {
      log.warn("Subtitles: their folder cannot be read", { reason: messageOf(thrown) });
    }
    return names;
  }
}

const WORK = { kind: "ffmpeg", channelId: "subtitles", priority: "background", isEncode: false } as const;

function nameOf({ path, index, version }: WantedText): string {
  return `${createHash("sha256").update(JSON.stringify([path, index, version])).digest("hex")}.ass`;
}
