import { readBounded } from "../bounded_body.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import { leasePatiently } from "./patient_lease.ts";
import type { ProcessPoolManager, ProcessRequest } from "./pool.ts";

/** What a process said until its end. */
export interface RunResult<Output = string> {
  /** What it wrote. */
  readonly stdout: Output;
  /** What it complained of; the last lines of it. */
  readonly stderr: string;
  /** Exit status. */
  readonly code: number;
}

/** Bounds of a run. */
export interface RunOptions {
  /** Time. */
  readonly clock: Clock;
  /** The process is ended after this time. */
  readonly timeoutMs: number;
  /** More output than this is a failure. */
  readonly outputBytesMax: number;
}

/**
 * Runs a process of the pool to its end, as soon as the pool has room for it, and reads the text it writes.
 *
 * @param request What to run; its signal ends the process too.
 * @throws {Fault} `probe_failed` if it takes too long or writes too much, which is a verdict on what was asked;
 *   `spawn_failed` and `shutting_down`, which are none. The signal's reason, when it aborts.
 */
export async function runProcess(
  pool: ProcessPoolManager,
  request: ProcessRequest,
  options: RunOptions,
): Promise<RunResult> {
  const result = await runForBytes(pool, request, options);
  return { ...result, stdout: new TextDecoder().decode(result.stdout) };
}

/** Like {@link runProcess}, for a process that writes anything but text. */
export async function runForBytes(
  pool: ProcessPoolManager,
  request: ProcessRequest,
  { clock, timeoutMs, outputBytesMax }: RunOptions,
): Promise<RunResult<Uint8Array<ArrayBuffer>>> {
  await using lease = await leasePatiently(pool, request);
  request.signal?.throwIfAborted();
  const over = new AbortController();
  const { process } = lease;
  request.signal?.addEventListener("abort", () => void process.end(), { signal: over.signal });
  let isLate = false;
  const watch = clock.sleep(timeoutMs, over.signal).then(() => {
    isLate = !over.signal.aborted;
    return isLate ? process.end() : undefined;
  });
  try {
    const stdout = await readBounded(process.output, outputBytesMax);
    if (stdout === null) {
      throw new Fault("probe_failed", `Cannot probe: the answer is longer than ${outputBytesMax} bytes`);
    }
    const exit = await process.exit;
    request.signal?.throwIfAborted();
    if (isLate) throw new Fault("probe_failed", `Cannot probe: no answer within ${timeoutMs / 1_000} s`);
    return { stdout, stderr: await process.complaints(), code: exit.code };
  } finally {
    over.abort();
    await watch;
  }
}
