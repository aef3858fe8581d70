import { join } from "node:path";
import { RUN_VARIABLE } from "./config/mod.ts";
import { messageOf } from "./fault.ts";
import type { Logger } from "./log.ts";
import { lowerPriority } from "./spawner.ts";

/** Where provers come from, and who may ask for one. */
export interface ProverPlan {
  /** The folder with `src`, absolute. */
  readonly program: string;
  /** Path of the socket. */
  readonly socket: string;
  /** The launcher's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What Deno needs to find its modules, and the mark by which orphans are found. */
const VARIABLES = ["HOME", "PATH", "DENO_DIR", "XDG_CACHE_HOME", "NO_COLOR", RUN_VARIABLE];
/** The kernel, if memory is short, ends a prover before anything that viewers would miss. */
const FIRST_TO_GO = "1000";

/**
 * Offers provers on a socket: whoever connects gets a process of its own that may do nothing but compute, its input
 * and output; it ends with the connection, busy or not.
 *
 * @param plan What to start, and where to offer it.
 * @param log Says why a prover could not be had.
 * @returns Null, with a warning, where there can be no such socket.
 */
export function offerProvers(plan: ProverPlan, log: Logger): ProverOffer | null {
  try {
    return new SocketOffer(plan, log);
  } catch (thrown) {
    log.warn("Guides are checked, but not proved: no socket for the solver", { reason: messageOf(thrown) });
    return null;
  }
}

/** Provers on offer; ended when it is disposed, those that run, too. */
export interface ProverOffer extends AsyncDisposable {
  /** To be called now and then: where somebody took the socket away, or it broke, there is another one. */
  renew(): Promise<void>;
}

class SocketOffer implements ProverOffer {
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #listener: Deno.UnixListener;
  #accepting: Promise<void>;
  #isBroken = false;
  #isRenewing = false;
  #told = "";

  constructor(private readonly plan: ProverPlan, private readonly log: Logger) {
    this.#listener = listen(plan.socket);
    this.#accepting = this.#accept(this.#listener);
  }

  async renew(): Promise<void> {
    if (this.#isRenewing || this.#closing.signal.aborted) return;
    this.#isRenewing = true;
    try {
      if (!this.#isBroken && isThere(this.plan.socket)) return;
      // Only then: closing takes away whatever lies at the path.
      this.#close();
      await this.#accepting;
      if (this.#closing.signal.aborted) return;
      this.#listener = listen(this.plan.socket);
      this.#isBroken = false;
      this.#accepting = this.#accept(this.#listener);
      this.#tell("Provers are offered anew: their socket was gone");
    } catch (thrown) {
      this.#tell("Provers cannot be offered anew", messageOf(thrown));
    } finally {
      this.#isRenewing = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#close();
    await this.#accepting;
    await Promise.all(this.#running);
    removeIfThere(this.plan.socket);
  }

  async #accept(listener: Deno.UnixListener): Promise<void> {
    try {
      for await (const connection of listener) {
        const served = serve(connection, this.plan, { log: this.log, signal: this.#closing.signal });
        this.#running.add(served);
        void served.finally(() => this.#running.delete(served));
      }
    } catch (thrown) {
      // Too many open files, for instance: nothing that main has to end for.
      this.#tell("Provers are not offered for a while", messageOf(thrown));
      this.#close();
    }
  }

  /** Says the same once, however often it is tried. */
  #tell(message: string, reason = ""): void {
    if (message !== this.#told) this.log.warn(message, { reason });
    this.#told = message;
  }

  #close(): void {
    if (!this.#isBroken) this.#listener.close();
    this.#isBroken = true;
  }
}

/** Only the owner may connect. */
function listen(socket: string): Deno.UnixListener {
  // What a launcher that was killed left there; nobody else can listen on it, for the data folder is ours alone.
  removeIfThere(socket);
  const listener = Deno.listen({ transport: "unix", path: socket });
  Deno.chmodSync(socket, 0o600);
  return listener;
}

/** Carries what is said both ways until one side has ended; then the other has nobody left to talk to. */
async function serve(
  connection: Deno.UnixConn,
  plan: ProverPlan,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<void> {
  try {
    const child = startProver(plan);
    const asked = connection.readable.pipeTo(child.stdin, { signal });
    const answered = child.stdout.pipeTo(connection.writable, { preventClose: true });
    await Promise.race([Promise.allSettled([asked]), child.status]);
    endProver(child);
    await Promise.allSettled([child.status, answered]);
    close(connection);
    await Promise.allSettled([asked]);
  } catch (thrown) {
    log.warn("A prover could not be started", { reason: messageOf(thrown) });
    close(connection);
  }
}

function startProver({ program, environment }: ProverPlan): Deno.ChildProcess {
  const kept = VARIABLES.flatMap((name) =>
    environment[name] === undefined ? [] : [[name, environment[name]]]
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", join(program, "src", "guide", "solver_process.ts")],
    cwd: program,
    clearEnv: true,
    env: Object.fromEntries(kept),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  lowerPriority(child.pid, "behindAll");
  // Other kernels have no such file, and some containers do not let it be written.
  void Promise.allSettled([Deno.writeTextFile(`/proc/${child.pid}/oom_score_adj`, FIRST_TO_GO)]);
  return child;
}

function endProver(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (thrown) {
    // It has ended already.
    if (!(thrown instanceof TypeError)) throw thrown;
  }
}

function close(connection: Deno.UnixConn): void {
  try {
    connection.close();
  } catch (thrown) {
    // The end of a stream closes it, too.
    if (!(thrown instanceof Deno.errors.BadResource)) throw thrown;
  }
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
}
