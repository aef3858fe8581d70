import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Child, Spawner } from "../spawner.ts";
import type { RunFfprobe } from "./ffprobe.ts";

/** What a runner needs. */
export interface FfprobeRunnerParts {
  /** Starts the process. */
  readonly spawner: Spawner;
  /** Name or path of ffprobe. */
  readonly command: string;
  /** Measures the time-out. */
  readonly clock: Clock;
}

/** Runs ffprobe in processes of its own, bounded in time and output, and never leaves one behind. */
export function createFfprobeRunner(parts: FfprobeRunnerParts): RunFfprobe {
  return async (args, signal) => {
    signal.throwIfAborted();
    const child = parts.spawner.spawn(parts.command, args);
    const over = new AbortController();
    const kill = () => child.kill("SIGKILL");
    signal.addEventListener("abort", kill, { once: true });
    let isLate = false;
    const watch = parts.clock.sleep(LIMITS.probeTimeoutMs, over.signal).then(() => {
      isLate = !over.signal.aborted;
      if (isLate) kill();
    });
    try {
      const result = await outputOf(child);
      signal.throwIfAborted();
      if (isLate) {
        throw new Fault("probe_failed", `Cannot probe: no answer within ${LIMITS.probeTimeoutMs / 1_000} s`);
      }
      return result;
    } finally {
      signal.removeEventListener("abort", kill);
      over.abort();
      await watch;
    }
  };
}

async function outputOf(child: Child): Promise<{ stdout: string; stderr: string; code: number }> {
  let isTooMuch = false;
  const tooMuch = () => {
    isTooMuch = true;
    child.kill("SIGKILL");
  };
  const [stdout, stderr, exit] = await Promise.all([
    readText(child.stdout, LIMITS.probeOutputBytesMax, tooMuch),
    // Complaints beyond the first are of no use, but must be read or the child stops.
    readText(child.stderr, LIMITS.stderrLineBytesMax * LIMITS.stderrLinesMax, () => {}),
    child.exit,
  ]);
  if (isTooMuch) {
    throw new Fault(
      "probe_failed",
      `Cannot probe: the answer is longer than ${LIMITS.probeOutputBytesMax} bytes`,
    );
  }
  return { stdout, stderr, code: exit.code };
}

/** Reads to the end, keeps the beginning. */
async function readText(
  stream: ReadableStream<Uint8Array>,
  bytesMax: number,
  onTooMuch: () => void,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of stream) {
    const wasWithin = bytes <= bytesMax;
    bytes += chunk.length;
    if (bytes <= bytesMax) text += decoder.decode(chunk, { stream: true });
    else if (wasWithin) onTooMuch();
  }
  return text;
}
