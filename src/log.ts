import type { Clock } from "./clock.ts";

/** How urgent a line is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Named values beside the message; never a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where the program says what happened. */
export interface Logger {
  /** For whoever builds the program. */
  debug(message: string, fields?: LogFields): void;
  /** Something went as it should. */
  info(message: string, fields?: LogFields): void;
  /** Something is off; the program copes. */
  warn(message: string, fields?: LogFields): void;
  /** Something failed for a viewer or an operator. */
  error(message: string, fields?: LogFields): void;
  /** A logger whose lines all carry `fields` too. */
  with(fields: LogFields): Logger;
}

/** Where lines go and how they look. */
export interface LogOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  /** `json` for machines, `pretty` for a terminal. */
  readonly format: "json" | "pretty";
  /** Stamps the lines. */
  readonly clock: Clock;
  /** Receives one line without its line break. */
  readonly write: (line: string) => void;
}

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const COLOUR: Record<LogLevel, string> = {
  debug: "\x1b[2m",
  info: "\x1b[36m",
  warn: "\x1b[33m",
  error: "\x1b[31m",
};

/**
 * A logger of structured lines. The phrase operators search for is always in `msg`.
 *
 * @param options Level, format, clock and sink.
 * @param fields Values every line carries.
 */
export function createLogger(options: LogOptions, fields: LogFields = {}): Logger {
  const line = (level: LogLevel) => (message: string, more: LogFields = {}) => {
    if (RANK[level] < RANK[options.level]) return;
    const all = { ...fields, ...more };
    const at = new Date(options.clock.wallMs()).toISOString();
    options.write(
      options.format === "json" ? asJson(at, level, message, all) : asPretty(at, level, message, all),
    );
  };
  return {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    with: (more) => createLogger(options, { ...fields, ...more }),
  };
}

function asJson(at: string, level: LogLevel, msg: string, fields: LogFields): string {
  return JSON.stringify({ at, level, msg, ...fields });
}

function asPretty(at: string, level: LogLevel, message: string, fields: LogFields): string {
  const tail = Object.entries(fields).filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`).join(" ");
  return `${at.slice(11, 23)} ${COLOUR[level]}${level.padEnd(5)}\x1b[0m ${message}${
    tail && `  \x1b[2m${tail}\x1b[0m`
  }`;
}
