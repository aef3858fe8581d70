import { Fault, messageOf } from "./fault.ts";
import type { Logger } from "./log.ts";

/** What all ports have in common. */
export interface ListenOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Answers a request on any of them. */
  readonly answer: Deno.ServeHandler<Deno.NetAddr>;
  /** Where a port that is missing is told. */
  readonly log: Logger;
}

/**
 * Opens the ports of the program.
 *
 * @param ports The first is the one every handed-out address names; the others are a courtesy, and one of them that
 *   cannot be had costs a warning only.
 * @throws {Fault} `bad_config` if the first cannot be had; another start would meet the same.
 */
export function listen(
  [port, ...extraPorts]: readonly [number, ...number[]],
  options: ListenOptions,
): Deno.HttpServer<Deno.NetAddr>[] {
  const main = open(port, options);
  if (main instanceof Fault) throw main;
  const extras = extraPorts.flatMap((extra) => {
    const listener = open(extra, options);
    if (!(listener instanceof Fault)) return [listener];
    options.log.warn(listener.message);
    return [];
  });
  return [main, ...extras];
}

function open(
  port: number,
  { host, answer, log }: ListenOptions,
): Deno.HttpServer<Deno.NetAddr> | Fault {
  try {
    const onListen = () => log.debug("Listening", { host, port });
    return Deno.serve({ hostname: host, port, onListen }, answer);
  } catch (thrown) {
    return new Fault("bad_config", `Cannot listen on ${host} port ${port}: ${messageOf(thrown)}`);
  }
}
