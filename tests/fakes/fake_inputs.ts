import type { Clock } from "../../src/clock.ts";
import { Fault } from "../../src/fault.ts";
import type { Ratio } from "../../src/media.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import type { Input, InputRequest, InputState } from "../../src/playout/mod.ts";
import { buildTs } from "./ts_builder.ts";

/** How the input of an item behaves. */
export interface FakeItem {
  /** Time until the first key frame; 100 ms when absent. */
  readonly openMs?: number;
  /** What it has; endless when absent. */
  readonly lengthMs?: number;
  /** It fails with this instead of opening. */
  readonly fault?: Fault;
  /** It fails after so much media. */
  readonly diesAfterMs?: number;
  /** It delivers no faster than this many times real time. */
  readonly rate?: number;
  /** Its picture ends after so much media, its sound goes on. */
  readonly soundOnlyAfterMs?: number;
  /** It falls silent after so much media, without ending. */
  readonly hangsAfterMs?: number;
}

/** The mark of a picture: its item, and its frame within the item. */
export function markOf(itemId: number, frame: number): number {
  return itemId * 1_000_000 + frame;
}

/** Opens inputs that deliver marked pictures as fast as they are taken. */
export class FakeInputs {
  /** Every request, oldest first. */
  readonly requests: InputRequest[] = [];
  /** Inputs that were opened and not disposed of. */
  readonly open = new Set<FakeInput>();

  constructor(
    private readonly clock: Clock,
    private readonly frameRate: Ratio,
    /** Looked at with each request, so that a test may change its mind. */
    readonly items: Map<number, FakeItem>,
  ) {}

  readonly openInput = (request: InputRequest): Input => {
    this.requests.push(request);
    const input = new FakeInput(this, request, this.clock, this.items.get(request.itemId) ?? {});
    this.open.add(input);
    void input.begin(this.frameRate);
    return input;
  };
}

class FakeInput implements Input {
  state: InputState = "opening";
  fault: Fault | null = null;
  readonly hasAudio = true;
  frameRate: Ratio = { num: 1, den: 1 };
  #units: AccessUnit[] = [];
  #afterwards: { state: InputState; fault: Fault | null } | null = null;
  #change = Promise.withResolvers<void>();
  readonly #stop = new AbortController();

  #readyAtMs = 0;

  constructor(
    private readonly inputs: FakeInputs,
    private readonly request: InputRequest,
    private readonly clock: Clock,
    private readonly item: FakeItem,
  ) {}

  async begin(frameRate: Ratio): Promise<void> {
    const { clock, item } = this;
    this.frameRate = frameRate;
    await clock.sleep(item.openMs ?? 100, this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    if (item.fault !== undefined) return this.#become("failed", item.fault);
    const fps = frameRate.num / frameRate.den;
    const first = Math.round(this.request.offsetMs / 1_000 * fps);
    const availableMs = Math.min(
      item.lengthMs ?? Infinity,
      item.diesAfterMs ?? Infinity,
      item.hangsAfterMs ?? Infinity,
    );
    const count = Math.min(this.request.frames, Math.floor(availableMs / 1_000 * fps) - first);
    this.#units = count < 1 ? [] : unitsOf(this.request.itemId, first, count, 90_000 / fps);
    this.#afterwards = this.#endOf(item, count);
    if (count < 1) return this.#become("failed", new Fault("tune_failed", "no key frame"));
    this.#readyAtMs = clock.monotonicMs();
    this.#become("ready", null);
  }

  #endOf(item: FakeItem, count: number): { state: InputState; fault: Fault | null } | null {
    const isCut = count < this.request.frames;
    if (isCut && item.hangsAfterMs !== undefined) return null;
    if (isCut && item.diesAfterMs !== undefined) {
      return { state: "failed", fault: new Fault("tune_failed", "killed") };
    }
    return { state: "ended", fault: null };
  }

  get waiting(): number {
    return this.#due().filter(({ kind }) => kind === "video").length;
  }

  /** Units that have arrived: all at once, or at the speed of a slow encoder. */
  #due(): AccessUnit[] {
    const { rate, soundOnlyAfterMs = Infinity } = this.item;
    const sinceMs = this.clock.monotonicMs() - this.#readyAtMs;
    const untilTicks = rate === undefined ? Infinity : 1_000_000 + sinceMs * rate * 90;
    const beyondTicks = 1_000_000 + (soundOnlyAfterMs - this.request.offsetMs) * 90;
    const arrived = this.#units.filter(({ dts }) => dts <= untilTicks);
    return arrived.filter(({ kind, pts }) => kind === "audio" || pts < beyondTicks);
  }

  take(picturesMax: number): AccessUnit[] {
    if (this.item.rate !== undefined || this.item.soundOnlyAfterMs !== undefined) {
      return this.#takeDue(picturesMax);
    }
    let pictures = 0;
    let count = 0;
    for (; count < this.#units.length; count++) {
      if (this.#units[count]?.kind !== "video") continue;
      if (pictures++ === picturesMax) break;
    }
    const taken = this.#units.splice(0, count);
    if (this.#units.length === 0 && this.#afterwards !== null && this.state === "ready") {
      this.#become(this.#afterwards.state, this.#afterwards.fault);
    }
    return taken;
  }

  #takeDue(picturesMax: number): AccessUnit[] {
    const due = this.#due();
    let pictures = 0;
    const end = due.findIndex(({ kind }) => kind === "video" && pictures++ === picturesMax);
    const taken = new Set(end < 0 ? due : due.slice(0, end));
    this.#units = this.#units.filter((unit) => !taken.has(unit));
    return [...taken];
  }

  changed(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true })
    );
    return Promise.race([this.#change.promise, aborted]);
  }

  // deno-lint-ignore require-await -- the seam is asynchronous.
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.inputs.open.delete(this);
  }

  #become(state: InputState, fault: Fault | null): void {
    this.state = state;
    this.fault = fault;
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}

/** Units of an item from one frame on; sound all along. */
export function unitsOf(itemId: number, first: number, count: number, frameTicks: number): AccessUnit[] {
  const { bytes } = buildTs({
    frames: count,
    frameTicks,
    depth: 1,
    gop: Math.round(180_000 / frameTicks),
    startPts: 1_000_000,
    audioOffset: 0,
    firstId: markOf(itemId, first),
    pictureBytes: () => 10,
  });
  const demuxer = new Demuxer();
  return [...demuxer.push(bytes), ...demuxer.end(true)];
}
