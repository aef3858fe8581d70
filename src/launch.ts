/**
 * The launcher: the only part outside the wall. It starts main inside exactly what the configuration needs, tells it
 * what only all-access can measure, and leaves nothing behind when main ends.
 *
 * Main's side of the contract: end when standard input closes or SIGTERM arrives; exit as `EXIT` says; give the
 * variable `EXSTREAMTV_RUN` to its children, by which they are found.
 *
 * @module
 */
import { join, relative, resolve } from "node:path";
import { systemClock } from "./clock.ts";
import {
  computePermissions,
  configName,
  dataFolder,
  type DenoPermissions,
  HELP,
  locateConfig,
  parseConfig,
  permissionFlags,
  permissionSet,
  readArguments,
  RUN_VARIABLE,
} from "./config/mod.ts";
import { Fault, messageOf } from "./fault.ts";
import { createLogger } from "./log.ts";
import { findMarked, findProgram, systemMachine, takeSample } from "./machine.ts";

/** What main's exit codes mean; any other is a crash, after which it is started again. */
const EXIT = {
  /** It was asked to stop. */
  stopped: 0,
  /** It cannot run, and trying again will not help. */
  hopeless: 2,
  /** It wants to be started anew, perhaps with other permissions. */
  restart: 75,
} as const;

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
const SAMPLE_EVERY_MS = 2_000;
const GRACE_MS = 10_000;
const BACKOFF_MAX_MS = 30_000;
/** A main that lived this long did not crash at its start. */
const LONG_LIFE_MS = 60_000;
const CHANGE_SETTLES_MS = 200;
/** As long as a timer can wait. */
const FOR_EVER_MS = 2 ** 31 - 1;
const NO_WATCH: Watch = { signal: new AbortController().signal, [Symbol.dispose]: () => {} };

const log = createLogger({
  level: "info",
  format: Deno.stderr.isTerminal() ? "pretty" : "json",
  clock: systemClock,
  write: say,
});

/** Where the program lies. */
export interface Installation {
  /** The program's folder, absolute. */
  readonly home: string;
  /** The script to run inside the wall, absolute. */
  readonly mainFile: string;
}

/** When a main has to go. */
interface Ending {
  /** It is asked. */
  readonly gently: AbortSignal;
  /** It is not asked any more. */
  readonly atOnce: AbortSignal;
}

type Watch = { readonly signal: AbortSignal } & Disposable;
/** Everything needed to start main once. */
interface Plan extends Installation {
  readonly data: string;
  readonly flags: readonly string[];
  readonly args: readonly string[];
  /** A folder to remove when main has ended, or null. */
  readonly scratch: string | null;
}

/**
 * Runs main until somebody wants it to stop.
 *
 * @param args Command line arguments.
 * @param installation Where the program lies.
 * @returns The exit code to end with.
 */
export async function launch(args: readonly string[], installation: Installation): Promise<number> {
  using operator = listenToOperator();
  try {
    const { config, isHelp, isWatch } = readArguments(args);
    if (isHelp) {
      say(HELP);
      return EXIT.stopped;
    }
    const look = isWatch ? () => watch(installation.home) : () => NO_WATCH;
    return await keepRunning(() => prepare(config, installation), look, operator);
  } catch (thrown) {
    return sayFault(thrown);
  }
}

/** Starts main again and again, until it or the operator has had enough. */
async function keepRunning(plan: () => Promise<Plan>, look: () => Watch, operator: Ending): Promise<number> {
  for (let crashes = 0; !operator.gently.aborted;) {
    using change = look();
    const ending = { ...operator, gently: AbortSignal.any([operator.gently, change.signal]) };
    const startedMs = systemClock.monotonicMs();
    const code = await plan().then((it) => runOnce(it, ending)).catch(sayFault);
    if (operator.gently.aborted) return code;
    if (change.signal.aborted || code === EXIT.restart) {
      crashes = 0;
    } else if (code === EXIT.stopped || code === EXIT.hopeless) {
      if (change === NO_WATCH) return code;
      await systemClock.sleep(FOR_EVER_MS, ending.gently);
    } else {
      crashes = systemClock.monotonicMs() - startedMs > LONG_LIFE_MS ? 1 : crashes + 1;
      log.error("Main crashed and is started again", { code, afterMs: backoffMs(crashes) });
      await systemClock.sleep(backoffMs(crashes), ending.gently);
    }
  }
  return EXIT.stopped;
}

