import { PRIVATE_NETWORKS } from "../private_networks.ts";

/** One address of this machine, as `Deno.networkInterfaces()` tells it. */
export interface NetworkAddress {
  /** Name of the interface. */
  readonly name: string;
  /** Kind of address. */
  readonly family: "IPv4" | "IPv6";
  /** The address. */
  readonly address: string;
  /** Which of its bits all neighbours share. */
  readonly netmask: string;
}

const NAMED_PARTS = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;

/**
 * The number behind four decimal parts.
 *
 * @returns Null for anything else, so also for the other ways to write an address.
 */
export function parseIpv4(text: string): number | null {
  if (!NAMED_PARTS.test(text)) return null;
  const parts = text.split(".").map(Number);
  return parts.some((part) => part > 255) ? null : parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** The address as IPv4 writes it, where a socket for both kinds says `::ffff:192.168.1.9`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** Whether an address is of this machine only. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address === "localhost" || isInNetwork(address, "127.0.0.0/8");
}

/** Whether an address is one that no router of the internet knows. */
export function isPrivate(address: string): boolean {
  return /^(::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(address) ||
    PRIVATE_NETWORKS.some((block) => isInNetwork(address, block));
}

/** Whether an address is a neighbour's: private, or in a network this machine is in. */
export function isNeighbour(address: string, own: readonly NetworkAddress[]): boolean {
  return isPrivate(address) || own.some((one) => isBeside(address, one));
}

/**
 * The address of ours that a neighbour knows.
 *
 * @param remote The neighbour's address.
 * @param own The addresses of this machine.
 * @returns For a stranger the first that is not only for ourselves; null if there is none.
 */
export function ownAddressFor(remote: string, own: readonly NetworkAddress[]): string | null {
  if (isLoopback(remote)) return remote === "::1" ? "[::1]" : "127.0.0.1";
  return own.find((one) => isBeside(remote, one))?.address ?? lanAddresses(own)[0]?.address ?? null;
}

/** The IPv4 addresses of this machine that others may reach. */
export function lanAddresses(own: readonly NetworkAddress[]): NetworkAddress[] {
  return own.filter(({ family, address }) => family === "IPv4" && !isLoopback(address));
}

function isBeside(remote: string, { address, netmask }: NetworkAddress): boolean {
  const mask = parseIpv4(netmask);
  return mask !== null && mask > 0 && isSame(remote, address, mask);
}

function isInNetwork(address: string, block: string): boolean {
  const [network = "", bits] = block.split("/");
  return isSame(address, network, 2 ** 32 - 2 ** (32 - Number(bits)));
}

function isSame(one: string, other: string, mask: number): boolean {
  const [first, second] = [parseIpv4(one), parseIpv4(other)];
  return first !== null && second !== null && (first & mask) === (second & mask);
}
