import { dirname, join, resolve } from "node:path";
import { Fault } from "../fault.ts";
import type { Config } from "./config.ts";
import { isInside } from "./forms.ts";

/** What the configuration alone does not tell. All paths are absolute. */
export interface MachineFacts {
  /** The program's folder. */
  readonly home: string;
  /** The configuration file in use; null when the defaults are. */
  readonly configFile: string | null;
  /** The ffmpeg found. */
  readonly ffmpeg: string;
  /** The ffprobe found. */
  readonly ffprobe: string;
  /** Environment variables that secrets are taken from. */
  readonly variables: readonly string[];
}

/** Exactly what main may do; everything not listed is refused without asking. */
export interface DenoPermissions {
  /** Folders and files it may read. */
  readonly read: readonly string[];
  /** Folders it may write. */
  readonly write: readonly string[];
  /** Files in those folders it may not write all the same. */
  readonly denyWrite: readonly string[];
  /** `host:port` it may listen on or connect to. */
  readonly net: readonly string[];
  /** Programs it may start. */
  readonly run: readonly string[];
  /** Environment variables it sees; others read as unset. */
  readonly env: readonly string[];
  /** Facts of the machine it may ask for. */
  readonly sys: readonly string[];
}

/** The LAN address, for the URLs that are handed out. */
const SYSTEM_FACTS = ["networkInterfaces"];

/** Folders with code in them, some of which runs outside the wall. */
const PROGRAM_FOLDERS = ["src", "routes", "static", "tests", ".deno", ".git", ".ci"];

/** What the program and the runtime read, beside the configuration's own. */
const VARIABLES = ["HOME", "PATH", "TZ", "NO_COLOR", "EXSTREAMTV_*"];

/**
 * The wall around main: reads the program, the configuration and the media; writes the data folder; listens where it
 * is told; runs ffmpeg and ffprobe. No FFI, no code from elsewhere.
 *
 * @param config The configuration.
 * @param facts Where things are on this machine.
 * @throws {Fault} `bad_config` if the data folder is one of the program's, which main could then rewrite.
 */
export function computePermissions(config: Config, facts: MachineFacts): DenoPermissions {
  const data = dataFolder(config, facts.home);
  const files = facts.configFile === null ? [] : [facts.configFile];
  return {
    read: distinct([facts.home, ...files, data, ...config.libraries.local.paths]),
    write: [data],
    // Whoever writes the configuration decides how wide the wall is at the next start.
    denyWrite: distinct([join(data, "config.yaml"), ...files]),
    net: distinct([config.server.port, ...config.hdhomerun.extraPorts].map((port) => listener(config, port))),
    run: distinct([facts.ffmpeg, facts.ffprobe]),
    env: distinct([...VARIABLES, ...facts.variables]),
    sys: SYSTEM_FACTS,
  };
}

/**
 * The folder of everything the program writes.
 *
 * @param config The configuration.
 * @param home The program's folder, absolute.
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

/** Deno compares the text, so it must be what the server binds: `[::]:8411`, not `:::8411`. */
function listener(config: Config, port: number): string {
  const { host } = config.server;
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
