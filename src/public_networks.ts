import { BlockList } from "node:net";
import { PRIVATE_NETWORKS } from "./private_networks.ts";

/** A network that claims to be wider is a mistake, which would open the wall to the internet. */
const BITS_MIN = 8;

/**
 * The IPv4 networks a machine is in whose addresses are not private.
 *
 * @param interfaces Its interfaces, as `Deno.networkInterfaces()` tells them.
 * @returns Each once: `203.0.113.0/24`.
 */
export function publicNetworks(
  interfaces: readonly Pick<Deno.NetworkInterfaceInfo, "family" | "address" | "cidr">[],
): string[] {
  const priv = new BlockList();
  for (const block of PRIVATE_NETWORKS) {
    const [network = "", bits] = block.split("/");
    priv.addSubnet(network, Number(bits), "ipv4");
  }
  const blocks = interfaces
    .filter(({ family, address }) => family === "IPv4" && !priv.check(address))
    .map(({ address, cidr }) => ({ address, bits: Number(cidr.split("/")[1]) }))
    .filter(({ bits }) => bits >= BITS_MIN)
    .map(({ address, bits }) => `${networkOf(address, bits)}/${bits}`);
  return [...new Set(blocks)];
}

/** The first address of the network an address is in. */
function networkOf(address: string, bits: number): string {
  const parts = address.split(".").map(Number);
  return parts.map((part, index) => part & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index)))).join(".");
}
