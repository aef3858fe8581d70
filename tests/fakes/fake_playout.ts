import type { Channel } from "../../src/channel.ts";
import type { Clock } from "../../src/clock.ts";
import type { Fanout } from "../../src/fanout/mod.ts";
import { emptyInputs, type InputsState } from "../../src/inputs/mod.ts";
import type { ChannelPlayout, PlayoutState } from "../../src/playout/mod.ts";

/** Length of a piece of its output; each is a key chunk. */
const PIECE_MS = 500;

/** A playout whose output is half seconds, one packet each unless told otherwise, marked with their number, made when they are due. */
export class FakePlayout implements ChannelPlayout {
  state: PlayoutState = "starting";
  fault: string | null = null;
  lastOutputMs: number | null = null;
  /** It has a process while it is not dormant. */
  get hasInputs(): boolean {
    return this.state !== "dormant";
  }
  inputs: InputsState = emptyInputs();
  figures: ChannelPlayout["figures"] = null;
  /** What operators asked for. */
  readonly asked: string[] = [];
  readonly operator: ChannelPlayout["operator"] = {
    switchTo: (id, sticky) => void this.asked.push(`switch ${id} ${sticky}`),
    clearOverride: () => void this.asked.push("clear"),
    reset: (id) => void this.asked.push(`reset ${id}`),
  };
  /** True between the begin and the end of `run`. */
  isRunning = false;
  /** How often it was asked to give its processes up. */
  rests = 0;
  /** Size of a piece. */
  pieceBytes = 188;
  /** How long it takes to end. */
  endMs = 0;
  #fail = Promise.withResolvers<void>();

  constructor(
    readonly channel: Channel,
    readonly fanout: Fanout,
    private readonly clock: Clock,
    /** False if it may only show a card. */
    readonly mayOpen = true,
  ) {}

  // deno-lint-ignore require-await -- the real one waits for its processes.
  async rest(): Promise<void> {
    this.rests += 1;
    this.state = "dormant";
  }

  /** Breaks as a broken rule of our own would. */
  break(message: string): void {
    this.#fail.reject(new Error(message));
  }

  async run(signal: AbortSignal): Promise<void> {
    this.isRunning = true;
    try {
      for (let index = 0; !signal.aborted; index++) {
        if (this.state !== "dormant") this.#write(index);
        await Promise.race([this.#fail.promise, this.clock.sleep(PIECE_MS, signal)]);
      }
      if (this.endMs > 0) await this.clock.sleep(this.endMs);
    } finally {
      this.isRunning = false;
    }
  }

  #write(index: number): void {
    this.state = "live";
    this.lastOutputMs = this.clock.wallMs();
    this.fanout.write({
      bytes: new Uint8Array(this.pieceBytes).fill(index),
      startMs: index * PIECE_MS,
      endMs: (index + 1) * PIECE_MS,
      isKey: true,
      isDiscontinuity: false,
      isSlate: false,
    });
  }
}
