import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type DenoPermissions,
  permissionFlags,
  permissionSet,
  visibleEnvironment,
  workerPermissions,
} from "./config/mod.ts";
import { LISTENING, STOP, type WorkerStart } from "./lifeline.ts";
import { sendSignal } from "./machine.ts";

/** Everything needed to start main once. */
export interface MainPlan {
  /** The folder with `src` and `static`, absolute. */
  readonly program: string;
  /** Main's working folder, absolute; a worker has the launcher's. */
  readonly home: string;
  /** Main's arguments. */
  readonly args: readonly string[];
  /** The environment, of which main sees what its permissions name. */
  readonly environment: Readonly<Record<string, string>>;
  /** The wall. */
  readonly permissions: DenoPermissions;
}

/** A main that runs. */
export interface StartedMain {
  /** The process it runs in. */
  readonly pid: number;
  /** Its exit code, when it and what belongs to it are gone. */
  readonly exit: Promise<number>;
  /** Gives it a line. */
  send(line: string): void;
  /** Asks it to stop. */
  ask(): void;
  /** Ends it without asking. */
  end(): void;
}

/** Where main runs: `worker` where there is no `deno` to start, which is so in a single binary. */
export type Isolation = "process" | "worker";

/**
 * V8 lets its space for young objects grow to 32 MB and keeps it. Ours die at once or live for seconds: 1 MB is as fast
 * (`deno task bench splice fanout`).
 */
const SMALL_HEAP = "--v8-flags=--max-semi-space-size=1";

/**
 * For the GNU C library; others do not look at it. Pieces of stream, some 50 KB each, would leave holes in a heap that
 * never shrinks: by these numbers they come from the kernel and go back to it (`deno task bench memory`).
 */
const SMALL_ALLOCATOR: Readonly<Record<string, string>> = {
  MALLOC_MMAP_THRESHOLD_: "32768",
  // Below half of what Linux allows one process to map; more than so many pieces lie in the heap after all.
  MALLOC_MMAP_MAX_: "30000",
  // Each thread would have a heap of its own.
  MALLOC_ARENA_MAX: "2",
};

/** How a program ends that threw. */
const CRASHED = 1;
/** How the shell tells of a process ended by SIGKILL. */
const KILLED = 128 + 9;

/**
 * Starts main inside its wall.
 *
 * @param plan What to start.
 * @param isolation Where.
 */
export async function startMain(plan: MainPlan, isolation: Isolation): Promise<StartedMain> {
  return isolation === "worker" ? startWorker(plan) : await startProcess(plan);
}

async function startProcess(
  { program, home, args, environment, permissions }: MainPlan,
): Promise<StartedMain> {
  const flags = permissionFlags(permissions);
  const scratch = flags === null ? await writePermissionSet(permissions, program) : null;
  const wall = flags ?? ["--config", `${scratch}/deno.json`, "--lock", join(program, "deno.lock"), "-P=main"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", SMALL_HEAP, ...wall, mainFile(program), ...args],
    cwd: home,
    clearEnv: true,
    // Any LD_ variable would make Deno refuse to spawn ffmpeg.
    env: {
      ...Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("LD_"))),
      ...SMALL_ALLOCATOR,
    },
    stdin: "piped",
    // A group of its own: the terminal's Ctrl-C reaches main through us only, and its children not before it.
    detached: true,
  }).spawn();
  const lines = child.stdin.getWriter();
  const end = async () => {
    const { code } = await child.status;
    // Refused while a write is under way that finds nobody to read it any more.
    await Promise.allSettled([lines.abort()]);
    // Children that main could not end any more.
    sendSignal(-child.pid, "SIGKILL");
    if (scratch !== null) await Deno.remove(scratch, { recursive: true });
    return code;
  };
  return {
    pid: child.pid,
    exit: end(),
    // A refused write means that main is on its way out; its exit tells.
    send: (line) => void Promise.allSettled([lines.write(new TextEncoder().encode(`${line}\n`))]),
    ask: () => sendSignal(child.pid, "SIGTERM"),
    end: () => sendSignal(child.pid, "SIGKILL"),
  };
}

/** Writes it outside the data folder, so that main cannot widen its own wall. */
async function writePermissionSet(permissions: DenoPermissions, program: string): Promise<string> {
  const manifest: Record<string, unknown> = JSON.parse(await Deno.readTextFile(join(program, "deno.json")));
  const scratch = await Deno.makeTempDir({ prefix: "exstreamtv-" });
  await Deno.writeTextFile(join(scratch, "deno.json"), JSON.stringify(permissionSet(permissions, manifest)));
  return scratch;
}

/**
 * The runtime tells when a worker throws, but not when it closes: main ends by its lifeline only. Nor can it end a busy
 * one (denoland/deno#35657): that burns a core until the launcher, told that main is gone, exits.
 */
function startWorker({ program, args, environment, permissions }: MainPlan): StartedMain {
  const worker = new Worker(pathToFileURL(mainFile(program)).href, {
    type: "module",
    name: "main",
    deno: { permissions: workerPermissions(permissions) },
  });
  const listening = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<number>();
  worker.onmessage = ({ data }) => data === LISTENING ? listening.resolve() : ended.resolve(data);
  worker.onerror = (event) => {
    // Deno has printed it; if it is not prevented it ends the launcher too.
    event.preventDefault();
    ended.resolve(CRASHED);
  };
  const post = (message: string | WorkerStart) =>
    void listening.promise.then(() => worker.postMessage(message));
  post({ args, environment: visibleEnvironment(permissions, environment) });
  return {
    pid: Deno.pid,
    exit: ended.promise.finally(() => worker.terminate()),
    send: post,
    ask: () => post(STOP),
    end: () => ended.resolve(KILLED),
  };
}

function mainFile(program: string): string {
  return join(program, "src", "main.ts");
}
