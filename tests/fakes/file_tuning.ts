import type { Clock } from "../../src/clock.ts";
import { Fault } from "../../src/fault.ts";
import type { Tuned, TuneRequest, TunerRecord, Tuning } from "../../src/tuning.ts";

/** How a file is shown as a channel. */
export interface FileTuningOptions {
  /** The file's bytes: whole TS packets. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of one second of it. */
  readonly bytesPerSecond: number;
  /** Number of tuners. */
  readonly tunerCount: number;
  /** Paces it. */
  readonly clock: Clock;
  /** Numbers of the channels that show it. */
  readonly numbers: readonly string[];
}

const PIECE_MS = 100;
/** Given at once, as the real throttle does. */
const BURST_MS = 3_000;

/** Channels that all show one file, from its begin, in real time after a burst. */
export class FileTuning implements Tuning {
  /** Every tuning, oldest first. */
  readonly opened: TuneRequest[] = [];
  readonly #live = new Map<number, TuneRequest>();

  constructor(private readonly options: FileTuningOptions) {}

  // deno-lint-ignore require-await -- the seam is asynchronous.
  async open(request: TuneRequest): Promise<Tuned> {
    const { bytes, bytesPerSecond, clock, numbers } = this.options;
    if (!numbers.includes(request.number)) {
      throw new Fault("unknown_channel", `Cannot open channel ${request.number}: there is none`);
    }
    const tuner = request.tuner ?? 0;
    if (this.#live.has(tuner)) throw new Fault("tuner_in_use", `Cannot tune tuner ${tuner}: it is in use`);
    this.opened.push(request);
    this.#live.set(tuner, request);
    const leave = new AbortController();
    const startMs = clock.monotonicMs() - BURST_MS;
    let at = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        let dueBytes = 0;
        while (!leave.signal.aborted && dueBytes < 188) {
          dueBytes = Math.floor((clock.monotonicMs() - startMs) * bytesPerSecond / 1_000 / 188) * 188 - at;
          if (dueBytes < 188) await clock.sleep(PIECE_MS, leave.signal);
        }
        if (leave.signal.aborted) return;
        controller.enqueue(bytes.slice(at, at + dueBytes));
        at += dueBytes;
        if (at >= bytes.length) {
          this.#live.delete(tuner);
          controller.close();
        }
      },
      cancel: () => {
        leave.abort();
        this.#live.delete(tuner);
      },
    }, { highWaterMark: 0 });
    return { sessionId: `s${this.opened.length}`, body };
  }

  sessions(): never[] {
    return [];
  }

  kick(): never {
    throw new Fault("not_found", "Cannot end a session: there is none");
  }

  tuners(): TunerRecord[] {
    return Array.from({ length: this.options.tunerCount }, (_, index) => {
      const live = this.#live.get(index);
      return { index, channelId: live ? `id-${live.number}` : null, address: live?.address ?? null };
    });
  }
}
