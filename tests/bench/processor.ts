/** Processor time of a process, user and system together, in seconds. */
export interface ProcessorTime {
  /** Its own. */
  readonly own: number;
  /** That of all its children: those that run, and those that have ended. */
  readonly children: number;
}

/** What `/proc/<pid>/stat` counts time in, per second: the same on every Linux. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process since it began. */
export async function processorTime(pid: number): Promise<ProcessorTime> {
  const { own, ended } = await statOf(pid);
  const running = await Promise.all((await childrenOf(pid)).map((child) => statOf(child).catch(gone)));
  return { own, children: running.reduce((sum, child) => sum + child.own, ended) };
}

/** Processor time spent between two measurements. */
export function spent(before: ProcessorTime, after: ProcessorTime): ProcessorTime {
  return { own: after.own - before.own, children: after.children - before.children };
}

/** Resident memory of a process, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const [, kilobytes] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
  if (kilobytes === undefined) throw new Error(`Cannot measure: process ${pid} tells no resident memory`);
  return Number(kilobytes) * 1_024;
}

async function childrenOf(pid: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const { parent } = await statOf(Number(name)).catch(gone);
    if (parent === pid) found.push(Number(name));
  }
  return found;
}

interface Stat {
  readonly parent: number;
  readonly own: number;
  readonly ended: number;
}

async function statOf(pid: number): Promise<Stat> {
  const text = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name in brackets may hold spaces; the fields of proc(5) are counted from behind it, the third one first.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
  const seconds = (...places: number[]) =>
    places.reduce((sum, place) => sum + (fields[place - 3] ?? NaN), 0) / TICKS_PER_SECOND;
  return { parent: fields[1] ?? NaN, own: seconds(14, 15), ended: seconds(16, 17) };
}

/** A child that ended meanwhile is counted with the ended ones next time. */
function gone(thrown: unknown): Stat {
  if (thrown instanceof Deno.errors.NotFound || isNoSuchProcess(thrown)) {
    return { parent: NaN, own: 0, ended: 0 };
  }
  throw thrown;
}

function isNoSuchProcess(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.includes("os error 3");
}
