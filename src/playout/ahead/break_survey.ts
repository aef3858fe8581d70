import type { Channel } from "../../channel.ts";
import type { Clock } from "../../clock.ts";
import { Fault, messageOf } from "../../fault.ts";
import {
  BreakDetection,
  breakDetectionCommand,
  type ProcessPoolManager,
  runProcess,
} from "../../ffmpeg/mod.ts";
import { LIMITS } from "../../limits.ts";
import type { Logger } from "../../log.ts";
import type { BreakOrigin, BreakPoint, MediaItem } from "../../media.ts";
import type { Metrics } from "../../metrics/mod.ts";
import type { Collection } from "../../content.ts";
import { contentsOf, type FillerRules, type Instruction, type Schedule } from "../../schedule_rule.ts";
import { BREAKABLE_MS_MIN, breakPoints, toldBreaks } from "../../source/mod.ts";
import type { BreakStore } from "../../store/mod.ts";
import type { ProbedItem } from "../preparation.ts";
import type { Airing } from "./agenda.ts";
import { Attempts } from "./attempts.ts";
import type { IdleJob, IdleWork } from "./idle_worker.ts";

/** What a survey of breaks is made of. */
export interface BreakSurveyParts {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Where findings are kept, and what was not looked at is known. */
  readonly breaks: Pick<BreakStore, "recordFound" | "unlooked" | "unlookedIn">;
  /** Finds an item by its key. */
  readonly findItem: (itemId: number) => MediaItem | null;
  /** All channels; what disabled ones would air is not looked at. */
  readonly channels: () => readonly Channel[];
  /** Time. */
  readonly clock: Clock;
  /** Says what was found. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
}

/** Items read from the store at once; between two pieces streaming goes on. */
const ITEMS_AT_ONCE = 50;

/** What may be scheduled some day waits for everything that is done for what airs soon. */
const SOME_DAY_MS = 30 * 24 * 3_600_000;

/**
 * Finds where items may be interrupted, for channels whose schedule asks for it: first in what airs soonest, then in
 * everything they may air one day. What is found matters to programmes that are not planned yet.
 */
export class BreakSurvey implements IdleWork {
  readonly #attempts: Attempts;

  /** Nothing is looked at yet. */
  constructor(private readonly parts: BreakSurveyParts) {
    this.#attempts = new Attempts(parts.clock);
  }

  /** The item to look at next. */
  async next(agenda: readonly Airing[]): Promise<IdleJob | null> {
    const asking = this.parts.channels().filter(asksForBreaks);
    if (asking.length === 0) return null;
    const channelIds = new Set(asking.map(({ id }) => id));
    const airings = agenda.filter(({ channelId }) => channelIds.has(channelId));
    const unlooked = this.parts.breaks.unlooked(airings.map(({ itemId }) => itemId), BREAKABLE_MS_MIN);
    for (const { itemId, startMs, stopMs } of airings) {
      const item = unlooked.delete(itemId) ? await this.#toDetect(itemId) : null;
      if (item !== null) return { startMs, stopMs, run: ({ signal }) => this.#detect(item, signal) };
    }
    return await this.#nextOf(collectionsOf(asking));
  }

  async #nextOf(collections: readonly Collection[]): Promise<IdleJob | null> {
    const { breaks, clock } = this.parts;
    for (const collection of collections) {
      for (let after: string | undefined = ""; after !== undefined;) {
        const piece = breaks.unlookedIn(collection, { after, limit: ITEMS_AT_ONCE }, BREAKABLE_MS_MIN);
        for (const { id } of piece) {
          const item = await this.#toDetect(id);
          if (item === null) continue;
          const startMs = clock.wallMs() + SOME_DAY_MS;
          return { startMs, stopMs: Infinity, run: ({ signal }) => this.#detect(item, signal) };
        }
        await clock.sleep(0);
        after = piece.at(-1)?.locator;
      }
    }
    return null;
  }

  /** An item that black and silence are to be looked for in; what needs no process is done at once. */
  async #toDetect(itemId: number): Promise<ProbedItem | null> {
    const item = this.parts.findItem(itemId);
    if (item === null || item.info === null || !this.#attempts.mayTry(nameOf(item))) return null;
    await this.parts.clock.sleep(0);
    const probed = { ...item, info: item.info };
    // The scan read the EDL file, and chapters of what it probed: those of older libraries were not.
    const told = toldBreaks(item.info, null);
    if (told.origin !== null) this.#record(probed, told.origin, told.points);
    else if (item.info.video === null) this.#record(probed, "none", []);
    else return probed;
    return null;
  }

  async #detect(item: ProbedItem, signal: AbortSignal): Promise<void> {
    const { pool, clock, log, metrics } = this.parts;
    const { video, audio, durationMs } = item.info;
    if (video === null) return;
    const audioIndex = (audio.find(({ isDefault }) => isDefault) ?? audio[0])?.index ?? null;
    const detection = new BreakDetection(audioIndex !== null);
    const request = {
      ...{ kind: "ffmpeg", channelId: "breaks", priority: "background", isEncode: true } as const,
      args: breakDetectionCommand(item.locator, { videoIndex: video.index, audioIndex }),
      onLine: (line: string) => detection.read(line),
      signal,
    };
    try {
      const options = { clock, timeoutMs: LIMITS.breakDetectionTimeoutMs, outputBytesMax: 1_000 };
      const { code } = await runProcess(pool, request, options);
      // One that was ended before its time has not seen the rest.
      if (code !== 0) throw new Fault("probe_failed", `ffmpeg ended with ${code}`);
      const points = breakPoints(detection.points(), durationMs);
      this.#record(item, points.length > 0 ? "detected" : "none", points);
    } catch (thrown) {
      if (signal.aborted) return log.debug("Breaks: put off", { title: item.title });
      this.#attempts.noteFailure(nameOf(item));
      metrics.count("breaks_searched_total", { result: "failed" });
      log.warn("Breaks: looking for them failed", { title: item.title, reason: messageOf(thrown) });
    }
  }

