import { Fault } from "../fault.ts";
import { leasePatiently } from "./patient_lease.ts";
import type { ProcessPoolManager, ProcessRequest } from "./pool.ts";

/** Receives what a process writes, in order; the process waits until each promise resolves. */
export type Sink = (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

/**
 * Runs a process of the pool to its end, as soon as the pool has room for it, and hands on what it writes.
 *
 * @throws {Fault} `tune_failed` if it fails, in its own words; what the pool and the sink throw.
 */
export async function streamProcess(
  pool: ProcessPoolManager,
  request: ProcessRequest,
  sink: Sink,
): Promise<void> {
  await using lease = await leasePatiently(pool, request);
  const { process } = lease;
  for await (const bytes of process.output) await sink(bytes);
  const { code } = await process.exit;
  if (code !== 0) throw new Fault("tune_failed", `Cannot run ${request.kind}: ${await process.reason()}`);
}
