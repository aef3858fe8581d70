import type { EventBus } from "../../events.ts";
import { type AgendaParts, readAgenda } from "./agenda.ts";
import { BreakSurvey, type BreakSurveyParts } from "./break_survey.ts";
import { type IdleWork, IdleWorker } from "./idle_worker.ts";
import { LoudnessSurvey, type LoudnessSurveyParts } from "./loudness_survey.ts";
import { ReadyCache, type ReadyCacheOptions, type ReadyCacheParts } from "./ready_cache.ts";
import type { ReadyFiles } from "./ready_files.ts";

/** What work in idle time is made of. */
export interface BackgroundParts
  extends
    Omit<ReadyCacheParts, "files" | "loudness">,
    LoudnessSurveyParts,
    Pick<BreakSurveyParts, "breaks">,
    AgendaParts {
  /** Where programmes encoded ahead are kept. */
  readonly readyFiles: ReadyFiles;
  /** Tells of new timelines. */
  readonly events: EventBus;
}

/** Work in idle time, and what comes of it. */
export interface Background extends AsyncDisposable {
  /** Programmes encoded ahead; null when that is off. */
  readonly cache: ReadyCache | null;
  /** Does the work, once started. */
  readonly worker: IdleWorker;
}

/**
 * Puts together what is done in idle time for what airs soon.
 *
 * @param parts Its parts.
 * @param options Settings of the ready-cache.
 * @param others Other work of the kind, done before anything is encoded, for it may need it.
 */
export async function openBackground(
  parts: BackgroundParts,
  options: ReadyCacheOptions,
  others: readonly IdleWork[] = [],
): Promise<Background> {
  await using building = new AsyncDisposableStack();
  const cache = building.use(await ReadyCache.open({ ...parts, files: parts.readyFiles }, options));
  const wantsLevel = parts.profiles.some(({ loudnessLufs }) => loudnessLufs !== null);
  const survey = wantsLevel ? [new LoudnessSurvey(parts)] : [];
  const works = [...others, ...survey, new BreakSurvey(parts), ...(cache === null ? [] : [cache])];
  const worker = building.use(new IdleWorker({ ...parts, agenda: () => readAgenda(parts), works }));
  building.use(parts.events.subscribe(({ kind }) => kind === "timeline_rebuilt" && worker.wake()));
  const running = building.move();
  return { cache, worker, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