/**
 * How long to wait before main is started again: 1, 2, 4… up to 30 s.
 *
 * @param crashes Crashes in a row, from 1.
 */
export function backoffMs(crashes: number): number {
  return Math.min(BACKOFF_MAX_MS, 1_000 * 2 ** (crashes - 1));
}

/** Reads the configuration anew and computes what main may do. */
async function prepare(chosen: string | null, installation: Installation): Promise<Plan> {
  const { home } = installation;
  const environment = Deno.env.toObject();
  // The task runner changes the folder and keeps the operator's own in INIT_CWD.
  const folder = environment["INIT_CWD"] ?? Deno.cwd();
  const { file, text } = await readFirst(locateConfig(home, chosen, folder), chosen !== null);
  const { config, variables } = parseConfig({ text, name: configName(file, home), environment, home });

  const data = dataFolder(config, home);
  const searchPath = environment["PATH"] ?? "";
  const ffmpeg = findProgram(systemMachine, config.ffmpeg.path, searchPath);
  const ffprobe = findProgram(systemMachine, config.ffmpeg.ffprobePath, searchPath);
  const permissions = computePermissions(config, { home, configFile: file, ffmpeg, ffprobe, variables });
  const args = ["--config", file ?? "", "--data", data, "--ffmpeg", ffmpeg, "--ffprobe", ffprobe];
  const flags = permissionFlags(permissions);
  if (flags !== null) return { ...installation, data, args, flags, scratch: null };
  const scratch = await writePermissionSet(permissions, home);
  const set = ["--config", join(scratch, "deno.json"), "--lock", join(home, "deno.lock"), "-P=main"];
  return { ...installation, data, args, flags: set, scratch };
}

async function readFirst(
  files: readonly string[],
  mustExist: boolean,
): Promise<{ file: string | null; text: Uint8Array }> {
  for (const file of files) {
    try {
      return { file, text: await Deno.readFile(file) };
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound && !mustExist) continue;
      throw new Fault("bad_config", `Cannot read the configuration ${file}: ${messageOf(thrown)}`);
    }
  }
  return { file: null, text: new Uint8Array() };
}

/** Writes it outside the data folder, so that main cannot widen its own wall. */
async function writePermissionSet(permissions: DenoPermissions, home: string): Promise<string> {
  const manifest: Record<string, unknown> = JSON.parse(await Deno.readTextFile(join(home, "deno.json")));
  const scratch = await Deno.makeTempDir({ prefix: "exstreamtv-" });
  await Deno.writeTextFile(join(scratch, "deno.json"), JSON.stringify(permissionSet(permissions, manifest)));
  return scratch;
}

/** Runs main once and returns its exit code when it and all its children are gone. */
async function runOnce(plan: Plan, ending: Ending): Promise<number> {
  using _lock = await lockDataFolder(plan.data);
  const marker = `${RUN_VARIABLE}=${plan.data}#`;
  reap(marker);
  const main = startMain(plan);
  const gone = new AbortController();
  const end = async () => {
    signal(main.pid, "SIGTERM");
    await systemClock.sleep(GRACE_MS, AbortSignal.any([ending.atOnce, gone.signal]));
    if (!gone.signal.aborted) signal(main.pid, "SIGKILL");
  };
  if (ending.gently.aborted) void end();
  else ending.gently.addEventListener("abort", end, { signal: gone.signal });

  const lifeLine = main.stdin.getWriter();
  const send = async () => {
    const line = `${JSON.stringify(takeSample(systemMachine, main.pid))}\n`;
    // A refused write means that main is on its way out; its status tells.
    await lifeLine.write(new TextEncoder().encode(line)).catch(() => gone.signal.aborted);
  };
  void send();
  using _sampling = systemClock.every(SAMPLE_EVERY_MS, send);
  const { code } = await main.status;
  gone.abort();
  await lifeLine.abort();
  // Children that main could not end any more: by its process group, and by their mark where the kernel shows it.
  signal(-main.pid, "SIGKILL");
  reap(marker);
  if (plan.scratch !== null) await Deno.remove(plan.scratch, { recursive: true });
  return code;
}

