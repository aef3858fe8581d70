import { Fault } from "../fault.ts";

/** What `--help` prints. */
export const HELP = `EXStreamTV: your media as live television channels.

  deno task start [--config FILE] [--help]

  --config FILE   configuration; else data/config.yaml, else config.yaml, else the built-in defaults
  --watch         restart when the program or its configuration changes
  --help          this text
`;

/** What the command line asks for. */
export interface Arguments {
  /** The configuration file chosen, or null. */
  config: string | null;
  /** Only print the help. */
  isHelp: boolean;
  /** Start main again when a file of the program changes. */
  isWatch: boolean;
}

/**
 * Reads the command line.
 *
 * @param args The arguments; a leading `--`, as task runners pass it on, is skipped.
 * @throws {Fault} `bad_request` for anything unknown.
 */
export function readArguments(args: readonly string[]): Readonly<Arguments> {
  const wishes: Arguments = { config: null, isHelp: false, isWatch: false };
  const rest = args[0] === "--" ? args.slice(1) : [...args];
  while (rest.length > 0) {
    const [name = "", inline] = (rest.shift() ?? "").split(/=(.*)/s);
    if (name === "--help" || name === "-h") wishes.isHelp = true;
    else if (name === "--watch") wishes.isWatch = true;
    else if (name === "--config") wishes.config = inline ?? rest.shift() ?? "";
    else {throw new Fault(
        "bad_request",
        `Cannot start: ${JSON.stringify(name)} is no option; --help lists them`,
      );}
    if (wishes.config === "") {
      throw new Fault("bad_request", "Cannot start: --config needs the name of a file");
    }
  }
  return wishes;
}
