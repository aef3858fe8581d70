import type { Clock } from "../../src/clock.ts";
import { Fault } from "../../src/fault.ts";
import type { Ratio } from "../../src/media.ts";
import type { AccessUnit } from "../../src/mpegts/mod.ts";
import type { Input, InputRequest, InputState } from "../../src/playout/mod.ts";
import { Reel, REEL_START_PTS } from "./reel.ts";

export { markOf, unitsOf } from "./reel.ts";

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
  /** Its pictures go on coming after so much media, but their time stands still. */
  readonly frozenAfterMs?: number;
  /** It has no sound. */
  readonly isMute?: boolean;
  /** It waits so long for a process before it begins to open. */
  readonly queuedMs?: number;
  /** It needs so long to be gone. */
  readonly endMs?: number;
}

/** So long the last picture of what is stretched is held, as the encoder does. */
const HOLD_MS = 2_000;

/** Opens inputs that deliver marked pictures as fast as they are taken. */
export class FakeInputs {
  /** Every request, oldest first. */
  readonly requests: InputRequest[] = [];
  /** Inputs that were opened and not disposed of. */
  readonly open = new Set<FakeInput>();
  /** Where from whatever was open was read, after each opening. */
  readonly together: string[][] = [];

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
    this.together.push([...this.open].map(({ request }) => request.locator ?? ""));
    void input.begin(this.frameRate);
    return input;
  };

  /** Whatever plays an item fails now, with what it had. */
  kill(itemId: number, fault = new Fault("tune_failed", "killed")): void {
    for (const input of this.open) if (input.request.itemId === itemId) input.die(fault);
  }
}

class FakeInput implements Input {
  state: InputState = "opening";
  fault: Fault | null = null;
  readonly hasAudio: boolean;
  frameRate: Ratio = { num: 1, den: 1 };
  #reel: Reel | null = null;
  /** Pictures that were not taken; those of a slow encoder did not arrive yet. */
  #left = 0;
  #count = 0;
  #afterwards: { state: InputState; fault: Fault | null } | null = null;
  #change = Promise.withResolvers<void>();
  readonly #stop = new AbortController();

  #readyAtMs = 0;

  constructor(
    private readonly inputs: FakeInputs,
    readonly request: InputRequest,
    private readonly clock: Clock,
    private readonly item: FakeItem,
  ) {
    this.hasAudio = item.isMute !== true;
  }

  async begin(frameRate: Ratio): Promise<void> {
    const { clock, item, request } = this;
    this.frameRate = frameRate;
    if (item.queuedMs !== undefined) await clock.sleep(item.queuedMs, this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    request.onStarted?.(true);
    await clock.sleep(item.openMs ?? 100, this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    if (item.fault !== undefined) return this.#become("failed", item.fault);
    const fps = frameRate.num / frameRate.den;
    const first = Math.round(request.offsetMs / 1_000 * fps);
    const availableMs = Math.min(
      item.lengthMs ?? Infinity,
      item.diesAfterMs ?? Infinity,
      item.hangsAfterMs ?? Infinity,
    );
    const heldMs = request.isStretched ? HOLD_MS : 0;
    const count = Math.min(request.frames, Math.floor((availableMs + heldMs) / 1_000 * fps) - first);
    if (count < 1) return this.#become("failed", new Fault("tune_failed", "no key frame"));
    const { itemId } = request;
    this.#reel = new Reel({ itemId, first, count, frameTicks: 90_000 / fps, hasSound: this.hasAudio });
    this.#left = this.#count = count;
    this.#afterwards = this.#endOf(item, count);
    this.#readyAtMs = clock.monotonicMs();
    this.#become("ready", null);
  }

  #endOf(item: FakeItem, count: number): { state: InputState; fault: Fault | null } | null {
    const isCut = count < this.request.frames;
    if (isCut && item.hangsAfterMs !== undefined || item.soundOnlyAfterMs !== undefined) return null;
    if (isCut && item.diesAfterMs !== undefined) {
      return { state: "failed", fault: new Fault("tune_failed", "killed") };
    }
    return { state: "ended", fault: null };
  }

  readonly lossPercent = 0;

  get waiting(): number {
    // Sound alone shows nothing.
    const seenMs = (this.#count - this.#left) * 1_000 * this.frameRate.den / this.frameRate.num;
    if (this.request.offsetMs + seenMs >= (this.item.soundOnlyAfterMs ?? Infinity)) return 0;
    if (this.item.rate === undefined) return this.#left;
    const arrivedMs = (this.clock.monotonicMs() - this.#readyAtMs) * this.item.rate;
    const arrived = Math.floor(arrivedMs / 1_000 * this.frameRate.num / this.frameRate.den);
    return Math.min(this.#left, Math.max(0, arrived - (this.#count - this.#left)));
  }

  take(picturesMax: number): AccessUnit[] {
    const units: AccessUnit[] = [];
    for (let unit = this.#reel?.peek() ?? null; unit !== null; unit = this.#reel?.peek() ?? null) {
      if (unit.dts > this.#untilTicks) return units;
      const isPicture = unit.kind === "video";
      const isLost = isPicture && unit.pts >= this.#beyondTicks;
      if (isPicture && !isLost && picturesMax-- === 0) return units;
      this.#reel?.skip();
      if (isPicture) this.#left -= 1;
      if (!isLost) units.push(this.#frozen(unit));
    }
    if (this.#afterwards !== null && this.state === "ready") {
      this.#become(this.#afterwards.state, this.#afterwards.fault);
    }
    return units;
  }

  /** What a slow encoder has made by now. */
  get #untilTicks(): number {
    const { rate } = this.item;
    const sinceMs = this.clock.monotonicMs() - this.#readyAtMs;
    return rate === undefined ? Infinity : REEL_START_PTS + sinceMs * rate * 90;
  }

  /** Where the pictures end and the sound goes on. */
  get #beyondTicks(): number {
    const { soundOnlyAfterMs = Infinity } = this.item;
    return REEL_START_PTS + (soundOnlyAfterMs - this.request.offsetMs) * 90;
  }

  #frozen(unit: AccessUnit): AccessUnit {
    const { frozenAfterMs = Infinity } = this.item;
    const fps = this.frameRate.num / this.frameRate.den;
    const [last, first] = [frozenAfterMs, this.request.offsetMs].map((ms) => Math.round(ms / 1_000 * fps));
    const pts = REEL_START_PTS + Math.max(0, (last ?? 0) - (first ?? 0)) * 90_000 / fps;
    return unit.pts > pts ? { ...unit, isKey: false, pts, dts: pts } : unit;
  }

  /** It fails now, with what it had. */
  die(fault: Fault): void {
    this.#reel = null;
    this.#left = 0;
    this.#become("failed", fault);
  }

  changed(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true })
    );
    return Promise.race([this.#change.promise, aborted]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    if (this.item.endMs !== undefined) await this.clock.sleep(this.item.endMs);
    this.inputs.open.delete(this);
  }

  #become(state: InputState, fault: Fault | null): void {
    this.state = state;
    this.fault = fault;
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}
