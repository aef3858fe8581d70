import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import type { Programme } from "../programme.ts";

/** Where programmes are read, and what time it is meanwhile. */
export interface ReadSources {
  /** Programmes that overlap a span, by start. */
  readonly timeline: {
    getTimeline(channelId: string, fromMs: number, toMs: number): readonly Programme[];
  };
  /** Lets others run. */
  readonly clock: Clock;
}

/** What aired this long before the window is remembered as aired. */
const MEMORY_MS = 24 * 3_600_000;
/** Whatever begins in the window is told with its later parts, if they come within this. */
const BEYOND_MS = 6 * 3_600_000;
/** How much is read at once: little at first, for a channel may be of clips of a second. */
const STRIDE_MS_MIN = 30 * 60_000;
const STRIDE_MS_MAX = 6 * 3_600_000;
/** Programmes read between two turns of the event loop, or a few more. */
const READ_PROGRAMMES = 1_000;

/**
 * Reads what a guide of a window is made from: what airs in it, and what surrounds it, so that an entry keeps its
 * beginning and its end, whatever part of it is told.
 *
 * Of very short programmes fewer hours are read, on both sides; those at the window's beginning always are.
 *
 * @param channelId Key of the channel.
 * @param sources Where they are.
 * @param window Milliseconds since 1970.
 * @returns By start.
 */
export async function readProgrammes(
  channelId: string,
  { timeline, clock }: ReadSources,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<Programme[]> {
  const ahead: Programme[] = [];
  let stride = new Stride(clock);
  for (let atMs = fromMs; atMs < toMs + BEYOND_MS && ahead.length < LIMITS.guideProgrammesReadMax;) {
    const endMs = Math.min(atMs + stride.lengthMs, toMs + BEYOND_MS);
    const read = timeline.getTimeline(channelId, atMs, endMs);
    ahead.push(...read);
    atMs = Math.max(endMs, ahead.at(-1)?.stopMs ?? 0);
    await stride.took(read.length);
  }
  const behind: Programme[] = [];
  stride = new Stride(clock);
  for (
    let atMs = Math.min(fromMs, ahead[0]?.startMs ?? fromMs);
    atMs > fromMs - MEMORY_MS && behind.length < LIMITS.guideProgrammesRememberedMax;
  ) {
    const startMs = Math.max(atMs - stride.lengthMs, fromMs - MEMORY_MS);
    const read = timeline.getTimeline(channelId, startMs, atMs).filter((programme) =>
      programme.startMs < atMs
    );
    behind.unshift(...read);
    atMs = Math.min(startMs, read[0]?.startMs ?? startMs);
    await stride.took(read.length);
  }
  return [...behind, ...ahead];
}

/** How much to read at once, so that it takes no stream's time. */
class Stride {
  lengthMs = STRIDE_MS_MIN;
  #sinceTurn = 0;

  constructor(private readonly clock: Clock) {}

  /** So many programmes came of the last one. */
  async took(programmes: number): Promise<void> {
    const factor = programmes > READ_PROGRAMMES / 2 ? 0.5 : 2;
    this.lengthMs = Math.min(STRIDE_MS_MAX, Math.max(STRIDE_MS_MIN, this.lengthMs * factor));
    this.#sinceTurn += programmes;
    if (this.#sinceTurn < READ_PROGRAMMES) return;
    this.#sinceTurn = 0;
    await this.clock.sleep(0);
  }
}
