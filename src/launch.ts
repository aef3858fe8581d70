/**
 * The launcher: the only part outside the wall. It starts main inside exactly what the configuration needs, tells it
 * what only all-access can measure, starts solvers for it, and leaves nothing behind when main ends.
 *
 * Main's side of the contract: end when the lifeline closes or asks; exit as `EXIT` says; give the variable
 * `EXSTREAMTV_RUN` to its children, by which they are found.
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path";
import { systemClock } from "./clock.ts";
import {
  computePermissions,
  configName,
  dataFolder,
  gatherIncludes,
  HELP,
  locateConfig,
  parseConfig,
  proverSocket,
  readArguments,
  refuseWritableConfig,
  RUN_VARIABLE,
} from "./config/mod.ts";
import { systemConfigFiles } from "./config_files.ts";
import { Fault, messageOf } from "./fault.ts";
import { EXIT } from "./lifeline.ts";
import { createLogger } from "./log.ts";
import { findMarked, findProgram, sendSignal, systemMachine, takeSample } from "./machine.ts";
import { publicNetworks } from "./public_networks.ts";
import { type Isolation, type MainPlan, startMain } from "./start_main.ts";
import { offerProvers } from "./start_prover.ts";

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

/** Where the program lies, and how it runs. */
export interface Installation {
  /** The folder where configuration and data are looked for, absolute. */
  readonly home: string;
  /** The folder with `src` and `static`, absolute. */
  readonly program: string;
  /** Where main runs. */
  readonly isolation: Isolation;
}

/** When a main has to go. */
interface Ending {
  /** It is asked. */
  readonly gently: AbortSignal;
  /** It is not asked any more. */
  readonly atOnce: AbortSignal;
}

type Watch = { readonly signal: AbortSignal } & Disposable;
/** Everything needed to run main once. */
interface Plan extends MainPlan {
  readonly data: string;
  readonly isolation: Isolation;
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
    // Read once: a worker could change it.
    const environment = Deno.env.toObject();
    return await keepRunning(() => prepare(config, installation, environment), look, operator);
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
async function prepare(
  chosen: string | null,
  installation: Installation,
  environment: Readonly<Record<string, string>>,
): Promise<Plan> {
  const { home, program, isolation } = installation;
  // The task runner changes the folder and keeps the operator's own in INIT_CWD.
  const folder = environment["INIT_CWD"] ?? Deno.cwd();
  const { file, text } = await readFirst(locateConfig(home, chosen, folder), chosen !== null);
  const name = configName(file, home);
  const { included, places: includes } = await gatherIncludes({ text, name, file }, systemConfigFiles);
  const { config, variables } = parseConfig({ text, name, included, environment, home });

  const data = dataFolder(config, home);
  if (isolation === "worker") refuseWritableConfig({ configFile: file, includes }, data);
  const searchPath = environment["PATH"] ?? "";
  const ffmpeg = findProgram(systemMachine, config.ffmpeg.path, searchPath);
  const ffprobe = findProgram(systemMachine, config.ffmpeg.ffprobePath, searchPath);
  const ownNetworks = publicNetworks(Deno.networkInterfaces());
  const facts = { home, program, configFile: file, includes, ffmpeg, ffprobe, variables, ownNetworks };
  return {
    ...installation,
    data,
    permissions: computePermissions(config, facts),
    args: ["--home", home, "--config", file ?? "", "--data", data, "--ffmpeg", ffmpeg, "--ffprobe", ffprobe],
    environment: { ...environment, [RUN_VARIABLE]: `${data}#${crypto.randomUUID()}` },
  };
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

/** Runs main once and returns its exit code when it and all its children are gone. */
async function runOnce(plan: Plan, ending: Ending): Promise<number> {
  using _lock = await lockDataFolder(plan.data);
  const marker = `${RUN_VARIABLE}=${plan.data}#`;
  reap(marker);
  const socket = proverSocket(plan.data);
  // A single binary has no `deno` that could run a solver.
  await using provers = Deno.build.standalone ? null : offerProvers({ ...plan, socket }, log);
  const offer = provers === null ? [] : ["--prover", socket];
  const main = await startMain({ ...plan, args: [...plan.args, ...offer] }, plan.isolation);
  const gone = new AbortController();
  const end = async () => {
    main.ask();
    await systemClock.sleep(GRACE_MS, AbortSignal.any([ending.atOnce, gone.signal]));
    if (!gone.signal.aborted) main.end();
  };
  if (ending.gently.aborted) void end();
  else ending.gently.addEventListener("abort", end, { signal: gone.signal });

  const send = () => main.send(JSON.stringify(takeSample(systemMachine, main.pid)));
  send();
  using _sampling = systemClock.every(SAMPLE_EVERY_MS, () => {
    send();
    void provers?.renew();
  });
  const code = await main.exit;
  gone.abort();
  // Children that main could not end any more, where the kernel shows their mark.
  reap(marker);
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

/** Ends what an earlier main left behind. */
function reap(marker: string): void {
  for (const pid of findMarked(systemMachine, marker)) {
    if (pid === Deno.pid) continue;
    log.warn("Ending an orphan of an earlier run", { pid });
    const obstacle = sendSignal(pid, "SIGKILL");
    if (obstacle !== null) log.warn(`Cannot signal ${pid}: ${obstacle}`);
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
  // Included files lie beside the configuration or below.
  const isOurs = (path: string) => /^((src|routes|static)[/\\]|[^.].*\.ya?ml$)/.test(relative(home, path));
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
  const program = resolve(import.meta.dirname ?? ".", "..");
  // A single binary carries the program inside; configuration and data lie beside it.
  const installation: Installation = Deno.build.standalone
    ? { home: dirname(Deno.execPath()), program, isolation: "worker" }
    : { home: program, program, isolation: "process" };
  Deno.exit(await launch(Deno.args, installation));
}
