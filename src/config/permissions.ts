import { dirname, join, resolve } from "node:path";
import { Fault } from "../fault.ts";
import type { Config } from "./config.ts";
import { hostOf, isHttpUrl } from "../http_file.ts";
import { isInside } from "./forms.ts";
import { metadataHosts } from "./metadata_schema.ts";
import { tunerNetworkHosts } from "./tuner_network.ts";

/** What the configuration alone does not tell. All paths are absolute. */
export interface MachineFacts {
  /** The folder that relative paths of the configuration count from. */
  readonly home: string;
  /** The folder with the program's code; another one than `home` in a single binary, which carries it inside. */
  readonly program: string;
  /** The configuration file in use; null when the defaults are. */
  readonly configFile: string | null;
  /** Files it includes, and folders of which it includes some. */
  readonly includes: readonly string[];
  /** The ffmpeg found. */
  readonly ffmpeg: string;
  /** The ffprobe found. */
  readonly ffprobe: string;
  /** Environment variables that secrets are taken from. */
  readonly variables: readonly string[];
  /** IPv4 networks it is in whose addresses are not private: `203.0.113.0/24`. */
  readonly ownNetworks: readonly string[];
}

/** Exactly what main may do; everything not listed is refused without asking. */
export interface DenoPermissions {
  /** Folders and files it may read. */
  readonly read: readonly string[];
  /** Folders it may write. */
  readonly write: readonly string[];
  /** Files in those folders it may not write all the same. */
  readonly denyWrite: readonly string[];
  /** `host:port` it may listen on or connect to; a block of addresses (`10.0.0.0/8`) for every port of theirs. */
  readonly net: readonly string[];
  /** Programs it may start. */
  readonly run: readonly string[];
  /** Environment variables it sees; others read as unset. */
  readonly env: readonly string[];
  /** Facts of the machine it may ask for or set. */
  readonly sys: readonly string[];
}

/** The LAN address, for the URLs that are handed out; the place in the processor's queue of work nobody waits for. */
const SYSTEM_FACTS = ["networkInterfaces", "setPriority"];

/** Where the launcher offers solvers; a socket in the data folder, which is ours alone. */
const PROVER_SOCKET = "prover.sock";

/** Folders with code in them, some of which runs outside the wall. */
const PROGRAM_FOLDERS = ["src", "routes", "static", "tests", ".deno", ".git", ".ci"];

/** What the program and the runtime read, beside the configuration's own. */
const VARIABLES = ["HOME", "PATH", "TZ", "NO_COLOR", "EXSTREAMTV_*"];

/** The parser of YAML asks for these, and manages without an answer, but not with a refusal. */
const ASKED_IN_VAIN = ["LOG_TOKENS", "LOG_STREAM"];

/**
 * The wall around main: reads the program, the configuration, the media and its mirrors; writes the data folder; listens
 * where it is told; asks mirrors on other machines, the databases there is a key for, and the launcher's solvers; answers
 * searches of neighbours; runs ffmpeg and ffprobe. No FFI, no code from elsewhere.
 *
 * @param config The configuration.
 * @param facts Where things are on this machine.
 * @throws {Fault} `bad_config` if the data folder is one of the program's, which main could then rewrite, or one whose
 * files are included.
 */
export function computePermissions(config: Config, facts: MachineFacts): DenoPermissions {
  const data = dataFolder(config, facts.home);
  const files = configFiles(facts, data);
  const mirrors = config.channels.flatMap(({ inputs }) => inputs.mirrors.map(({ to }) => to));
  return {
    read: distinct([
      facts.program,
      ...files,
      data,
      ...config.libraries.local.paths,
      ...mirrors.filter((to) => !isHttpUrl(to)),
    ]),
    write: [data],
    // Whoever writes the configuration decides how wide the wall is at the next start.
    denyWrite: distinct([join(data, "config.yaml"), ...files.filter((place) => !isInside(data, place))]),
    net: distinct([
      `unix:${proverSocket(data)}`,
      ...[config.server.port, ...config.hdhomerun.extraPorts].map((port) => listener(config, port)),
      ...mirrors.filter(isHttpUrl).map(hostOf),
      ...metadataHosts(config.metadata),
      ...tunerNetworkHosts(config, facts.ownNetworks),
    ]),
    run: distinct([facts.ffmpeg, facts.ffprobe]),
    env: distinct([...VARIABLES, ...facts.variables]),
    // How much room the disk has, for whoever is to fill it.
    sys: [...SYSTEM_FACTS, ...(config.readyCache.isEnabled ? ["statfs"] : [])],
  };
}

