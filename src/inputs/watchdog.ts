import { isStalled } from "../reliability.ts";
import { failGeneration, type Mishap } from "./failures.ts";
import type { Active, Candidate } from "./state.ts";
import type { Turn } from "./turn.ts";

/** With its wait for a process an input takes no longer than so many times its time to open. */
const QUEUE_FACTOR = 3;

/** Fails the input that shows nothing by its deadline, and the one on air that stands still. */
export function watch(turn: Turn): void {
  const { active, candidate } = turn.state;
  if (active !== null) {
    const mishap = silenceOf(turn, active);
    if (mishap !== null) failGeneration(turn, active.generation, mishap);
  }
  if (candidate === null) return;
  const mishap = latenessOf(turn, candidate);
  if (mishap !== null) failGeneration(turn, candidate.generation, mishap);
}

/** Nothing at all is a strict comparison, as clients of other servers know it; all others include the instant. */
function silenceOf({ atMs, options }: Turn, { lastPacketMs, lastProgressMs }: Active): Mishap | null {
  const silentMs = atMs - lastPacketMs;
  if (silentMs > options.packetTimeoutMs) {
    return mishap("timeout", `No packet for ${silentMs} ms (timeout ${options.packetTimeoutMs} ms)`);
  }
  const timeoutMs = options.stallTimeoutMs;
  const progress = { now: atMs, timeoutMs, playing: true, paused: false, seeking: false };
  if (!isStalled({ ...progress, lastProgressAt: lastProgressMs })) return null;
  return mishap("stall", `Media time stood still for ${atMs - lastProgressMs} ms`);
}

/** The wait for a process is not the input's fault, but does not last for ever either. */
function latenessOf({ atMs, options }: Turn, { host, openedAtMs, startedAtMs }: Candidate): Mishap | null {
  const timeoutMs = host === null ? options.openTimeoutMs : options.openTimeoutRemoteMs;
  if (atMs - startedAtMs < timeoutMs && atMs - openedAtMs < QUEUE_FACTOR * timeoutMs) return null;
  return mishap("open_timeout", `No key frame for ${timeoutMs} ms`);
}

function mishap(reason: Mishap["reason"], detail: string): Mishap {
  return { reason, detail, isFatal: false, scope: null };
}
