import type { AccessUnit } from "../mpegts/mod.ts";

/** Frames that may wait for video, about 11 s; then the oldest go. */
const WAITING_MAX = 512;

/** Fixed values of a grid. */
export interface AudioGridOptions {
  /** Duration of one frame in ticks, whole: 1920 for AAC at 48 kHz. */
  readonly frameTicks: number;
  /** Sound may be missing for so long behind released video; then silence takes its place. */
  readonly deadlineTicks: number;
  /** A frame of silence. */
  readonly silence: AccessUnit;
}

/** Sends one frame of sound. */
export type SendSound = (unit: AccessUnit, ticks: number) => void;

/**
 * Puts audio frames on one exact grid that runs through the whole output, and re-aligns it to the picture at every
 * joint, so that the error is half a frame at most and never adds up.
 *
 * Sound never passes the released video: then an input may end anywhere and nothing has to be called back.
 */
export class AudioGrid {
  #nextTicks = 0;
  #waiting: AccessUnit[] = [];
  /** What to add to the input's time; null until its first key frame. */
  #offsetTicks: number | null = null;
  #hasAudio = false;
  #isAligned = false;
  #dropped = 0;
  #silenceFrames = 0;

  /** A grid that begins at position 0. */
  constructor(private readonly options: AudioGridOptions) {}

  /** Where the next frame goes. */
  get nextTicks(): number {
    return this.#nextTicks;
  }

  /** Frames thrown away so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Frames of silence sent so far. */
  get silenceFrames(): number {
    return this.#silenceFrames;
  }

  /** True when the grid is filled up to the end of the video, as far as it goes. */
  isComplete(videoEndTicks: number): boolean {
    return this.#nextTicks >= videoEndTicks - this.options.frameTicks / 2;
  }

  /** Another input begins. */
  begin(hasAudio: boolean): void {
    this.#discard();
    this.#hasAudio = hasAudio;
    this.#offsetTicks = null;
  }

  /** The input's picture has its place: from now on sound can be placed too. */
  align(offsetTicks: number): void {
    this.#offsetTicks = offsetTicks;
    this.#isAligned = false;
  }

  /** Takes the input's next frame. */
  push(unit: AccessUnit): void {
    this.#waiting.push(unit);
    if (this.#waiting.length <= WAITING_MAX && this.#hasAudio) return;
    this.#waiting.shift();
    this.#dropped++;
  }

  /** Sends what may be sent now that video was released up to `videoEndTicks`. */
  release(videoEndTicks: number, send: SendSound): void {
    const { frameTicks, deadlineTicks } = this.options;
    if (this.#offsetTicks === null) return;
    this.#send(videoEndTicks - (this.#hasAudio ? deadlineTicks : frameTicks / 2), videoEndTicks, send);
  }

  /** The input ended: fills up to the end of its video and forgets the rest. */
  end(videoEndTicks: number, send: SendSound): void {
    this.#send(videoEndTicks - this.options.frameTicks / 2, videoEndTicks, send);
    this.#discard();
    this.#offsetTicks = null;
  }

  /** Silence is sent up to `dueTicks` if need be, real sound up to the end of the video. */
  #send(dueTicks: number, videoEndTicks: number, send: SendSound): void {
    const { frameTicks, silence } = this.options;
    while (this.#nextTicks < videoEndTicks - frameTicks / 2) {
      const unit = this.#choose();
      if (unit === "missing" || unit === "late" && this.#nextTicks < dueTicks) {
        this.#isAligned = false;
        this.#silenceFrames++;
        send(silence, this.#nextTicks);
      } else if (unit === "late") return;
      else send(unit, this.#nextTicks);
      this.#nextTicks += frameTicks;
    }
  }

  /** The frame for the next slot; `missing` when it will never come, `late` when it may still come. */
  #choose(): AccessUnit | "missing" | "late" {
    const { frameTicks } = this.options;
    for (;;) {
      const unit = this.#waiting[0];
      if (unit === undefined || this.#offsetTicks === null) return "late";
      const distance = unit.pts + this.#offsetTicks - this.#nextTicks;
      // Within a programme a whole frame is tolerated, so that jitter at the half makes no flip-flop.
      const tolerance = this.#isAligned ? frameTicks : frameTicks / 2;
      if (distance > tolerance && distance < WAITING_MAX * frameTicks) return "missing";
      this.#waiting.shift();
      this.#isAligned = Math.abs(distance) <= tolerance;
      if (this.#isAligned) return unit;
      this.#dropped++;
    }
  }

  #discard(): void {
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
  }
}
