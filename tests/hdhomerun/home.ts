import { type Clock } from "../../src/clock.ts";
import type { NetworkAddress } from "../../src/hdhomerun/addresses.ts";
import { BaseUrls, type Whereabouts } from "../../src/hdhomerun/base_urls.ts";
import { createLogger, type Logger } from "../../src/log.ts";

/** A neighbour. */
export const NEIGHBOUR = { address: "192.168.1.9", port: 5_555 };
/** Nobody we know. */
export const STRANGER = { address: "198.51.100.7", port: 5_555 };

/** The interfaces of a machine with two networks, one of them with public addresses. */
export function interfaces(): NetworkAddress[] {
  return [
    { name: "lo", family: "IPv4", address: "127.0.0.1", netmask: "255.0.0.0" },
    { name: "eth0", family: "IPv6", address: "fe80::20", netmask: "ffff:ffff:ffff:ffff::" },
    { name: "eth0", family: "IPv4", address: "192.168.1.20", netmask: "255.255.255.0" },
    { name: "eth1", family: "IPv4", address: "203.0.113.20", netmask: "255.255.255.0" },
  ];
}

/** That machine's base URLs. */
export function baseUrls(more: Partial<Whereabouts> = {}): BaseUrls {
  return new BaseUrls({ host: "0.0.0.0", port: 8411, publicUrl: null, interfaces, ...more });
}

/** A logger that keeps `level message` of every line. */
export function listLogger(clock: Clock): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const write = (line: string) => {
    const { level, msg } = JSON.parse(line);
    lines.push(`${level} ${msg}`);
  };
  return { log: createLogger({ level: "debug", format: "json", clock, write }), lines };
}
