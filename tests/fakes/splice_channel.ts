import { Demuxer } from "../../src/mpegts/mod.ts";
import {
  type AccessUnit,
  type OutputChunk,
  silenceFrom,
  SlateLoop,
  type SpliceEvent,
  Splicer,
  type SpliceResult,
  type SplicerOptions,
} from "../../src/splice/mod.ts";
import { type BuildOptions, buildSilence, buildTs, type BuiltUnit } from "./ts_builder.ts";
import { type ReadTs, readTs } from "./ts_reader.ts";

/** Ticks of one turn of the clock. */
export const TURN = 2 ** 33;
/** Ticks of one audio frame. */
export const AUDIO = 1920;
/** Frame rates a channel may have. */
export const RATES = [
  { num: 30, den: 1 },
  { num: 25, den: 1 },
  { num: 24000, den: 1001 },
  { num: 60, den: 1 },
  { num: 15, den: 1 },
  { num: 50, den: 1 },
  { num: 30000, den: 1001 },
] as const;

/** Ids of one programme or slate; those of the first begin at once this, of the second at twice this. */
export const PROGRAMME_IDS = 1_000_000;

/** Name of the channel, unless a test gives it another. */
export const NAME = "Kanal 1 試験";

const SILENCE = silenceFrom(new Demuxer().push(buildSilence()));

/** A programme and what happens to it. */
export type Programme = Omit<BuildOptions, "frameTicks" | "firstId"> & {
  /** Where the input ends by a kill, as a share of its bytes; 1 for a clean end. */
  readonly killAt: number;
  /** Slate after it, in pictures. */
  readonly slatePictures: number;
  /** Bytes of one read. */
  readonly readBytes: number;
};

/** One output with everything that went into it. */
export interface Run {
  readonly splicer: Splicer;
  readonly chunks: OutputChunk[];
  readonly events: SpliceEvent[];
  readonly read: ReadTs;
  readonly frameTicks: number;
  /** What position 0 is on the wire. */
  readonly startTicks: number;
}

/** How a channel differs from the usual. */
export interface RunOptions extends Partial<SplicerOptions> {
  readonly rate?: { readonly num: number; readonly den: number };
}

/** A splicer with everything that comes out of it. */
export class Channel {
  readonly chunks: OutputChunk[] = [];
  readonly events: SpliceEvent[] = [];
  readonly splicer: Splicer;
  readonly frameTicks: number;
  readonly startTicks: number;
  readonly rate: { readonly num: number; readonly den: number };
  /** How many units were pushed, slates included. */
  readonly pushed = { video: 0, audio: 0 };
  #programmes = 0;

  constructor(options: RunOptions = {}) {
    const { rate = RATES[0], ...rest } = options;
    this.rate = rate;
    this.frameTicks = 90_000 * rate.den / rate.num;
    this.startTicks = options.startTicks ?? 900_000;
    this.splicer = new Splicer({
      frameRate: rate,
      sampleRate: 48000,
      serviceName: NAME,
      silence: SILENCE,
      ...rest,
    });
  }

  push(units: readonly AccessUnit[]): void {
    for (const { kind } of units) this.pushed[kind]++;
    this.take(this.splicer.push(units));
  }

  take({ chunks, events }: SpliceResult): void {
    this.chunks.push(...chunks);
    this.events.push(...events);
  }

  /**
   * Airs a programme from its first byte to its end or kill.
   *
   * @param stopTicks Where on the output it has to end.
   * @param damage What becomes of its bytes on the way.
   * @returns What the programme is made of.
   */
  air(
    programme: Partial<Programme>,
    stopTicks: number | null = null,
    damage: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
  ): BuiltUnit[] {
    const options = this.#buildOptions(programme);
    const built = buildTs(options);
    const isKilled = (programme.killAt ?? 1) < 1;
    const whole = damage(built.bytes);
    const bytes = whole.subarray(0, Math.floor(whole.length * (programme.killAt ?? 1)));
    const demuxer = new Demuxer({ blockBytes: 8192 });
    this.splicer.begin({ frameRate: this.rate, hasAudio: options.audioOffset !== null, stopTicks });
    const readBytes = programme.readBytes ?? 5000;
    for (let at = 0; at < bytes.length && !this.splicer.isFull; at += readBytes) {
      this.push(demuxer.push(bytes.subarray(at, at + readBytes)));
    }
    this.push(demuxer.end(!isKilled));
    this.take(this.splicer.cut());
    return built.units;
  }

  /** What a demuxer makes of a programme. */
  unitsOf(programme: Partial<Programme>): AccessUnit[] {
    return new Demuxer().push(buildTs(this.#buildOptions(programme)).bytes);
  }

  slate(pictures: number, depth: 0 | 2 = 0): void {
    const clip = this.unitsOf({ frames: 16, gop: 8, depth });
    const loop = new SlateLoop({ units: clip, frameRate: this.rate });
    this.splicer.begin({ frameRate: this.rate, hasAudio: false, stopTicks: null });
    this.push(loop.next(pictures * this.frameTicks));
    this.take(this.splicer.cut());
  }

  run(): Run {
    const bytes = Uint8Array.from(this.chunks.flatMap((chunk) => [...chunk.bytes]));
    return { ...this, read: readTs(bytes) };
  }

  #buildOptions(programme: Partial<Programme>): BuildOptions {
    return {
      frames: 30,
      depth: 2,
      gop: 12,
      startPts: 126_000,
      audioOffset: -AUDIO,
      ...programme,
      frameTicks: this.frameTicks,
      firstId: PROGRAMME_IDS * ++this.#programmes,
    };
  }
}