  #record(item: ProbedItem, origin: BreakOrigin, points: readonly BreakPoint[]): void {
    const { breaks, log, metrics } = this.parts;
    const { id, sizeBytes, modifiedMs, title } = item;
    breaks.recordFound({ itemId: id, sizeBytes, modifiedMs }, { origin, points });
    metrics.count("breaks_searched_total", { result: origin });
    log.debug("Breaks: looked for", { title, origin, breaks: points.length });
  }
}

/** What channels draw from, each collection once. */
function collectionsOf(channels: readonly Channel[]): readonly Collection[] {
  const contents = channels.flatMap(({ schedule }) => schedule === null ? [] : contentsOf(schedule));
  const collections = contents.flatMap(({ members }) => members.map(({ collection }) => collection));
  return [...new Map(collections.map((collection) => [JSON.stringify(collection), collection])).values()];
}

/** Whether a channel's programmes are interrupted where their breaks are, ever. */
export function asksForBreaks({ isEnabled, schedule }: Channel): boolean {
  if (!isEnabled || schedule === null) return false;
  return fillersOf(schedule).some(isInterrupting) ||
    instructionsOf(schedule).some((step) => step.do === "mid_roll" && step.midRoll?.at === "breaks");
}

function isInterrupting(filler: FillerRules | null): boolean {
  return filler?.midRoll?.at === "breaks";
}

function fillersOf(schedule: Schedule): readonly (FillerRules | null)[] {
  switch (schedule.kind) {
    case "slots":
      return [schedule.filler, ...schedule.slots.flatMap(({ parts }) => parts.map(({ filler }) => filler))];
    case "random_slots":
      return [schedule.filler, ...schedule.slots.map(({ part }) => part.filler)];
    case "blocks": {
      const slots = schedule.templates.flatMap((template) => template.slots);
      return [schedule.filler, ...slots.flatMap(({ parts }) => parts.map(({ filler }) => filler))];
    }
    case "mirror":
      // Its programmes are another channel's, interrupted already.
      return [];
    default:
      return [schedule.filler];
  }
}

function instructionsOf(schedule: Schedule): readonly Instruction[] {
  if (schedule.kind !== "sequence") return [];
  return [...schedule.playout, ...Object.values(schedule.sequences).flat()];
}

function nameOf({ id, sizeBytes, modifiedMs }: Pick<MediaItem, "id" | "sizeBytes" | "modifiedMs">): string {
  return `${id} ${sizeBytes} ${modifiedMs}`;
}
