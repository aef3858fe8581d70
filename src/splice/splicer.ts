import { invariant } from "../invariant.ts";
import type { Ratio } from "../media.ts";
import { type AccessUnit, TICKS_PER_SECOND } from "../mpegts/mod.ts";
import { AudioGrid } from "./audio_grid.ts";
import { Multiplexer } from "./multiplexer.ts";
import { emptySpliceCounters, type SpliceCounters, type SpliceEvent, type SpliceResult } from "./output.ts";
import { type Group, PictureGroups } from "./picture_groups.ts";
import { frameTicksOf, Rebase } from "./rebase.ts";

/** Samples in one AAC frame. */
const AAC_FRAME_SAMPLES = 1024;
/** A picture further from the expected place than this is no hole but a jump of the input's clock. */
const JUMP_TICKS = 2 * TICKS_PER_SECOND;
/** So many pictures in a row without a place, and the input is joined to itself anew. */
const STRAY_MAX = 16;
/** A picture this close to the stop, in ticks, lies on it. */
const STOP_TOLERANCE = 0.5;

/** Fixed values of a channel's output. */
export interface SplicerOptions {
  /** Frames per second of the channel's profile. */
  readonly frameRate: Ratio;
  /** Samples per second of all sound. */
  readonly sampleRate: 48000;
  /** Name of the channel, for the SDT. */
  readonly serviceName: string;
  /** One AAC frame of silence; see `silenceFrom`. */
  readonly silence: AccessUnit;
  /** PTS on the wire of position 0; default 10 s. */
  readonly startTicks?: number;
  /** Distance of DTS and PTS in frames: the reorder depth inputs may have. Default 4. */
  readonly dtsDelayFrames?: number;
  /** How far the PCR runs ahead of the DTS; default 0.2 s. */
  readonly pcrLeadTicks?: number;
  /** Default 1. */
  readonly transportStreamId?: number;
  /** Default 1. */
  readonly programNumber?: number;
}

/** What the splicer must know of an input. */
export interface SpliceInput {
  /** Its own frames per second; constant. */
  readonly frameRate: Ratio;
  /** False for the slate and inputs without sound: silence is filled in at once. */
  readonly hasAudio: boolean;
  /** No picture at or after this position of the output is sent; null for no end. */
  readonly stopTicks: number | null;
}

/** An input whose first key frame has a place. */
interface Joined {
  readonly rebase: Rebase;
  readonly groups: PictureGroups;
}

/**
 * Joins inputs one after another into one endless stream: units in, packets out.
 *
 * For each input: `begin`, then `push` as units arrive, then `cut`. Nothing is taken back and nothing waits for a
 * clock; whoever calls decides when.
 */
export class Splicer {
  /** What it did so far. */
  readonly counters: Readonly<SpliceCounters>;
  readonly #counters: SpliceCounters = emptySpliceCounters();
  readonly #dtsDelayTicks: number;
  readonly #soundDeadlineTicks: number;
  readonly #mux: Multiplexer;
  readonly #audio: AudioGrid;
  #endTicks = 0;
  #input: SpliceInput | null = null;
  #joined: Joined | null = null;
  /** The video has reached the input's stop. */
  #isVideoFull = false;
  /** The input went so far beyond its stop that no more sound is to be expected. */
  #isPastStop = false;
  #isSelfJoint = false;
  #strays = 0;
  #parameters = 0;
  #toldDrops = 0;
  #events: SpliceEvent[] = [];

