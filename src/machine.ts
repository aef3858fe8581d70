import { delimiter, isAbsolute, resolve } from "node:path";
import { Fault, messageOf } from "./fault.ts";
import type { Sample } from "./sample.ts";

/** The seam to the machine: the files the kernel keeps about its processes, and what the runtime knows. */
export interface Machine {
  /** Contents of a file, or null when it cannot be read. */
  read(path: string): string | null;
  /** Names in a folder; none when it cannot be read. */
  list(path: string): string[];
  /** True for a file that may be run. */
  isExecutable(path: string): boolean;
  /** Memory in bytes, all of it and what can still be given. */
  memory(): { readonly total: number; readonly available: number };
  /** Load average over one minute. */
  load(): number;
  /** Processor cores. */
  cores(): number;
}

/** The machine this runs on; needs all permissions. */
export const systemMachine: Machine = {
  read: (path) => orElse(null, () => Deno.readTextFileSync(path)),
  list: (path) => orElse([], () => Array.from(Deno.readDirSync(path), ({ name }) => name)),
  isExecutable: (path) =>
    orElse(false, () => {
      const { isFile, mode } = Deno.statSync(path);
      return isFile && (mode === null || (mode & 0o111) !== 0);
    }),
  memory: () => Deno.systemMemoryInfo(),
  load: () => Deno.loadavg()[0] ?? 0,
  cores: () => navigator.hardwareConcurrency,
};

/**
 * Measures main and its children. Where the kernel keeps no `/proc`, what comes from there is 0.
 *
 * @param machine Where to look.
 * @param pid Main's process id.
 */
export function takeSample(machine: Machine, pid: number): Sample {
  const memory = memoryOf(machine, pid);
  const limits = machine.read(`/proc/${pid}/limits`) ?? "";
  return {
    kind: "sample",
    mainRssBytes: rssBytesOf(machine, pid),
    childrenRssBytes: childrenOf(machine, pid).reduce((sum, child) => sum + rssBytesOf(machine, child), 0),
    descriptors: machine.list(`/proc/${pid}/fd`).length,
    descriptorsMax: Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? 0),
    memoryAvailableBytes: memory.available,
    memoryLimitBytes: memory.total,
    load: machine.load(),
    cores: machine.cores(),
  };
}

/**
 * Finds processes by a variable in their environment.
 *
 * @param machine Where to look.
 * @param start How the entry begins, such as `NAME=value`.
 * @returns Process ids.
 */
export function findMarked(machine: Machine, start: string): number[] {
  return machine.list("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
    const environment = machine.read(`/proc/${pid}/environ`) ?? "";
    return environment.split("\0").some((entry) => entry.startsWith(start));
  }).map(Number);
}

/**
 * Sends a signal; a process that is gone already needs none.
 *
 * @param pid Process id; the negative one of a group's leader for the whole group.
 * @param name Which signal.
 * @returns Why it could not be sent, or null.
 */
export function sendSignal(pid: number, name: "SIGTERM" | "SIGKILL"): string | null {
  try {
    Deno.kill(pid, name);
    return null;
  } catch (thrown) {
    return thrown instanceof Deno.errors.NotFound ? null : messageOf(thrown);
  }
}

/**
 * The absolute path of a program.
 *
 * @param machine Where to look.
 * @param program Its name, or its absolute path.
 * @param searchPath Folders to look in, as in `PATH`.
 * @throws {Fault} `spawn_failed` if there is none that may be run.
 */
export function findProgram(machine: Machine, program: string, searchPath: string): string {
  const folders = isAbsolute(program)
    ? ["/"]
    : searchPath.split(delimiter).filter((folder) => isAbsolute(folder));
  const found = folders.map((folder) => resolve(folder, program)).find((path) => machine.isExecutable(path));
  if (found === undefined) {
    throw new Fault("spawn_failed", `Cannot start: there is no program ${program} to run`);
  }
  return found;
}

function rssBytesOf(machine: Machine, pid: number): number {
  const status = machine.read(`/proc/${pid}/status`) ?? "";
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024;
}

/** The kernel lists children by the thread that started them. */
function childrenOf(machine: Machine, pid: number): number[] {
  return machine.list(`/proc/${pid}/task`).flatMap((thread) => {
    const children = machine.read(`/proc/${pid}/task/${thread}/children`) ?? "";
    return children.split(" ").filter((child) => /^\d+$/.test(child)).map(Number);
  });
}

/** How the two versions of control groups name what we need. */
const CGROUPS = [
  {
    line: /^0::(\/.*)$/m,
    mount: "/sys/fs/cgroup",
    limit: "memory.max",
    usage: "memory.current",
    cache: /^inactive_file (\d+)$/m,
  },
  {
    line: /^\d+:(?:[\w,]+,)?memory(?:,[\w,]+)?:(\/.*)$/m,
    mount: "/sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    cache: /^total_inactive_file (\d+)$/m,
  },
];

/** The tightest of the machine's memory and the limits of every control group around the process. */
function memoryOf(machine: Machine, pid: number): { total: number; available: number } {
  const memberships = machine.read(`/proc/${pid}/cgroup`) ?? "";
  let { total, available } = machine.memory();
  for (const { line, mount, limit, usage, cache } of CGROUPS) {
    for (const group of withParents(line.exec(memberships)?.[1] ?? "/")) {
      const folder = mount + group;
      const limitBytes = Number(machine.read(`${folder}${limit}`) ?? "none");
      if (!(limitBytes < total)) continue;
      // File cache counts as used, but the kernel gives it back when asked.
      const cacheBytes = Number(cache.exec(machine.read(`${folder}memory.stat`) ?? "")?.[1] ?? 0);
      const usedBytes = Number(machine.read(`${folder}${usage}`) ?? 0) - cacheBytes;
      total = limitBytes;
      available = Math.max(0, Math.min(available, limitBytes - usedBytes));
    }
  }
  return { total, available };
}

/** `/a/b` → `/a/b/`, `/a/`, `/`: in a container the last one is the container's own. */
function withParents(group: string): string[] {
  const parts = group.split("/").filter((part) => part !== "");
  return Array.from({ length: parts.length + 1 }, (_, up) => {
    const kept = parts.slice(0, parts.length - up);
    return kept.length === 0 ? "/" : `/${kept.join("/")}/`;
  });
}

/** Processes come and go while one looks, and some are not ours to look at: neither is a fault. */
function orElse<Value>(fallback: Value, look: () => Value): Value {
  try {
    return look();
  } catch (thrown) {
    if (thrown instanceof Error) return fallback;
    throw thrown;
  }
}
