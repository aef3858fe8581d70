/**
 * The program inside the wall: reads arguments and environment, builds the real parts and serves.
 *
 * @module
 */
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import manifest from "../deno.json" with { type: "json" };
import { aborted } from "./aborted.ts";
import { systemClock } from "./clock.ts";
import { ConfigFault, gatherIncludes, parseConfig, type ParsedConfig, RUN_VARIABLE } from "./config/mod.ts";
import { systemConfigFiles } from "./config_files.ts";
import { Fault, messageOf } from "./fault.ts";
import { listenStream, openDatagram, openMulticast, type TunerSockets } from "./hdhomerun/mod.ts";
import { readSamples } from "./health/mod.ts";
import { EXIT, type Lifeline, takeLifeline } from "./lifeline.ts";
import { listen } from "./listen.ts";
import { createLogger, type Logger } from "./log.ts";
import { createServer, type Server } from "./server.ts";
import { connectSolver } from "./solver_line.ts";
import { lowerPriority, systemSpawner } from "./spawner.ts";

/** Faults that another start would meet again. */
const HOPELESS = new Set<string>(["bad_config", "schema_too_new"]);

/** Connections that do not end by themselves are cut off after this time. */
const SHUTDOWN_MS = 3_000;

const SOCKETS: TunerSockets = {
  openDatagram,
  openMulticast,
  listenStream,
  interfaces: () => Deno.networkInterfaces(),
};

const PROGRAM = join(import.meta.dirname ?? ".", "..");

if (import.meta.main) {
  const lifeline = await takeLifeline();
  lifeline.exit(await main(lifeline));
}

async function main(lifeline: Lifeline): Promise<number> {
  const args = readArguments(lifeline.args);
  const read = await readConfig(args, lifeline.environment);
  if (read instanceof ConfigFault) {
    for (const line of read.message.split("\n")) writeLine(line);
    return EXIT.hopeless;
  }
  const { config, documents, warnings } = read;
  const log = createLogger({
    level: config.server.logLevel,
    format: Deno.stdout.isTerminal() ? "pretty" : "json",
    clock: systemClock,
    write: writeLine,
  });
  for (const warning of warnings) log.warn(warning);
  try {
    return await serve({ config, documents }, args, { lifeline, log });
  } catch (thrown) {
    log.error("The program cannot go on", { reason: messageOf(thrown) });
    return thrown instanceof Fault && HOPELESS.has(thrown.code) ? EXIT.hopeless : EXIT.crash;
  }
}

interface Arguments {
  readonly home: string;
  readonly config: string;
  readonly data: string;
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** Socket of the launcher's solvers; empty where there are none. */
  readonly prover: string;
}

function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      home: { type: "string", default: PROGRAM },
      config: { type: "string", default: "" },
      data: { type: "string", default: join(PROGRAM, "data") },
      ffmpeg: { type: "string", default: "ffmpeg" },
      ffprobe: { type: "string", default: "ffprobe" },
      prover: { type: "string", default: "" },
    },
  });
  return values;
}

async function readConfig(
  { config, home }: Arguments,
  environment: Lifeline["environment"],
): Promise<ReturnType<typeof parseConfig> | ConfigFault> {
  const text = config === "" ? new Uint8Array() : await Deno.readFile(config);
  const name = config || "config.yaml";
  const timezone = Temporal.Now.timeZoneId();
  try {
    const { included } = await gatherIncludes({ text, name, file: config || null }, systemConfigFiles);
    return parseConfig({ text, name, included, environment, home, timezone });
  } catch (thrown) {
    if (thrown instanceof ConfigFault) return thrown;
    throw thrown;
  }
}

async function serve(
  { config, documents }: Pick<ParsedConfig, "config" | "documents">,
  args: Arguments,
  { lifeline, log }: { lifeline: Lifeline; log: Logger },
): Promise<number> {
  const orphaned = new AbortController();
  const stop = AbortSignal.any([lifeline.stopRequested, orphaned.signal]);
  const server = await createServer(config, {
    clock: systemClock,
    spawner: systemSpawner(childEnvironment(lifeline.environment)),
    lowerPriority(pid, standing) {
      const reason = lowerPriority(pid, standing);
      if (reason !== null) log.debug("A process keeps its priority", { pid, reason });
    },
    log,
    rng: secureRandom,
    version: manifest.version,
    paths: { home: PROGRAM, data: args.data, ffmpeg: args.ffmpeg, ffprobe: args.ffprobe },
    lanAddress,
    documents,
    mayRead: (path) => isGranted({ name: "read", path }),
    mayAsk: (host) => isGranted({ name: "net", host }),
    sockets: SOCKETS,
    openSolver: args.prover === "" ? null : () => connectSolver(args.prover),
  });
  const { host, port } = config.server;
  const listeners = listen([port, ...config.hdhomerun.extraPorts], {
    host,
    log,
    answer: (request, info) => server.fetch(request, info),
  });
  // The launcher measures until it is gone, and then nobody looks after us any more.
  void readSamples(lifeline.samples, { onSample: (sample) => server.observe(sample), log })
    .then(() => orphaned.abort("the launcher is gone"));
  server.start();
  await aborted(stop);
  log.info("Stopping", { reason: String(stop.reason) });
  await Promise.race([shutDown(server, listeners), systemClock.sleep(SHUTDOWN_MS)]);
  return EXIT.stopped;
}

/** Viewers' streams end first, so that the listeners have nothing left to wait for. */
async function shutDown(server: Server, listeners: readonly Deno.HttpServer[]): Promise<void> {
  const closed = Promise.all(listeners.map((listener) => listener.shutdown()));
  await server[Symbol.asyncDispose]();
  await closed;
}

/** What ffmpeg needs, and the mark by which the launcher finds what a crash left behind. */
function childEnvironment(environment: Lifeline["environment"]): Record<string, string> {
  const kept = ["PATH", "HOME", RUN_VARIABLE].map((name) => [name, environment[name] ?? ""]);
  return Object.fromEntries(kept.filter(([, value]) => value !== ""));
}

function secureRandom(): number {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return value / 2 ** 32;
}

function isGranted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

function lanAddress(): string | null {
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return addresses.find((entry) => entry.family === "IPv4" && !entry.internal)?.address ?? null;
}

function writeLine(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