  /** A splicer whose output begins with the first key frame it is given. */
  constructor(options: SplicerOptions) {
    const pcrLeadTicks = options.pcrLeadTicks ?? 0.2 * TICKS_PER_SECOND;
    this.counters = this.#counters;
    this.#dtsDelayTicks = (options.dtsDelayFrames ?? 4) * frameTicksOf(options.frameRate);
    // Later, silence would reach the decoder behind the PCR.
    this.#soundDeadlineTicks = 0.6 * pcrLeadTicks + this.#dtsDelayTicks;
    this.#mux = new Multiplexer({
      startTicks: options.startTicks ?? 10 * TICKS_PER_SECOND,
      pcrLeadTicks,
      transportStreamId: options.transportStreamId ?? 1,
      programNumber: options.programNumber ?? 1,
      serviceName: options.serviceName,
    });
    this.#audio = new AudioGrid({
      frameTicks: AAC_FRAME_SAMPLES * TICKS_PER_SECOND / options.sampleRate,
      deadlineTicks: this.#soundDeadlineTicks,
      silence: options.silence,
    });
  }

  /** Where the next picture goes: ticks since the output began, exact, so fractional at 24000/1001. */
  get endTicks(): number {
    return this.#endTicks;
  }

  /**
   * True once the input has reached its `stopTicks`, and its sound has too: nothing pushed from now on is sent.
   *
   * Sound comes a little later than the pictures it belongs to; an input without it is not waited for for long.
   */
  get isFull(): boolean {
    return this.#isVideoFull && (this.#isPastStop || this.#audio.isComplete(this.#endTicks));
  }

  /** True once the input's first key frame has a place on the output. */
  get isJoined(): boolean {
    return this.#joined !== null;
  }

  /**
   * Opens a joint: units pushed from now on belong to this input. Its first IDR with parameter sets lands at
   * `endTicks`; pictures and sound before it are dropped.
   *
   * @throws {InvariantError} If the input before was not cut.
   */
  begin(input: SpliceInput): void {
    invariant(this.#input === null, "Cannot begin an input: the one before was not cut");
    this.#input = input;
    this.#isVideoFull = input.stopTicks !== null && this.#endTicks >= input.stopTicks - STOP_TOLERANCE;
    this.#audio.begin(input.hasAudio);
  }

  /** Takes the input's next units, in the order they came. */
  push(units: readonly AccessUnit[]): SpliceResult {
    invariant(this.#input !== null, "Cannot push units: no input was begun");
    const { frameRate } = this.#input;
    for (const unit of units) {
      if (unit.kind === "audio") this.#audio.push(unit);
      else if (this.#isVideoFull) this.#look(unit);
      else this.#place(unit, frameTicksOf(frameRate));
      this.#audio.release(this.#endTicks, this.#sendSound);
    }
    return this.#result();
  }

  /**
   * The input ended or is cut off, planned or not: its unfinished group is dropped and sound is filled up to the end
   * of the picture. Does nothing when no input was begun.
   */
  cut(): SpliceResult {
    this.#audio.end(this.#endTicks, this.#sendSound);
    this.#leave();
    this.#input = null;
    this.#isVideoFull = false;
    this.#isPastStop = false;
    this.#isSelfJoint = false;
    return this.#result();
  }

  readonly #sendSound = (unit: AccessUnit, ticks: number): void => {
    this.#mux.sound(unit, ticks);
    this.#counters.audioFrames++;
  };

  #place(unit: AccessUnit, frameTicks: number): void {
    const joined = this.#joined ?? this.#join(unit, frameTicks);
    if (joined === null) {
      this.#counters.droppedPictures++;
      return;
    }
    const { rebase, groups } = joined;
    const slot = rebase.slotOf(unit.pts);
    if (!groups.isOpen(slot) || slot - groups.nextSlot > JUMP_TICKS / frameTicks) {
      return this.#stray(unit, frameTicks);
    }
    if (unit.isKey) {
      // Nothing after an IDR is shown before it (ISO 14496-10, 7.4.1.2.4): what waits will get no more company.
      this.#release(joined, frameTicks, true);
      if (this.#isVideoFull) return this.#drop(1);
      if (!groups.isOpen(slot)) return this.#stray(unit, frameTicks);
      this.#skip(groups.skipTo(slot) * frameTicks);
    }
    this.#strays = 0;
    groups.add({ unit, slot, ticks: rebase.positionOf(unit.pts) });
    this.#release(joined, frameTicks, false);
  }

  /** After the stop pictures only tell how far the input has come. */
  #look(unit: AccessUnit): void {
    const offsetTicks = this.#joined?.rebase.offsetTicks ?? Infinity;
    const stopTicks = this.#input?.stopTicks ?? Infinity;
    this.#isPastStop ||= unit.pts + offsetTicks >= stopTicks + this.#soundDeadlineTicks;
  }

  /** Begins the input with this picture, if a decoder can. */
  #join(unit: AccessUnit, frameTicks: number): Joined | null {
    if (!isStart(unit)) return null;
    const rebase = new Rebase({ keyPts: unit.pts, originTicks: this.#endTicks, frameTicks });
    const groups = new PictureGroups(Math.floor(this.#dtsDelayTicks / frameTicks + 1e-6));
    this.#joined = { rebase, groups };
    this.#audio.align(rebase.offsetTicks);
    this.#announce(unit);
    return this.#joined;
  }

  #announce(unit: AccessUnit): void {
    const atTicks = this.#endTicks;
    if (this.#isSelfJoint) {
      this.#counters.jumps++;
      this.#events.push({ kind: "jump", atTicks });
      return;
    }
    this.#counters.joints++;
    this.#isSelfJoint = true;
    this.#events.push({ kind: "joint", atTicks, parametersChanged: this.#differs(unit) });
  }

  /**
   * A picture that has no place: late, double or far away. One is damage; many, or a key frame, mean that the
   * input's clock jumped: then it is joined to itself.
   */
  #stray(unit: AccessUnit, frameTicks: number): void {
    this.#strays++;
    if (!isStart(unit) && this.#strays < STRAY_MAX) return this.#drop(1);
    this.#leave();
    this.#audio.begin(this.#input?.hasAudio ?? false);
    this.#place(unit, frameTicks);
  }

  /** Forgets the place of the input and what waits. */
  #leave(): void {
    this.#drop(this.#joined?.groups.waiting ?? 0);
    this.#joined = null;
    this.#strays = 0;
  }

  #drop(pictures: number): void {
    this.#counters.droppedPictures += pictures;
  }

  #release(joined: Joined, frameTicks: number, isClosed: boolean): void {
    const stopTicks = this.#input?.stopTicks ?? Infinity;
    for (;;) {
      const group = joined.groups.take(isClosed);
      if (group === null) return;
      if (group.pictures.some((picture) => picture.ticks >= stopTicks - STOP_TOLERANCE)) {
        this.#isVideoFull = true;
        return this.#drop(group.pictures.length);
      }
      this.#send(group, joined.rebase, frameTicks);
    }
  }

  #send(group: Group, rebase: Rebase, frameTicks: number): void {
    let endTicks = this.#endTicks;
    group.pictures.forEach(({ unit, ticks }, index) => {
      const turnTicks = rebase.gridTicks(group.firstSlot + index);
      // Counted, not taken from the input: so it rises by one frame whatever the reorder depths at a joint.
      const dtsTicks = turnTicks - this.#dtsDelayTicks;
      if (ticks < dtsTicks) return this.#drop(1);
      endTicks = Math.max(endTicks, ticks + frameTicks);
      this.#sendPicture(unit, ticks, dtsTicks);
      // The whole group is certain by now; sound goes between its pictures, so that no long group delays it.
      this.#audio.release(Math.min(endTicks, turnTicks + frameTicks), this.#sendSound);
    });
    if (group.missing > 0) this.#countHole(group.missing * frameTicks);
    this.#advance(endTicks);
  }

  #advance(endTicks: number): void {
    this.#endTicks = endTicks;
    this.#mux.advance(endTicks);
    this.#audio.release(endTicks, this.#sendSound);
  }

  #sendPicture(unit: AccessUnit, ptsTicks: number, dtsTicks: number): void {
    const changesParameters = this.#differs(unit);
    if (changesParameters) this.#counters.parameterChanges++;
    const isTold = this.#events.some((event) => event.kind === "joint" && event.atTicks === ptsTicks);
    if (changesParameters && !isTold) this.#events.push({ kind: "parameters", atTicks: ptsTicks });
    if (unit.parameters !== 0) this.#parameters = unit.parameters;
    this.#mux.picture({ unit, ptsTicks, dtsTicks, isStart: isStart(unit), changesParameters });
    this.#counters.pictures++;
  }

  #differs(unit: AccessUnit): boolean {
    return isStart(unit) && this.#parameters !== 0 && unit.parameters !== this.#parameters;
  }

  #skip(ticks: number): void {
    if (ticks === 0) return;
    this.#countHole(ticks);
    this.#advance(this.#endTicks + ticks);
  }

  #countHole(ticks: number): void {
    this.#counters.holes++;
    this.#counters.holeTicks += ticks;
    this.#events.push({ kind: "hole", atTicks: this.#endTicks, ticks });
  }

  #result(): SpliceResult {
    const chunks = this.#mux.take();
    const frames = this.#audio.silenceFrames - this.#counters.silenceFrames;
    const audio = this.#audio.dropped - this.#counters.droppedAudio;
    const video = this.#counters.droppedPictures - this.#toldDrops;
    if (frames > 0) this.#events.push({ kind: "silence", frames });
    if (video > 0 || audio > 0) this.#events.push({ kind: "dropped", video, audio });
    this.#counters.packets = this.#mux.packets;
    this.#counters.silenceFrames = this.#audio.silenceFrames;
    this.#counters.droppedAudio = this.#audio.dropped;
    this.#toldDrops = this.#counters.droppedPictures;
    const events = this.#events;
    this.#events = [];
    return { chunks, events };
  }
}

/** A decoder that knows nothing can begin with this picture. */
function isStart(unit: AccessUnit): boolean {
  return unit.isKey && unit.parameters !== 0;
}
