import type { Sample } from "../sample.ts";

/** Settings of the guards, from the `ffmpeg` section. */
export interface GuardOptions {
  /** Upper bound on processes, or `auto` for what memory allows. */
  readonly maxProcesses: number | "auto";
  /** Share of memory, 0 to 1, above which nothing new starts. */
  readonly memoryGuard: number;
  /** Descriptors that must stay free. */
  readonly descriptorReserve: number;
}

/** Why a spawn was refused: the `reason` label of `ffmpeg_spawn_rejected_total`. */
export type Refusal = "memory" | "fd" | "capacity";

/** What one encoding ffmpeg takes, measured: 105 to 200 MB. */
const PROCESS_MEMORY_BYTES = 150_000_000;

/** stdout, stderr and the process itself. */
const DESCRIPTORS_PER_PROCESS = 3;

/** A machine that holds Deno holds a few encoders. */
const PROCESSES_MIN = 4;

/**
 * S2: the number of processes is never above min(config, memory-based, descriptor-based).
 *
 * @param options The configured bounds.
 * @param sample The newest figures of the launcher; null before the first, when only the configuration counts.
 */
export function processLimit(options: GuardOptions, sample: Sample | null): number {
  const configured = options.maxProcesses === "auto" ? Infinity : options.maxProcesses;
  if (sample === null) return configured === Infinity ? PROCESSES_MIN : configured;
  const memory = (sample.memoryLimitBytes * options.memoryGuard - sample.mainRssBytes) / PROCESS_MEMORY_BYTES;
  const descriptors = (sample.descriptorsMax - options.descriptorReserve) / DESCRIPTORS_PER_PROCESS;
  const bounds = [Math.max(PROCESSES_MIN, Math.floor(memory)), Math.max(0, Math.floor(descriptors))];
  return Math.min(configured, ...bounds);
}

/**
 * S4: looked at before every spawn.
 *
 * @param active Processes that run or are being started.
 * @returns Why no further one may start, or null when it may.
 */
export function refusal(options: GuardOptions, sample: Sample | null, active: number): Refusal | null {
  if (active >= processLimit(options, sample)) return "capacity";
  if (sample === null) return null;
  const used = 1 - sample.memoryAvailableBytes / sample.memoryLimitBytes;
  if (used > options.memoryGuard) return "memory";
  const free = sample.descriptorsMax - sample.descriptors;
  return free < options.descriptorReserve ? "fd" : null;
}
