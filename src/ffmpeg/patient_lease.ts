import { Fault, type FaultCode } from "../fault.ts";
import type { Lease, ProcessPoolManager, ProcessRequest } from "./pool.ts";

const SHORTAGES: ReadonlySet<FaultCode> = new Set(["pool_full", "pool_guard", "pool_timeout"]);

/** True for a fault that says nothing of the work: the same wish may succeed a moment later. */
export function isShortage(thrown: unknown): thrown is Fault {
  return thrown instanceof Fault && SHORTAGES.has(thrown.code);
}

/**
 * Leases a process for work nobody waits for: a shortage of the pool is waited out, however long it lasts.
 *
 * @param request What to run; its signal ends the wait.
 * @throws The signal's reason; {@link Fault} `spawn_failed`, or `shutting_down` when the pool closes.
 */
export async function leasePatiently(pool: ProcessPoolManager, request: ProcessRequest): Promise<Lease> {
  request.signal?.throwIfAborted();
  try {
    return await pool.acquireProcess({ ...request, isPatient: true });
  } catch (thrown) {
    // The pool cannot tell who called the wish off; the signal can.
    request.signal?.throwIfAborted();
    throw thrown;
  }
}
