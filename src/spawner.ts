import { constants, setPriority } from "node:os";
import { Fault, messageOf } from "./fault.ts";

/** How a child process ended. */
export interface ChildExit {
  /** Exit status; 128 + signal number when a signal ended it. */
  readonly code: number;
  /** Name of the signal that ended it, or null. */
  readonly signal: string | null;
}

/** Signals our children may get. */
export type ChildSignal = "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT";

/** A running child process. Whoever spawned it ends it. */
export interface Child {
  /** Process id, for records only: children are ended by {@link Child.kill}. */
  readonly pid: number;
  /** What it writes; unread output stops it (64 KiB of pipe). */
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** What it complains of; must be read or it stops too. */
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Resolves once, when the process is gone. */
  readonly exit: Promise<ChildExit>;
  /** Sends a signal; does nothing when the process is already gone. */
  kill(signal: ChildSignal): void;
}

/** The seam for processes. */
export interface Spawner {
  /**
   * Starts a program with a cleared environment, no shell and no standard input.
   *
   * @param command Program name or absolute path; must be one the permissions allow.
   * @param args Arguments as they are; nothing is interpreted.
   * @param folder Working folder, so that arguments may name files in it shortly; the program's own when left out.
   * @throws {Fault} `spawn_failed` if the program does not exist or may not be run.
   */
  spawn(command: string, args: readonly string[], folder?: string): Child;
}

/**
 * Real processes.
 *
 * @param environment The whole environment children get: an inherited `LD_*` would block every spawn.
 */
export function systemSpawner(environment: Readonly<Record<string, string>>): Spawner {
  return {
    spawn(command, args, folder) {
      const child = start(command, args, environment, folder);
      return {
        pid: child.pid,
        stdout: child.stdout,
        stderr: child.stderr,
        exit: child.status.then(({ code, signal }) => ({ code, signal })),
        kill: (signal) => signalIfAlive(child, signal),
      };
    },
  };
}

/** How far a process stands back: behind the program itself, or behind everything else on the machine. */
export type Standing = "behindUs" | "behindAll";

const PRIORITIES: Readonly<Record<Standing, number>> = {
  behindUs: constants.priority.PRIORITY_BELOW_NORMAL,
  behindAll: constants.priority.PRIORITY_LOW,
};

/**
 * Lets a process of ours, and every thread it is going to start, have only what others leave of the processor.
 *
 * @param pid Process id.
 * @param standing Which others.
 * @returns Why that cannot be, or null.
 */
export function lowerPriority(pid: number, standing: Standing): string | null {
  try {
    setPriority(pid, PRIORITIES[standing]);
    return null;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function start(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: string | undefined,
): Deno.ChildProcess {
  try {
    return new Deno.Command(command, {
      args: [...args],
      clearEnv: true,
      env: { ...environment },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(folder === undefined ? {} : { cwd: folder }),
    }).spawn();
  } catch (thrown) {
    throw new Fault("spawn_failed", `Cannot start ${command}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function signalIfAlive(child: Deno.ChildProcess, signal: ChildSignal): void {
  try {
    child.kill(signal);
  } catch (thrown) {
    // Deno throws TypeError for a child that has ended already: then there is nobody left to signal.
    if (!(thrown instanceof TypeError)) throw thrown;
  }
}
