import { Fault, messageOf } from "../../fault.ts";
import { framesPerSecond } from "../../ffmpeg/mod.ts";
import { known } from "../../invariant.ts";
import type { Ratio } from "../../media.ts";
import { type AccessUnit, Demuxer } from "../../mpegts/mod.ts";
import type { KeyFrame, ReadyEntry, ReadyIndex } from "../../store/mod.ts";
import type { Input, InputRequest, InputState } from "../input.ts";
import { PassageEnd } from "./passage_end.ts";
import type { ReadyFiles, ReadyReader } from "./ready_files.ts";
import { BLOCK_BYTES, blockSum } from "./ready_index.ts";
import { UnitQueue } from "../unit_queue.ts";

/** What an input that reads an encoded file is opened with. */
export interface ReadyInputParts {
  /** Where the file is. */
  readonly files: ReadyFiles;
  /** The file. */
  readonly entry: ReadyEntry;
  /** Pictures per second of the file. */
  readonly frameRate: Ratio;
  /** False when the file has no sound. */
  readonly hasAudio: boolean;
  /** Told when the file turns out not to be what it was. */
  readonly onCorrupt: (reason: string) => void;
  /** Told once when the file is not read any more. */
  readonly onClose: () => void;
}

/** Passed on at once: as much as a pipe would. */
const PIECE_BYTES = 64 * 1024;

/**
 * Plays a passage of a programme that was encoded ahead: reads the file itself, without any ffmpeg.
 *
 * Every block is checked before anything of it is shown. At the first that is not what was written, the input fails,
 * and what is missing is encoded live.
 */
export class ReadyInput implements Input {
  /** Pictures per second of the file. */
  readonly frameRate: Ratio;
  /** Whether the file has sound. */
  readonly hasAudio: boolean;
  #state: InputState = "opening";
  #fault: Fault | null = null;
  readonly #queue: UnitQueue;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  /** Begins to read at once. */
  constructor(private readonly parts: ReadyInputParts, request: InputRequest) {
    this.frameRate = parts.frameRate;
    this.hasAudio = parts.hasAudio;
    this.#queue = new UnitQueue(parts.frameRate);
    request.onStarted?.(false);
    this.#done = this.#run(request);
  }

  /** How far it has come. */
  get state(): InputState {
    return this.#state;
  }

  /** Why it failed. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /** What is read from a file of ours has no continuity errors. */
  get lossPercent(): number {
    return 0;
  }

  get waiting(): number {
    return this.#queue.pictures;
  }

  /** The next of what was read. */
  take(picturesMax: number): AccessUnit[] {
    return this.#queue.take(picturesMax);
  }

  /** Waits for news. */
  changed(signal: AbortSignal): Promise<void> {
    return this.#queue.changed(signal);
  }

  /** Stops reading and closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(request: InputRequest): Promise<void> {
    try {
      await this.#play(request);
      if (!this.#stop.signal.aborted) this.#become("ended", null);
    } catch (thrown) {
      const reason = messageOf(thrown);
      this.parts.onCorrupt(reason);
      this.#become(
        "failed",
        new Fault("tune_failed", `Cannot play from the ready-cache: ${reason}`, { cause: thrown }),
      );
    } finally {
      this.parts.onClose();
    }
  }

  async #play({ offsetMs, frames }: InputRequest): Promise<void> {
    const { files, entry: { key, sizeBytes, index } } = this.parts;
    await using reader = await files.open(key);
    if (reader.sizeBytes !== sizeBytes) {
      throw new Error(`the file has ${reader.sizeBytes} bytes instead of ${sizeBytes}`);
    }
    const start = nearestKey(index, offsetMs / 1_000 * framesPerSecond(this.frameRate));
    const end = new PassageEnd(frames, this);
    const demuxer = new Demuxer();
    for await (const bytes of wanted(reader, index, start)) {
      this.#accept(end.take(demuxer.push(bytes)));
      await this.#queue.room(this.#stop.signal);
      if (end.isOver || this.#stop.signal.aborted) return;
    }
    this.#accept(end.take(demuxer.end(true)));
    if (this.#state === "opening") throw new Error("there is no key frame where one should be");
  }

  #accept(units: readonly AccessUnit[]): void {
    if (this.#state === "opening" && units.some(({ isKey }) => isKey)) this.#state = "ready";
    this.#queue.add(units);
  }

  #become(state: InputState, fault: Fault | null): void {
    this.#state = state;
    this.#fault = fault;
    this.#queue.tell();
  }
}

/**
 * The key frame to begin with: the one nearest to the frame wanted. So what airs is never further from the timeline
 * than half the distance of two key frames.
 */
export function nearestKey({ keys }: ReadyIndex, frame: number): KeyFrame {
  const [first, ...others] = keys;
  return others.reduce(
    (best, key) => Math.abs(key.frame - frame) < Math.abs(best.frame - frame) ? key : best,
    known(first, "first key frame"),
  );
}

/** The tables at the front, then everything from a key frame on, checked block by block. */
async function* wanted(reader: ReadyReader, index: ReadyIndex, start: KeyFrame): AsyncGenerator<Uint8Array> {
  const tables = (await readBlock(reader, index, 0)).subarray(0, index.tableBytes);
  yield tables;
  const firstBlock = Math.floor(start.byte / BLOCK_BYTES);
  for (let block = firstBlock; block < index.blockSums.length; block++) {
    const bytes = await readBlock(reader, index, block);
    const from = block === firstBlock ? start.byte % BLOCK_BYTES : 0;
    for (let at = from; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
  }
}

async function readBlock(reader: ReadyReader, { blockSums }: ReadyIndex, block: number): Promise<Uint8Array> {
  const at = block * BLOCK_BYTES;
  const bytes = new Uint8Array(Math.min(BLOCK_BYTES, reader.sizeBytes - at));
  const count = await reader.read(at, bytes);
  if (count < bytes.length || blockSum(bytes) !== blockSums[block]) {
    throw new Error(`the file is damaged around byte ${at}`);
  }
  return bytes;
}