/** What the configuration is read from. */
function configFiles({ configFile, includes }: MachineFacts, data: string): string[] {
  if (includes.some((place) => isInside(place, data) && isInside(data, place))) {
    throw new Fault(
      "bad_config",
      `Cannot include files of ${data} by a pattern: the program itself writes there; name each, or use a folder`,
    );
  }
  return [...(configFile === null ? [] : [configFile]), ...includes];
}

/**
 * The socket on which the launcher offers solvers.
 *
 * @param data The data folder, absolute.
 */
export function proverSocket(data: string): string {
  return join(data, PROVER_SOCKET);
}

/**
 * The folder of everything the program writes.
 *
 * @param config The configuration.
 * @param home The folder that relative paths count from, absolute.
 * @throws {Fault} `bad_config` if it is one of the program's own folders or holds them.
 */
export function dataFolder(config: Config, home: string): string {
  const folder = dirname(resolve(home, config.database.path));
  const holdsProgram = isInside(home, folder) ||
    PROGRAM_FOLDERS.some((part) => isInside(folder, join(home, part)));
  if (holdsProgram) {
    throw new Fault("bad_config", `Cannot use ${folder} as data folder: the program itself lies there`);
  }
  return folder;
}

/**
 * The flags for `deno run`, or null when only a permission set can say it: flags know no way to write a comma.
 *
 * @param permissions What main may do.
 */
export function permissionFlags(permissions: DenoPermissions): string[] | null {
  const { denyWrite, ...allowed } = permissions;
  const flags = [...Object.entries(allowed).map(([kind, values]) => ({ flag: `--allow-${kind}`, values })), {
    flag: "--deny-write",
    values: denyWrite,
  }].filter(({ values }) => values.length > 0);
  if (flags.some(({ values }) => values.some((value) => value.includes(",")))) return null;
  return ["--deny-import", "--ignore-env", ...flags.map(({ flag, values }) => `${flag}=${values.join(",")}`)];
}

/**
 * The program's `deno.json` with the permissions as its set `main`, for `deno run --config <file> -P=main`.
 *
 * @param permissions What main may do.
 * @param manifest The program's own `deno.json`, whose imports main needs.
 */
export function permissionSet(
  permissions: DenoPermissions,
  manifest: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { env, write, denyWrite, ...allowed } = permissions;
  return {
    imports: manifest["imports"] ?? {},
    compilerOptions: manifest["compilerOptions"] ?? {},
    unstable: manifest["unstable"] ?? [],
    permissions: {
      main: {
        ...allowed,
        write: { allow: write, deny: denyWrite },
        env: { allow: env, ignore: true },
        import: false,
      },
    },
  };
}

/**
 * The same for a worker, for which Deno knows neither exceptions nor variables that read as unset.
 *
 * @param permissions What main may do.
 */
export function workerPermissions(
  { denyWrite: _, env, ...allowed }: DenoPermissions,
): Deno.PermissionOptionsObject {
  const lists = Object.entries(allowed).map(([kind, values]) => [kind, [...values]]);
  return { ...Object.fromEntries(lists), env: [...env, ...ASKED_IN_VAIN], ffi: false, import: false };
}

/**
 * Refuses what a worker cannot be kept from writing: whoever writes the configuration decides how wide the wall is.
 *
 * @param facts The configuration file in use, and what it includes.
 * @param data The data folder, absolute.
 * @throws {Fault} `bad_config` if one of them lies in the data folder.
 */
export function refuseWritableConfig(
  { configFile, includes }: Pick<MachineFacts, "configFile" | "includes">,
  data: string,
): void {
  const file = [configFile, ...includes].find((it) => it !== null && isInside(it, data));
  if (file === undefined) return;
  throw new Fault(
    "bad_config",
    `Cannot use the configuration ${file}: a single binary cannot protect what lies in its data folder; ` +
      "move it beside the program",
  );
}

/**
 * What main may see of the environment.
 *
 * @param permissions What main may do.
 * @param environment All environment variables.
 */
export function visibleEnvironment(
  { env }: Pick<DenoPermissions, "env">,
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const isVisible = (name: string) =>
    env.some((granted) => granted.endsWith("*") ? name.startsWith(granted.slice(0, -1)) : name === granted);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isVisible(name)));
}

/** Deno compares the text, so it must be what the server binds: `[::]:8411`, not `:::8411`. */
function listener(config: Config, port: number): string {
  const { host } = config.server;
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