/** With one launcher per data folder, whatever else carries its mark is an orphan. */
async function lockDataFolder(data: string): Promise<Deno.FsFile> {
  const file = await Deno.mkdir(data, { recursive: true })
    .then(() => Deno.open(join(data, ".lock"), { create: true, write: true }))
    .catch((error) => {
      throw new Fault("bad_config", `Cannot write to the data folder ${data}: ${messageOf(error)}`);
    });
  if (await file.tryLock(true)) return file;
  file.close();
  throw new Fault("bad_config", `Cannot start: another EXStreamTV runs on the data folder ${data}`);
}

function startMain({ home, mainFile, data, flags, args }: Plan): Deno.ChildProcess {
  // Any LD_ variable would make Deno refuse to spawn ffmpeg.
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith("LD_"));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...flags, mainFile, ...args],
    cwd: home,
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), [RUN_VARIABLE]: `${data}#${crypto.randomUUID()}` },
    stdin: "piped",
    // A group of its own: the terminal's Ctrl-C reaches main through us only, and its children not before it.
    detached: true,
  }).spawn();
}

/** Ends what an earlier main left behind. */
function reap(marker: string): void {
  for (const pid of findMarked(systemMachine, marker)) {
    if (pid === Deno.pid) continue;
    log.warn("Ending an orphan of an earlier run", { pid });
    signal(pid, "SIGKILL");
  }
}

function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    Deno.kill(pid, name);
  } catch (thrown) {
    // Gone already is what the signal was for.
    if (!(thrown instanceof Deno.errors.NotFound)) log.warn(`Cannot signal ${pid}: ${messageOf(thrown)}`);
  }
}

/** The first SIGINT or SIGTERM asks, the second insists. */
function listenToOperator(): Ending & Disposable {
  const [gently, atOnce] = [new AbortController(), new AbortController()];
  const hear = () => gently.signal.aborted ? atOnce.abort() : gently.abort();
  STOP_SIGNALS.forEach((name) => Deno.addSignalListener(name, hear));
  return {
    gently: gently.signal,
    atOnce: atOnce.signal,
    [Symbol.dispose]: () => STOP_SIGNALS.forEach((name) => Deno.removeSignalListener(name, hear)),
  };
}

/** Aborts its signal once the program or a configuration changed and the change has settled. */
function watch(home: string): Watch {
  const changed = new AbortController();
  const watcher = Deno.watchFs(home);
  const isOurs = (path: string) =>
    /^((src|routes|static)[/\\]|(data[/\\])?config\.yaml$)/.test(relative(home, path));
  void (async () => {
    for await (const { kind, paths } of watcher) {
      if (kind === "access" || !paths.some(isOurs)) continue;
      await systemClock.sleep(CHANGE_SETTLES_MS);
      return changed.abort();
    }
  })();
  return { signal: changed.signal, [Symbol.dispose]: () => watcher.close() };
}

/** Prints an expected failure and gives the exit code for it. */
function sayFault(thrown: unknown): number {
  if (!(thrown instanceof Fault)) throw thrown;
  say(thrown.message);
  return EXIT.hopeless;
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const home = resolve(import.meta.dirname ?? ".", "..");
  Deno.exit(await launch(Deno.args, { home, mainFile: join(home, "src", "main.ts") }));
}
